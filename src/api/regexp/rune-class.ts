/**
 * A set of characters. What Unicode says of categories, scripts and case is asked of the platform, one character at a
 * time, so that no text makes it search.
 *
 * @source go src/regexp/syntax/parse.go (parseClass, perlGroup, posixGroup, unicodeTable)
 */
export interface RuneClass {
  /** @param rune a code point */
  has(rune: number): boolean;
}

/** What a class is made of, in the notation of the platform's classes: ranges, `\p{L}`. */
export interface ClassParts {
  /** Pairs of code points, both ends included. */
  readonly ranges: number[];
  readonly properties: string[];
}

const ASCII = 128;
const MAX_RUNE = 0x10ffff;

export function runeClass({ ranges, properties }: ClassParts, fold: boolean, negated: boolean): RuneClass {
  const simple = properties.length === 0 && !fold;
  const among = simple ? inRanges(ranges) : byPlatform(ranges, properties, fold);
  const has = negated ? (rune: number): boolean => !among(rune) : among;
  let ascii: Uint8Array | undefined;
  return {
    has(rune) {
      if (rune >= ASCII) return has(rune);
      ascii ??= Uint8Array.from({ length: ASCII }, (_, i) => (has(i) ? 1 : 0));
      return ascii[rune] === 1;
    },
  };
}

function inRanges(ranges: readonly number[]): (rune: number) => boolean {
  return (rune) => {
    for (let i = 0; i < ranges.length; i += 2) if (rune >= (ranges[i] as number) && rune <= (ranges[i + 1] as number)) return true;
    return false;
  };
}

function byPlatform(ranges: readonly number[], properties: readonly string[], fold: boolean): (rune: number) => boolean {
  let source = properties.join("");
  for (let i = 0; i < ranges.length; i += 2) source += `\\u{${(ranges[i] as number).toString(16)}}-\\u{${(ranges[i + 1] as number).toString(16)}}`;
  const one = new RegExp(`^[${source}]$`, fold ? "vis" : "vs");
  return (rune) => one.test(String.fromCodePoint(rune));
}

/** All characters between the ranges of others. */
export function complement(ranges: readonly number[]): readonly number[] {
  const made: number[] = [];
  let from = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if ((ranges[i] as number) > from) made.push(from, (ranges[i] as number) - 1);
    from = (ranges[i + 1] as number) + 1;
  }
  if (from <= MAX_RUNE) made.push(from, MAX_RUNE);
  return made;
}

const digit = [0x30, 0x39];
const space = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20];
const word = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

/** By the letter behind the backslash. Sorted ranges. */
export const perlGroups: { readonly [letter: string]: readonly number[] } = {
  d: digit, D: complement(digit), s: space, S: complement(space), w: word, W: complement(word),
};

/** By the name between the colons; a caret before it takes the complement. */
export const posixGroups: { readonly [name: string]: readonly number[] } = {
  alnum: [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a],
  alpha: [0x41, 0x5a, 0x61, 0x7a],
  ascii: [0x00, 0x7f],
  blank: [0x09, 0x09, 0x20, 0x20],
  cntrl: [0x00, 0x1f, 0x7f, 0x7f],
  digit,
  graph: [0x21, 0x7e],
  lower: [0x61, 0x7a],
  print: [0x20, 0x7e],
  punct: [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e],
  space: [0x09, 0x0d, 0x20, 0x20],
  upper: [0x41, 0x5a],
  word,
  xdigit: [0x30, 0x39, 0x41, 0x46, 0x61, 0x66],
};

/** The platform's notation of a Unicode category or script; undefined where there is none of that name. */
export function unicodeProperty(name: string, negated: boolean): string | undefined {
  const canonical = name.replace(/[-_ ]/g, "").replace(/^./, (first) => first.toUpperCase()).replace(/(?<=^.).*/, (rest) => rest.toLowerCase());
  const special: { readonly [name: string]: string } = { Any: "Any", Assigned: "Assigned", Ascii: "ASCII", Lc: "LC" };
  const known = special[canonical] ?? [name, canonical].flatMap((each) => [`General_Category=${each}`, `Script=${each}`]).find(isProperty);
  return known === undefined ? undefined : `\\${negated ? "P" : "p"}{${known}}`;
}

function isProperty(name: string): boolean {
  if (!/^[\w=]+$/.test(name)) return false;
  try {
    return new RegExp(`\\p{${name}}`, "v") instanceof RegExp;
  } catch {
    return false;
  }
}
