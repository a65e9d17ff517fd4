import { unquoted } from "./unquote.ts";

/** A step of a path, or a value within a filter. */
export type PathNode =
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "array"; readonly from: Bound; readonly to: Bound; readonly step: Bound }
  | { readonly type: "filter"; readonly left: PathNodes; readonly right: PathNodes; readonly operator: string }
  | { readonly type: "union"; readonly parts: readonly PathNodes[] }
  | { readonly type: "literal"; readonly value: string | number | boolean }
  | { readonly type: "wildcard" | "recursive" | "identifier" };

export type PathNodes = readonly PathNode[];

/** An end of a slice. Derived: the one after an index. */
export interface Bound {
  readonly known: boolean;
  readonly value: number;
  readonly derived: boolean;
}

/**
 * Reads a template: paths in braces, with text around them. Throws what it cannot read.
 *
 * @returns the nodes of each brace or text
 * @source client-go util/jsonpath/parser.go
 */
export function parseTemplate(template: string): readonly PathNodes[] {
  return new TemplateParser(template).parse();
}

/** What cannot be read. */
export class InvalidPath extends Error {}

const END = "";

class TemplateParser {
  readonly #input: readonly string[];
  #at = 0;
  #start = 0;

  constructor(input: string) {
    this.#input = Array.from(input);
  }

  parse(): readonly PathNodes[] {
    const found: PathNodes[] = [];
    while (this.#at < this.#input.length) {
      if (this.#peek() === "{") found.push(this.#action());
      else {
        while (this.#peek() !== END && this.#peek() !== "{") this.#at += 1;
        found.push([{ type: "literal", value: this.#consume() }]);
      }
    }
    return found;
  }

  /** From a brace to the one that closes it. */
  #action(): PathNodes {
    this.#at += 1;
    this.#consume();
    const nodes: PathNode[] = [];
    for (;;) {
      if (this.#begins("}")) {
        this.#at += 1;
        this.#consume();
        return nodes;
      }
      if (this.#begins("[?(")) nodes.push(this.#filter());
      else if (this.#begins("..")) this.#recursive(nodes);
      else this.#step(nodes);
    }
  }

  #step(nodes: PathNode[]): void {
    const character = this.#next();
    if (character === END || isEndOfLine(character)) throw new InvalidPath("unclosed action");
    if (character === " " || character === "@" || character === "$") this.#consume();
    else if (character === "[") nodes.push(...this.#array());
    else if (character === '"' || character === "'") nodes.push(this.#quoted(character));
    else if (character === ".") nodes.push(this.#field());
    else if (/[+\-\p{Nd}]/u.test(character)) nodes.push(this.#number());
    else if (/[_\p{L}]/u.test(character)) nodes.push(this.#identifier());
    else throw new InvalidPath(`unrecognized character in action: ${character}`);
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.type === "recursive") throw new InvalidPath("invalid multiple recursive descent");
    this.#at += 2;
    this.#consume();
    nodes.push({ type: "recursive" });
    if (/[_\p{L}\p{Nd}]/u.test(this.#peek())) nodes.push(this.#field());
  }

  #field(): PathNode {
    this.#consume();
    while (!isTerminator(this.#peek())) this.#at += this.#peek() === "\\" ? 2 : 1;
    const name = this.#consume();
    return name === "*" ? { type: "wildcard" } : { type: "field", name: name.replaceAll("\\", "") };
  }

  #identifier(): PathNode {
    while (!isTerminator(this.#peek())) this.#at += 1;
    const name = this.#consume();
    return name === "true" || name === "false" ? { type: "literal", value: name === "true" } : { type: "identifier" };
  }

  #number(): PathNode {
    while (/[.\p{Nd}]/u.test(this.#peek())) this.#at += 1;
    const text = this.#consume();
    if (!/^[+-]?\d+(?:\.\d*)?$/.test(text)) throw new InvalidPath(`cannot parse number ${text}`);
    return { type: "literal", value: Number(text) };
  }

  #quoted(quote: string): PathNode {
    for (;;) {
      const character = this.#next();
      if (character === END || character === "\n") throw new InvalidPath("unterminated quoted string");
      if (character === quote && this.#input[this.#at - 2] !== "\\") break;
    }
    const text = this.#consume();
    const value = unquoted(text);
    if (value === undefined) throw new InvalidPath(`unquote string ${text} error invalid syntax`);
    return { type: "literal", value };
  }

  #array(): PathNodes {
    for (let character = this.#next(); character !== "]"; character = this.#next()) {
      if (character === END || character === "\n") throw new InvalidPath("unterminated array");
    }
    const text = this.#consume().slice(1, -1);
    const parts = text.split(",");
    if (parts.length > 1) return [{ type: "union", parts: parts.map((part) => actionOf(`[${part.replace(/^ +| +$/g, "")}]`)) }];
    const key = /^'([^']*)'$/.exec(text);
    return key === null ? [sliceOf(text === "*" ? ":" : text)] : actionOf(`.${key[1] ?? ""}`);
  }

  #filter(): PathNode {
    this.#at += 3;
    this.#consume();
    this.#endOfFilter();
    if (this.#next() !== "]") throw new InvalidPath("unclosed array expect ]");
    const text = this.#consume().slice(0, -2);
    const [, left, operator, right] = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text) ?? [];
    if (left === undefined || operator === undefined || right === undefined) return { type: "filter", left: actionOf(text), right: [], operator: "exists" };
    return { type: "filter", left: actionOf(left), right: actionOf(right), operator };
  }

  /** A bracket within quotes ends nothing. */
  #endOfFilter(): void {
    let quote: string | undefined;
    let closed = false;
    for (;;) {
      const character = this.#next();
      if (character === END || character === "\n") throw new InvalidPath("unterminated filter");
      if (character === '"' || character === "'") {
        if (quote === undefined) quote = character;
        else if (character === quote && this.#input[this.#at - 2] !== "\\") closed = true;
      }
      else if (character === ")" && (quote !== undefined) === closed) return;
    }
  }

  #begins(text: string): boolean {
    for (let i = 0; i < text.length; i += 1) if (this.#input[this.#at + i] !== text[i]) return false;
    return true;
  }

  #peek(): string {
    return this.#input[this.#at] ?? END;
  }

  #next(): string {
    const character = this.#peek();
    if (character !== END) this.#at += 1;
    return character;
  }

  #consume(): string {
    const text = this.#input.slice(this.#start, this.#at).join("");
    this.#start = this.#at;
    return text;
  }
}

function actionOf(text: string): PathNodes {
  const [first = []] = parseTemplate(`{${text}}`);
  return first;
}

/** "[1]", "[-1]", "[1:3]", "[::2]". */
function sliceOf(text: string): PathNode {
  const found = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (found === null) throw new InvalidPath(`invalid array index ${text}`);
  const [, first = "", second, third] = found;
  const from = boundOf(first);
  const to = second === undefined ? { known: true, value: from.value + 1, derived: true } : boundOf(second.slice(1));
  return { type: "array", from, to, step: boundOf((third ?? "").slice(1)) };
}

function boundOf(text: string): Bound {
  if (text === "-") throw new InvalidPath(`array index ${text} is not a number`);
  return { known: text !== "", value: Number(text), derived: false };
}

function isEndOfLine(character: string): boolean {
  return character === "\r" || character === "\n";
}

function isTerminator(character: string): boolean {
  return character === END || " \t\r\n.,[]$@{}".includes(character);
}
