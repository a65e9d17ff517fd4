import { TraceError } from "./trace-error.ts";

/** One JSON value of a stream, and where it began. */
export interface JsonValue {
  /** From 1. */
  readonly line: number;
  readonly value: unknown;
  readonly text: string;
}

/**
 * Splits a stream of JSON values: one a line, or printed over many lines.
 *
 * A value begins at the start of a line. A line that begins with `{` while a value is still open is taken as the sign
 * that the open one is broken: pretty printers indent what is inside.
 *
 * @throws {TraceError} "malformed" with the line at which the broken value began
 */
export function* jsonValues(file: string, text: string): Generator<JsonValue, void, undefined> {
  let line = 0;
  let from = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  while (from < text.length) {
    line += 1;
    const end = endOfLine(text, from);
    const first = text.charCodeAt(from);
    if (isBlank(text, from, end)) {
      from = end + 1;
      continue;
    }
    if (first !== OPEN_BRACE) throw malformed(file, line, `expected a JSON object, found ${excerpt(text, from, end)}`);
    const last = lastCharacter(text, from, end);
    if (text.charCodeAt(last) === CLOSE_BRACE && last > from) {
      yield valueOf(file, line, text.slice(from, last + 1));
      from = end + 1;
      continue;
    }
    const block = blockFrom(file, line, text, from);
    yield valueOf(file, line, text.slice(from, block.end));
    line += block.lines - 1;
    from = block.end + 1;
  }
}

const BYTE_ORDER_MARK = 0xfeff;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** The lines from an opening brace alone to the closing brace at the start of a line. */
function blockFrom(file: string, line: number, text: string, from: number): { end: number; lines: number } {
  let lines = 1;
  let at = endOfLine(text, from) + 1;
  while (at < text.length) {
    lines += 1;
    const end = endOfLine(text, at);
    const first = text.charCodeAt(at);
    if (first === CLOSE_BRACE) return { end, lines };
    if (first === OPEN_BRACE) break;
    at = end + 1;
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

function isBlank(text: string, from: number, end: number): boolean {
  return from === end || (text.charCodeAt(from) <= SPACE && lastCharacter(text, from, end) === from);
}

const EXCERPT = 60;

function excerpt(text: string, from: number, end: number): string {
  const piece = text.slice(from, Math.min(end, from + EXCERPT));
  return JSON.stringify(end - from > EXCERPT ? `${piece}…` : piece);
}
