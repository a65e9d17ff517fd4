import type { KubeObject, Status, WatchEvent } from "../api/index.ts";
import { goJsonProblem } from "./go-json-problem.ts";
import { jsonLine } from "./json.ts";

/**
 * Watch events as JSON on the wire: one object and a newline an event when written; when read, JSON values one after
 * the other, however they are spaced and wherever the chunks are cut.
 *
 * @source apiserver pkg/endpoints/handlers/watch.go; apimachinery pkg/util/framer (jsonFrameReader), client-go rest/watch/decoder.go
 */

const frames = new WeakMap<WatchEvent, Uint8Array>();

/** The frame of a frozen event: encoded once, then shared by every stream that sends it. */
export function encodeWatchEvent(event: WatchEvent): Uint8Array {
  let frame = frames.get(event);
  if (frame === undefined) {
    const line = jsonLine(event.object);
    const head = `{"type":"${event.type}","object":`;
    const made = Buffer.allocUnsafe(head.length + line.length + 1);
    made.write(head, 0, "latin1");
    line.copy(made, head.length);
    made.write("}\n", made.length - 2, "latin1");
    frame = made;
    if (Object.isFrozen(event)) frames.set(event, frame);
  }
  return frame;
}

export type Decoded =
  /** `type` may be one that nobody knows: the caller decides what that means. */
  | { readonly kind: "event"; readonly type: string; readonly object: KubeObject | Status }
  | { readonly kind: "malformed"; readonly message: string };

/** How the bytes stopped: between values, or inside one. */
export type FramesEnd = "clean" | "cut";

export interface WatchFrameReader {
  /** After "malformed" nothing more comes. */
  push(chunk: Uint8Array, take: (decoded: Decoded) => void): void;
  /** No more bytes will come. */
  end(): FramesEnd;
}

/** Reads concatenated JSON values incrementally: it scans each byte once and parses each value once. */
export function watchFrameReader(): WatchFrameReader {
  const decoder = new TextDecoder("utf-8");
  let text = "";
  /** Where the present value begins, and how far it was scanned. */
  let start = -1;
  let scanned = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let broken = false;

  /** What can become no JSON any more is not waited for; looked at once, where it begins, and where that is cheap. */
  function scan(take: (decoded: Decoded) => void): void {
    const begins = depth === 0;
    for (; scanned < text.length; scanned += 1) {
      const c = text.charCodeAt(scanned);
      if (inString) {
        if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) inString = false;
      } else if (c === QUOTE && depth > 0) inString = true;
      else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        if (depth === 0) start = scanned;
        depth += 1;
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        depth -= 1;
        if (depth < 0) return fail(`invalid character '${text[scanned]}' looking for beginning of value`, take);
        if (depth === 0 && !parse(text.slice(start, scanned + 1), take)) return;
      } else if (depth === 0 && !isSpace(c)) {
        return fail(`invalid character '${text[scanned]}' looking for beginning of value`, take);
      }
    }
    if (depth > 0 && begins && text.length - start <= SHORT) {
      const problem = goJsonProblem(text.slice(start));
      if (problem !== CUT) return fail(problem, take);
    }
    const keep = depth > 0 ? start : text.length;
    if (keep > 0) {
      text = text.slice(keep);
      scanned -= keep;
      start = depth > 0 ? 0 : -1;
    }
  }

  function parse(value: string, take: (decoded: Decoded) => void): boolean {
    let frame: unknown;
    try {
      frame = JSON.parse(value);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error), take);
      return false;
    }
    const { type, object } = frame as { type?: unknown; object?: unknown };
    if (typeof type !== "string" || typeof object !== "object" || object === null) {
      fail("a watch event has a type and an object", take);
      return false;
    }
    take({ kind: "event", type, object: object as KubeObject | Status });
    return true;
  }

  function fail(message: string, take: (decoded: Decoded) => void): void {
    broken = true;
    text = "";
    take({ kind: "malformed", message });
  }

  return {
    push(chunk, take) {
      if (broken) return;
      text += decoder.decode(chunk, { stream: true });
      scan(take);
    },
    end() {
      if (broken) return "clean";
      return depth > 0 ? "cut" : "clean";
    },
  };
}

const SHORT = 256;
const CUT = "unexpected end of JSON input";
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}
