/** How this very command is called again: from a checkout through npm, else by its name. */
export function invocation(args: readonly string[]): string {
  const command = import.meta.url.endsWith(".ts") ? "npm run -s kubeloom --" : "kubeloom";
  return [command, ...args.map(quoted)].join(" ");
}

/** As a POSIX shell takes it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
