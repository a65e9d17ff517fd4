/** A network option, match or fault that makes no sense: names the field, its value and what would do. */
export class InvalidNetworkOption extends Error {
  override readonly name = "InvalidNetworkOption";
  readonly field: string;

  constructor(field: string, value: unknown, expected: string) {
    super(`${field} is ${shown(value)}; expected ${expected}`);
    this.field = field;
  }
}

function shown(value: unknown): string {
  return typeof value === "number" || value === undefined ? String(value) : (JSON.stringify(value) ?? typeof value);
}
