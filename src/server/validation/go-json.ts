import { goQuote } from "../schema/index.ts";

/**
 * What Go says of a text that should be an object in JSON; undefined: it is one, or null.
 *
 * @source go src/encoding/json/scanner.go, decode.go
 */
export function jsonObjectProblem(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder("latin1").decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Scanner(text).problem();
  }
  if (typeof value === "object" && !Array.isArray(value)) return undefined;
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}

class Wrong extends Error {}

/** Follows the text to where it goes wrong. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  problem(): string {
    try {
      this.#value();
      this.#space();
      if (this.#at < this.#text.length) this.#fail("after top-level value");
    } catch (wrong) {
      if (wrong instanceof Wrong) return wrong.message;
      throw wrong;
    }
    return END;
  }

  #fail(where: string): never {
    throw new Wrong(this.#at < this.#text.length ? `invalid character ${quoted(this.#text.charAt(this.#at))} ${where}` : END);
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #value(): void {
    this.#space();
    const c = this.#text.charAt(this.#at);
    if (c === "{") this.#members("}", true);
    else if (c === "[") this.#members("]", false);
    else if (c === '"') this.#string();
    else if (/[-0-9]/.test(c)) this.#number();
    else this.#literal(["true", "false", "null"].find((each) => c !== "" && each.startsWith(c)));
  }

  #members(end: string, named: boolean): void {
    this.#at += 1;
    this.#space();
    if (this.#text.charAt(this.#at) === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      if (named) this.#key();
      this.#value();
      this.#space();
      const c = this.#text.charAt(this.#at);
      if (c !== "," && c !== end) this.#fail(named ? "after object key:value pair" : "after array element");
      this.#at += 1;
      if (c === end) return;
      this.#space();
    }
  }

  #key(): void {
    this.#space();
    if (this.#text.charAt(this.#at) !== '"') this.#fail("looking for beginning of object key string");
    this.#string();
    this.#space();
    if (this.#text.charAt(this.#at) !== ":") this.#fail("after object key");
    this.#at += 1;
  }

  #string(): void {
    for (this.#at += 1; ; this.#at += 1) {
      const c = this.#text.charAt(this.#at);
      if (c === "" || c < " ") this.#fail("in string literal");
      if (c === '"') break;
      if (c === "\\") this.#escape();
    }
    this.#at += 1;
  }

  #escape(): void {
    this.#at += 1;
    const c = this.#text.charAt(this.#at);
    if (!/["\\/bfnrtu]/.test(c)) this.#fail("in string escape code");
    for (let left = c === "u" ? 4 : 0; left > 0; left -= 1) {
      this.#at += 1;
      if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at))) this.#fail("in \\u hexadecimal character escape");
    }
  }

  #number(): void {
    if (this.#text.charAt(this.#at) === "-") this.#at += 1;
    if (this.#text.charAt(this.#at) === "0") this.#at += 1;
    else this.#digits("in numeric literal");
    if (this.#text.charAt(this.#at) === ".") {
      this.#at += 1;
      this.#digits("after decimal point in numeric literal");
    }
    if (!/[eE]/.test(this.#text.charAt(this.#at))) return;
    this.#at += 1;
    if (/[-+]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    this.#digits("in exponent of numeric literal");
  }

  #digits(where: string): void {
    if (!/[0-9]/.test(this.#text.charAt(this.#at))) this.#fail(where);
    while (/[0-9]/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #literal(word: string | undefined): void {
    if (word === undefined) this.#fail("looking for beginning of value");
    for (const c of word) {
      if (this.#text.charAt(this.#at) !== c) this.#fail(`in literal ${word} (expecting '${c}')`);
      this.#at += 1;
    }
  }
}

const END = "unexpected end of JSON input";

/** As Go writes it in an error. */
function quoted(c: string): string {
  if (c === "'") return String.raw`'\''`;
  return c === '"' ? `'"'` : `'${goQuote(c).slice(1, -1)}'`;
}
