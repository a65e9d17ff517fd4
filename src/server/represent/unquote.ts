/**
 * The text that stands in quotes of either kind, with what is escaped in it. Undefined: it is none.
 *
 * @source client-go util/jsonpath/parser.go UnquoteExtend; go src/strconv/quote.go UnquoteChar
 */
export function unquoted(quoted: string): string | undefined {
  const [quote] = quoted;
  if (quoted.length < 2 || quote !== quoted.at(-1)) return undefined;
  const inner = quoted.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  let sound = true;
  const text = inner.replace(escape, (whole) => {
    const [, kind = ""] = whole;
    if (kind === quote) return kind;
    const plain = plainEscapes[kind];
    if (plain !== undefined) return plain;
    const code = whole.length > 2 ? (kind >= "0" && kind <= "7" ? Number.parseInt(whole.slice(1), 8) : Number.parseInt(whole.slice(2), 16)) : -1;
    if (code >= 0 && code <= 0x10_ff_ff) return String.fromCodePoint(code);
    sound = false;
    return "";
  });
  return sound ? text : undefined;
}

const escape = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[^]|$)/g;
const plainEscapes: { readonly [kind: string]: string } = { a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\" };
