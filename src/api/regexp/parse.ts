import type { ClassParts } from "./rune-class.ts";
import { complement, perlGroups, posixGroups, runeClass, unicodeProperty } from "./rune-class.ts";
import type { Tree } from "./syntax.ts";
import { Misspelt } from "./syntax.ts";

/**
 * Reads a regular expression in RE2's syntax, and finds the fault that Go finds first.
 *
 * @source go src/regexp/syntax/parse.go (Parse with the flags of syntax.Perl)
 * @throws Misspelt
 */
export function parse(pattern: string): Tree {
  return new Parser(pattern).tree();
}

interface Flags {
  readonly fold: boolean;
  /** `^` and `$` match at lines. */
  readonly lines: boolean;
  /** `.` matches a newline. */
  readonly dotAll: boolean;
}

/** What has been read of a group that is open. */
interface Group {
  readonly flags: Flags;
  readonly branches: Tree[];
  branch: Tree[];
}

const MOST_REPEATS = 1_000;
const MOST_NESTED = 1_000;
/** Instructions of the compiled form. */
const MOST_SIZE = Math.floor((128 * 2 ** 20) / 40);
const MAX_RUNE = 0x10ffff;

class Parser {
  readonly #whole: string;
  #at = 0;
  #flags: Flags = { fold: false, lines: false, dotAll: false };
  #groups: Group[] = [];
  #group: Group;

  constructor(whole: string) {
    this.#whole = whole;
    this.#group = { flags: this.#flags, branches: [], branch: [] };
  }

  tree(): Tree {
    let repeated: number | undefined;
    while (this.#at < this.#whole.length) repeated = this.#item(repeated);
    if (this.#groups.length > 0) throw new Misspelt("missing closing )", this.#whole);
    const tree = closed(this.#group);
    if (sizeOf(tree) > MOST_SIZE) throw new Misspelt("expression too large", this.#whole);
    return tree;
  }

  /** Reads one element. Answers where a repetition began, if it was one. */
  #item(repeated: number | undefined): number | undefined {
    const c = this.#whole[this.#at] as string;
    switch (c) {
      case "(":
        this.#open();
        return undefined;
      case ")":
        this.#close();
        return undefined;
      case "|":
        this.#at += 1;
        this.#group.branches.push(joined(this.#group.branch));
        this.#group.branch = [];
        return undefined;
      case "^":
      case "$":
        this.#at += 1;
        this.#push({ op: "assert", what: c === "^" ? (this.#flags.lines ? "beginLine" : "beginText") : this.#flags.lines ? "endLine" : "endText" });
        return undefined;
      case ".":
        this.#at += 1;
        this.#push({ op: "class", class: runeClass(this.#flags.dotAll ? { ranges: [0, MAX_RUNE], properties: [] } : { ranges: [...complement([10, 10])], properties: [] }, false, false) });
        return undefined;
      case "[":
        this.#push(this.#class());
        return undefined;
      case "*":
      case "+":
      case "?": {
        const from = this.#at;
        this.#at += 1;
        this.#repeat(from, c === "+" ? 1 : 0, c === "?" ? 1 : -1, repeated);
        return from;
      }
      case "{": {
        const from = this.#at;
        const found = this.#counts();
        if (found === undefined) {
          this.#literal(this.#rune());
          return undefined;
        }
        if (found.min > MOST_REPEATS || found.max > MOST_REPEATS || (found.max >= 0 && found.min > found.max)) throw this.#misspelt("invalid repeat count", from);
        this.#repeat(from, found.min, found.max, repeated);
        return from;
      }
      case "\\":
        this.#escaped();
        return undefined;
      default:
        this.#literal(this.#rune());
        return undefined;
    }
  }

  #push(tree: Tree): void {
    this.#group.branch.push(tree);
  }

  #literal(rune: number): void {
    this.#push({ op: "class", class: runeClass({ ranges: [rune, rune], properties: [] }, this.#flags.fold, false) });
  }

  #rune(): number {
    const rune = this.#whole.codePointAt(this.#at) ?? 0;
    this.#at += rune > 0xffff ? 2 : 1;
    return rune;
  }

