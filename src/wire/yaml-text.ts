/**
 * YAML text of a JSON value, to the byte as Go writes it: keys in Go's order, blocks, lines folded after 80 columns.
 *
 * @source sigs.k8s.io/yaml goyaml.v2 (encode.go, resolve.go, sorter.go, emitterc.go)
 */
export function yamlText(value: unknown): string {
  const out = new Emitter();
  out.node(value, -1, false);
  return out.text.startsWith("\n") ? out.text.slice(1) : out.text;
}

const WIDTH = 80;

type Style = "plain" | "single" | "double" | "literal";

class Emitter {
  text = "";
  /** Characters on the present line. */
  column = 0;

  write(text: string): void {
    this.text += text;
    this.column += Array.from(text).length;
  }

  line(indent: number): void {
    this.text += `\n${" ".repeat(indent)}`;
    this.column = indent;
  }

  /** Writes a value where it stands, and ends with a line break. @param indent of the collection it stands in; -1: none */
  node(value: unknown, indent: number, inMapping: boolean): void {
    if (Array.isArray(value)) return value.length === 0 ? this.#inline("[]") : this.#sequence(value, inMapping ? indent : indent < 0 ? 0 : indent + 2, inMapping);
    if (typeof value === "object" && value !== null) {
      const keys = Object.keys(value).sort(keyOrder);
      return keys.length === 0 ? this.#inline("{}") : this.#mapping(value as { readonly [key: string]: unknown }, keys, indent < 0 ? 0 : indent + 2, inMapping);
    }
    if (typeof value === "string") this.scalar(value, Math.max(indent, 0) + 2, false);
    else this.write(JSON.stringify(value) ?? "null");
    this.#end();
  }

  #inline(text: string): void {
    this.write(text);
    this.#end();
  }

  #end(): void {
    this.text += "\n";
    this.column = 0;
  }

  #sequence(items: readonly unknown[], indent: number, inMapping: boolean): void {
    items.forEach((item, i) => {
      if (i > 0 || inMapping) this.#begin(indent);
      this.write("- ");
      this.node(item, indent, false);
    });
  }

  #mapping(value: { readonly [key: string]: unknown }, keys: readonly string[], indent: number, inMapping: boolean): void {
    keys.forEach((key, i) => {
      if (i > 0 || inMapping) this.#begin(indent);
      this.scalar(key, indent + 2, true);
      const below = value[key];
      const block = typeof below === "object" && below !== null && (Array.isArray(below) ? below.length : Object.keys(below).length) > 0;
      this.write(block ? ":" : ": ");
      if (block) this.#end();
      this.node(below, indent, true);
    });
  }

  /** A line of its own, which the one before has already ended. */
  #begin(indent: number): void {
    this.text += " ".repeat(indent);
    this.column = indent;
  }

  scalar(text: string, indent: number, key: boolean): void {
    switch (styleOf(text, key)) {
      case "plain": return this.#folded(text, indent, key, 0);
      case "single":
        this.write("'");
        this.#folded(text, indent, key, 1);
        return this.write("'");
      case "double": return this.#double(text, indent, key);
      case "literal": return this.#literal(text, indent);
    }
  }

  /** @param edge how many characters at either end are never a place to fold; quotes are doubled where it is 1 */
  #folded(text: string, indent: number, key: boolean, edge: 0 | 1): void {
    const chars = Array.from(text);
    let spaces = false;
    chars.forEach((char, i) => {
      const space = char === " ";
      const inside = i >= edge && i < chars.length - edge;
      if (space && !key && !spaces && inside && this.column > WIDTH && chars[i + 1] !== " ") this.line(indent);
      else this.write(edge === 1 && char === "'" ? "''" : char);
      spaces = space;
    });
  }

  #double(text: string, indent: number, key: boolean): void {
    const chars = Array.from(text);
    let spaces = false;
    this.write('"');
    chars.forEach((char, i) => {
      const space = char === " ";
      if (space && !key && !spaces && i > 0 && i < chars.length - 1 && this.column > WIDTH) {
        this.line(indent);
        if (chars[i + 1] === " ") this.write("\\");
      } else this.write(escaped(char));
      spaces = space;
    });
    this.write('"');
  }

  #literal(text: string, indent: number): void {
    const hint = /^[ \n]/.test(text) ? "2" : "";
    const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
    this.write(`|${hint}${chomp}`);
    const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
    for (const line of lines) this.text += line === "" ? "\n" : `\n${" ".repeat(indent)}${line}`;
  }
}

