import { TraceError } from "./trace-error.ts";

/** One JSON value of a stream, and where it began. */
export interface JsonValue {
  /** From 1. */
  readonly line: number;
  readonly value: unknown;
  readonly text: string;
}

/**
 * Splits a stream of JSON objects: one a line, several on one, or printed over many lines, in any mixture.
 *
 * A line that begins with `{` while an object is still open is taken as the sign that the open one is broken: pretty
 * printers indent what is inside.
 *
 * @throws {TraceError} "malformed" with the line at which the broken value began
 */
export function* jsonValues(file: string, text: string): Generator<JsonValue, void, undefined> {
  let line = 1;
  let from = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  while (from < text.length) {
    const first = text.charCodeAt(from);
    if (first <= SPACE) {
      if (first === NEWLINE) line += 1;
      from += 1;
      continue;
    }
    if (first !== OPEN_BRACE) throw malformed(file, line, `expected a JSON object, found ${excerpt(text, from, endOfLine(text, from))}`);
    const whole = wholeLine(text, from);
    if (whole !== undefined) {
      yield { line, text: whole.text, value: whole.value };
      from = whole.end;
      continue;
    }
    const block = blockFrom(file, line, text, from);
    yield valueOf(file, line, text.slice(from, block.end));
    line += block.newlines;
    from = block.end;
  }
}

const BYTE_ORDER_MARK = 0xfeff;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** The usual case, for which the parser alone looks at every character: the rest of the line is one object. */
function wholeLine(text: string, from: number): { text: string; value: unknown; end: number } | undefined {
  const end = endOfLine(text, from);
  const last = lastCharacter(text, from, end);
  if (last === from || text.charCodeAt(last) !== CLOSE_BRACE) return undefined;
  const line = text.slice(from, last + 1);
  try {
    return { text: line, value: JSON.parse(line), end };
  } catch {
    return undefined;
  }
}

/** From an opening brace to the one that closes it; braces in strings do not count. */
function blockFrom(file: string, line: number, text: string, from: number): { end: number; newlines: number } {
  let newlines = 0;
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === NEWLINE) {
      newlines += 1;
      if (text.charCodeAt(at + 1) === OPEN_BRACE) break;
    }
    if (inString) {
      if (character === BACKSLASH) at += 1;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN_BRACE) depth += 1;
    else if (character === CLOSE_BRACE && --depth === 0) return { end: at + 1, newlines };
  }
  throw malformed(file, line, `the JSON object that begins here is cut off: ${excerpt(text, from, endOfLine(text, from))}`);
}

function valueOf(file: string, line: number, text: string): JsonValue {
  try {
    return { line, text, value: JSON.parse(text) };
  } catch (cause) {
    throw malformed(file, line, `not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

function malformed(file: string, line: number, what: string): TraceError {
  return new TraceError("malformed", file, line, `${what}; expected one JSON object a line (or one printed over several)`);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function lastCharacter(text: string, from: number, end: number): number {
  let last = end - 1;
  while (last > from && text.charCodeAt(last) <= SPACE) last -= 1;
  return last;
}

const EXCERPT = 60;

function excerpt(text: string, from: number, end: number): string {
  const piece = text.slice(from, Math.min(end, from + EXCERPT));
  return JSON.stringify(end - from > EXCERPT ? `${piece}…` : piece);
}