  #misspelt(code: ConstructorParameters<typeof Misspelt>[0], from: number): Misspelt {
    return new Misspelt(code, this.#whole.slice(from, this.#at));
  }

  #open(): void {
    const from = this.#at;
    if (this.#whole[from + 1] !== "?") {
      this.#at += 1;
      this.#begin(this.#flags);
      return;
    }
    const named = /^\(\?P?</.exec(this.#whole.slice(from, from + 4));
    if (named !== null && from + named[0].length < this.#whole.length) {
      const end = this.#whole.indexOf(">", from);
      if (end < 0) throw new Misspelt("invalid named capture", this.#whole.slice(from));
      this.#at = end + 1;
      if (!/^\w+$/.test(this.#whole.slice(from + named[0].length, end))) throw this.#misspelt("invalid named capture", from);
      this.#begin(this.#flags);
      return;
    }
    this.#at += 2;
    this.#flagged(from);
  }

  /** `(?i)`, `(?i:`, `(?-s)`. */
  #flagged(from: number): void {
    const made: { -readonly [flag in keyof Flags]: boolean } = { ...this.#flags };
    let sets = true;
    let saw = false;
    while (this.#at < this.#whole.length) {
      const c = String.fromCodePoint(this.#rune());
      if (c === "i" || c === "m" || c === "s" || c === "U") {
        saw = true;
        if (c === "i") made.fold = sets;
        else if (c === "m") made.lines = sets;
        else if (c === "s") made.dotAll = sets;
      } else if (c === "-" && sets) {
        sets = false;
        saw = false;
      } else if ((c === ":" || c === ")") && (sets || saw)) {
        if (c === ":") this.#begin(made);
        this.#flags = made;
        return;
      } else break;
    }
    throw this.#misspelt("invalid or unsupported Perl syntax", from);
  }

  #begin(inner: Flags): void {
    this.#groups.push(this.#group);
    if (this.#groups.length >= MOST_NESTED) throw new Misspelt("expression nests too deeply", this.#whole);
    this.#group = { flags: this.#flags, branches: [], branch: [] };
    this.#flags = inner;
  }

  #close(): void {
    const outer = this.#groups.pop();
    if (outer === undefined) throw new Misspelt("unexpected )", this.#whole);
    this.#at += 1;
    this.#flags = this.#group.flags;
    const tree = closed(this.#group);
    this.#group = outer;
    this.#push(tree);
  }

  #repeat(from: number, min: number, max: number, repeated: number | undefined): void {
    if (this.#whole[this.#at] === "?") this.#at += 1;
    if (repeated !== undefined) throw this.#misspelt("invalid nested repetition operator", repeated);
    const of = this.#group.branch.pop();
    if (of === undefined) throw this.#misspelt("missing argument to repetition operator", from);
    const tree: Tree = { op: "repeat", of, min, max };
    if ((min >= 2 || max >= 2) && !repeatsWithin(tree, MOST_REPEATS)) throw this.#misspelt("invalid repeat count", from);
    if (depthOf(tree) > MOST_NESTED) throw new Misspelt("expression nests too deeply", this.#whole);
    this.#push(tree);
  }

  /** `{2}`, `{2,}`, `{2,5}`; undefined where the brace stands for itself. */
  #counts(): { readonly min: number; readonly max: number } | undefined {
    const counts = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/y;
    counts.lastIndex = this.#at;
    const found = counts.exec(this.#whole);
    if (found === null) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    return { min, max: found[3] === undefined ? (found[2] === undefined ? min : -1) : Number(found[3]) };
  }

  #escaped(): void {
    const next = this.#whole[this.#at + 1];
    switch (next) {
      case "A":
      case "z":
      case "b":
      case "B":
        this.#at += 2;
        this.#push({ op: "assert", what: next === "A" ? "beginText" : next === "z" ? "endText" : next === "b" ? "wordBoundary" : "noWordBoundary" });
        return;
      case "C":
        throw new Misspelt("invalid escape sequence", "\\C");
      case "Q": {
        this.#at += 2;
        const end = this.#whole.indexOf("\\E", this.#at);
        const stop = end < 0 ? this.#whole.length : end;
        while (this.#at < stop) this.#literal(this.#rune());
        this.#at = end < 0 ? stop : end + 2;
        return;
      }
      default: {
        const parts: ClassParts = { ranges: [], properties: [] };
        if (this.#classEscape(parts)) this.#push({ op: "class", class: runeClass(parts, this.#flags.fold, false) });
        else this.#literal(this.#escape());
      }
    }
  }

  /** A class that stands for itself behind a backslash: `\d`, `\pL`, `\p{Greek}`. */
  #classEscape(into: ClassParts): boolean {
    const letter = this.#whole[this.#at + 1] ?? "";
    if (letter === "p" || letter === "P") {
      this.#property(into, letter === "P");
      return true;
    }
    const group = perlGroups[letter];
    if (group === undefined) return false;
    this.#at += 2;
    into.ranges.push(...group);
    return true;
  }

  #property({ properties }: ClassParts, complemented: boolean): void {
    const from = this.#at;
    this.#at += 2;
    if (this.#at >= this.#whole.length) throw this.#misspelt("invalid character class range", from);
    let name: string;
    if (this.#whole[this.#at] === "{") {
      const end = this.#whole.indexOf("}", this.#at);
      if (end < 0) throw new Misspelt("invalid character class range", this.#whole.slice(from));
      name = this.#whole.slice(this.#at + 1, end);
      this.#at = end + 1;
    } else name = String.fromCodePoint(this.#rune());
    const caret = name.startsWith("^");
    const property = unicodeProperty(caret ? name.slice(1) : name, complemented !== caret);
    if (property === undefined) throw this.#misspelt("invalid character class range", from);
    properties.push(property);
  }

  /** One character behind a backslash. */
  #escape(): number {
    const from = this.#at;
    this.#at += 1;
    if (this.#at >= this.#whole.length) throw new Misspelt("trailing backslash at end of expression", "");
    const octal = /[1-7][0-7]{1,2}|0[0-7]{0,2}/y;
    octal.lastIndex = this.#at;
    const digits = octal.exec(this.#whole)?.[0];
    if (digits !== undefined) {
      this.#at += digits.length;
      return Number.parseInt(digits, 8);
    }
    const rune = this.#rune();
    const c = String.fromCodePoint(rune);
    if (c === "x") return this.#hexadecimal(from);
    const known = controls[c];
    if (known !== undefined) return known;
    if (rune < 0x80 && !/[A-Za-z0-9]/.test(c)) return rune;
    throw this.#misspelt("invalid escape sequence", from);
  }

  #hexadecimal(from: number): number {
    const end = this.#whole.length;
    if (this.#at >= end) throw this.#misspelt("invalid escape sequence", from);
    const first = this.#rune();
    if (first !== 0x7b) {
      if (this.#at >= end) throw this.#misspelt("invalid escape sequence", from);
      const value = hexadecimal(first) * 16 + hexadecimal(this.#rune());
      if (Number.isNaN(value)) throw this.#misspelt("invalid escape sequence", from);
      return value;
    }
    let value = 0;
    for (let digits = 0; this.#at < end; digits += 1) {
      const rune = this.#rune();
      if (rune === 0x7d && digits > 0) return value;
      value = value * 16 + hexadecimal(rune);
      if (Number.isNaN(value) || value > MAX_RUNE) break;
    }
    throw this.#misspelt("invalid escape sequence", from);
  }

  #class(): Tree {
    const from = this.#at;
    const parts: ClassParts = { ranges: [], properties: [] };
    this.#at += 1;
    const negated = this.#whole[this.#at] === "^";
    if (negated) this.#at += 1;
    for (let first = true; first || this.#whole[this.#at] !== "]"; first = false) this.#classItem(parts, from);
    this.#at += 1;
    return { op: "class", class: runeClass(parts, this.#flags.fold, negated) };
  }

  #classItem(parts: ClassParts, from: number): void {
    const named = /\[:(\^?)(.*?):\]/sy;
    named.lastIndex = this.#at;
    const posix = named.exec(this.#whole);
    if (posix !== null) {
      const group = posixGroups[posix[2] ?? ""];
      this.#at += posix[0].length;
      if (group === undefined) throw new Misspelt("invalid character class range", posix[0]);
      parts.ranges.push(...(posix[1] === "" ? group : complement(group)));
      return;
    }
    if (this.#whole[this.#at] === "\\" && this.#classEscape(parts)) return;
    const start = this.#at;
    const low = this.#classRune(from);
    if (this.#whole[this.#at] !== "-" || this.#at + 1 >= this.#whole.length || this.#whole[this.#at + 1] === "]") {
      parts.ranges.push(low, low);
      return;
    }
    this.#at += 1;
    const high = this.#classRune(from);
    if (high < low) throw this.#misspelt("invalid character class range", start);
    parts.ranges.push(low, high);
  }

  #classRune(from: number): number {
    if (this.#at >= this.#whole.length) throw new Misspelt("missing closing ]", this.#whole.slice(from));
    return this.#whole[this.#at] === "\\" ? this.#escape() : this.#rune();
  }
}

const controls: { readonly [c: string]: number } = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function hexadecimal(rune: number): number {
  const c = String.fromCodePoint(rune);
  return /[0-9A-Fa-f]/.test(c) ? Number.parseInt(c, 16) : Number.NaN;
}

function joined(parts: readonly Tree[]): Tree {
  return parts.length === 1 ? (parts[0] as Tree) : parts.length === 0 ? { op: "empty" } : { op: "concat", parts };
}

function closed({ branches, branch }: Group): Tree {
  return branches.length === 0 ? joined(branch) : { op: "alternate", parts: [...branches, joined(branch)] };
}

function partsOf(tree: Tree): readonly Tree[] {
  return tree.op === "concat" || tree.op === "alternate" ? tree.parts : tree.op === "repeat" ? [tree.of] : [];
}

/** Whether nested repetitions multiply to no more. @source parse.go repeatIsValid */
function repeatsWithin(tree: Tree, most: number): boolean {
  let left = most;
  if (tree.op === "repeat" && !(tree.max === -1 && tree.min < 2) && !(tree.max === 1)) {
    const count = tree.max < 0 ? tree.min : tree.max;
    if (tree.max === 0) return true;
    if (count > most) return false;
    if (count > 0) left = Math.floor(most / count);
  }
  return partsOf(tree).every((part) => repeatsWithin(part, left));
}

const depths = new WeakMap<Tree, number>();

function depthOf(tree: Tree): number {
  let depth = depths.get(tree);
  if (depth === undefined) depths.set(tree, (depth = 1 + Math.max(0, ...partsOf(tree).map(depthOf))));
  return depth;
}

/** @source parse.go calcSize */
function sizeOf(tree: Tree): number {
  switch (tree.op) {
    case "empty":
    case "class":
    case "assert":
      return 1;
    case "concat":
    case "alternate":
      return tree.parts.reduce((sum, part) => sum + sizeOf(part), tree.op === "alternate" ? tree.parts.length - 1 : 0);
    case "repeat": {
      const of = sizeOf(tree.of);
      if (tree.max < 0) return tree.min < 1 ? 2 + of : 1 + tree.min * of;
      return Math.max(1, tree.max * of + tree.max - tree.min);
    }
  }
}
