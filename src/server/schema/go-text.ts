import type { Json, JsonObject } from "../../api/index.ts";

/** A value as Go's "%v" prints it: maps by their keys' order, without quotes. @source go src/fmt/print.go */
export function goText(value: Json): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(goText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const map = value as JsonObject;
  return `map[${Object.keys(map).sort().map((key) => `${key}:${goText(map[key] as Json)}`).join(" ")}]`;
}

/** A number that Go decoded without a type, as "%v" prints it: with an exponent from a million on. @source go src/strconv/ftoa.go (shortest 'g') */
export function goNumber(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < WHOLE_DIGITS) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

const WHOLE_DIGITS = 6;

/** A value that Go decoded without a type, as "%#v" prints it. @source go src/fmt/print.go */
export function goSyntax(value: Json): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${(value as readonly Json[]).map(goSyntax).join(", ")}}`;
  if (typeof value === "number") return goNumber(value);
  if (typeof value !== "object") return String(value);
  const map = value as JsonObject;
  return `map[string]interface {}{${Object.keys(map).sort().map((key) => `${goQuote(key)}:${goSyntax(map[key] as Json)}`).join(", ")}}`;
}

const short: { readonly [c: string]: string } = {
  "\u0007": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", '"': '\\"', "\\": "\\\\",
};

/** A text in quotes, as Go's "%q" prints it. @source go src/strconv/quote.go */
export function goQuote(text: string): string {
  let made = "";
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    const known = short[c];
    if (known !== undefined) made += known;
    else if (code < 0x20 || code === 0x7f) made += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (c === " " || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(c)) made += c;
    else made += code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  }
  return `"${made}"`;
}