function styleOf(text: string, key: boolean): Style {
  const shape = shapeOf(text);
  if (text.includes("\n")) return key || !shape.block ? "double" : "literal";
  if (readsAsOther(text)) return "double";
  if (shape.plain) return "plain";
  return shape.quoted ? "single" : "double";
}

interface Shape {
  readonly plain: boolean;
  readonly quoted: boolean;
  readonly block: boolean;
}

/** @source emitterc.go yaml_emitter_analyze_scalar */
function shapeOf(text: string): Shape {
  if (UNPRINTABLE.test(text) || / \n/.test(text)) return { plain: false, quoted: false, block: false };
  const indicators = /^(?:---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[?:-](?:\s|$)/.test(text) || /:(?:\s|$)/.test(text) || /\s#/.test(text);
  const edges = /^[ \n]|[ \n]$/.test(text);
  return { plain: !indicators && !edges && !text.includes("\n"), quoted: !/\n /.test(text), block: !text.endsWith(" ") };
}

const PRINTABLE = "\\n\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd";
const UNPRINTABLE = new RegExp(`[^${PRINTABLE}]`);

/** Would Go read the bare text as something else than a string? @source resolve.go */
function readsAsOther(text: string): boolean {
  if (words.has(text)) return true;
  if (!/^[-+.\d]/.test(text)) return false;
  return /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt ])\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/.test(text) || NUMBER.test(text.replaceAll("_", "")) || /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text);
}

const NUMBER = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/;
const words: ReadonlySet<string> = new Set([
  "", "~", "null", "Null", "NULL", "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE",
  "on", "On", "ON", "off", "Off", "OFF", ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "<<",
]);

const escapes: { readonly [char: string]: string } = {
  "\0": "\\0", "\x07": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\",
  "\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L", "\u2029": "\\P",
};

function escaped(char: string): string {
  const known = escapes[char];
  if (known !== undefined && (char < "\xa0" || UNPRINTABLE.test(char))) return known;
  if (char.length > 1 || !UNPRINTABLE.test(char)) return char;
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).toUpperCase().padStart(2, "0")}` : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

const LETTER = /\p{L}/u;

/** Digits by their number, letters after everything else. @source sorter.go keyList.Less */
function keyOrder(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const [x = "", y = ""] = [left[i], right[i]];
    if (x === y) continue;
    const [xLetter, yLetter] = [LETTER.test(x), LETTER.test(y)];
    if (xLetter !== yLetter) return xLetter ? 1 : -1;
    if (xLetter) return x < y ? -1 : 1;
    const [m, n] = [digitsFrom(left, i), digitsFrom(right, i)];
    const lead = (x === "0" || y === "0") && nonZeroBefore(left, i) ? "1" : "0";
    const by = BigInt(lead + m) - BigInt(lead + n);
    if (by !== 0n) return by < 0n ? -1 : 1;
    return m.length - n.length || (x < y ? -1 : 1);
  }
  return left.length - right.length;
}

function digitsFrom(chars: readonly string[], from: number): string {
  let to = from;
  while (to < chars.length && /\d/.test(chars[to] ?? "")) to += 1;
  return chars.slice(from, to).join("");
}

function nonZeroBefore(chars: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && /\d/.test(chars[i] ?? ""); i -= 1) if (chars[i] !== "0") return true;
  return false;
}
