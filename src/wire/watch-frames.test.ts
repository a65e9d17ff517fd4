import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { WatchEvent } from "../api/index.ts";
import { encodeWatchEvent, watchFrameReader } from "./watch-frames.ts";

function event(name: string): WatchEvent {
  return Object.freeze({ type: "ADDED", object: Object.freeze({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text: name } }) });
}

function read(chunks: readonly Uint8Array[]): { seen: unknown[]; end: string } {
  const reader = watchFrameReader();
  const seen: unknown[] = [];
  for (const chunk of chunks) reader.push(chunk, (decoded) => seen.push(decoded));
  return { seen, end: reader.end() };
}

test("events survive any cut of the bytes, also inside a character", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.nat({ max: 400 })), (names, cuts) => {
      const events = names.map(event);
      const bytes = new Uint8Array(Buffer.concat(events.map(encodeWatchEvent)));
      const at = [0, ...[...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((to, i) => bytes.slice(at[i], to));
      expect(read(chunks)).toEqual({ seen: events.map((e) => ({ kind: "event", ...e })), end: "clean" });
    }),
  );
});

test("two events on a line, and one over many lines", () => {
  const text = `${JSON.stringify(event("a"))}${JSON.stringify(event("b"))}\n${JSON.stringify(event("}{\\\""), null, 2)}`;
  expect(read([Buffer.from(text)]).seen).toEqual(["a", "b", "}{\\\""].map((name) => ({ kind: "event", ...event(name) })));
});

test("an event cut by the end is told", () => {
  expect(read([Buffer.from('{"type":"ADDED","object":{"ki')])).toEqual({ seen: [], end: "cut" });
});

test.each(['{"type":"ADDED","object":{oops}}\n', "oops", "]", '{"object":{}}', "{oops", '{"type":"ADDED","object":{]'])("%j is malformed, and nothing follows", (text) => {
  const { seen } = read([Buffer.from(text), encodeWatchEvent(event("late"))]);
  expect(seen).toEqual([expect.objectContaining({ kind: "malformed" })]);
});

test("a frozen event is encoded once", () => {
  const shared = event("a");
  expect(encodeWatchEvent(shared)).toBe(encodeWatchEvent(shared));
});
