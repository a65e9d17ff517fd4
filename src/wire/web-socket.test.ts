import { expect, test } from "vitest";
import { clientFrames, closeFrame, textFrame, type ClientFrame } from "./web-socket.ts";

/** A client's frame: masked. */
function sent(opcode: number, payload: readonly number[], mask = [1, 2, 3, 4]): readonly number[] {
  const length = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return [0x80 | opcode, ...length, ...mask, ...payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0))];
}

function read(bytes: readonly number[], step: number): readonly ClientFrame[] {
  const seen: ClientFrame[] = [];
  const push = clientFrames((frame) => void seen.push(frame));
  for (let at = 0; at < bytes.length; at += step) push(new Uint8Array(bytes.slice(at, at + step)));
  return seen;
}

const long = Array.from({ length: 300 }, (_, i) => i & 0xff);

test.each([1, 2, 3, 7, 1_000])("pings and closes are found among data, cut every %i bytes", (step) => {
  const bytes = [...sent(1, [1, 2, 3]), ...sent(9, [7, 8]), ...sent(2, long), ...sent(9, []), ...sent(8, [3, 232]), ...sent(9, [1])];
  expect(read(bytes, step)).toEqual([{ kind: "ping", payload: new Uint8Array([7, 8]) }, { kind: "ping", payload: new Uint8Array() }, { kind: "close" }]);
});

test.each([["unmasked", [0x81, 1, 65]], ["a long ping", sent(9, long)]])("%s breaks the protocol, and nothing follows", (_, bytes) => {
  expect(read([...bytes, ...sent(8, [])], 1_000)).toEqual([{ kind: "broken" }]);
});

test.each([[5, [0x81, 5]], [200, [0x81, 126, 0, 200]], [70_000, [0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]]])("a text of %i bytes has its length in front", (length, head) => {
  const frame = textFrame(new Uint8Array(length).fill(65));
  expect([...frame.subarray(0, head.length)]).toEqual(head);
  expect(frame.length).toBe(head.length + length);
});

test("a close says why", () => {
  expect([...closeFrame(1000)]).toEqual([0x88, 2, 3, 232]);
});
