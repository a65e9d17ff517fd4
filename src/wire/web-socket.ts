/**
 * WebSocket frames, as a server that only sends writes and reads them.
 *
 * @source RFC 6455, section 5
 * @limits what a client sends is passed over, but for what closes or pings; no extensions
 */

/** What a client's frame asks for. */
export type ClientFrame =
  | { readonly kind: "ping"; readonly payload: Uint8Array }
  | { readonly kind: "close" }
  /** It breaks the protocol: the connection is over. */
  | { readonly kind: "broken" };

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const FINAL = 0x80;
const MASKED = 0x80;
const LONGEST_CONTROL = 125;

export const textFrame = (payload: Uint8Array): Uint8Array => frame(TEXT, payload);
export const pongFrame = (payload: Uint8Array): Uint8Array => frame(PONG, payload);
/** 1000: all is well; 1002: the protocol was broken. */
export const closeFrame = (code: number): Uint8Array => frame(CLOSE, new Uint8Array([code >> 8, code & 0xff]));

function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const whole = new Uint8Array(head + length);
  const view = new DataView(whole.buffer);
  whole[0] = FINAL | opcode;
  whole[1] = head === 2 ? length : head === 4 ? 126 : 127;
  if (head === 4) view.setUint16(2, length);
  if (head === 10) view.setBigUint64(2, BigInt(length));
  whole.set(payload, head);
  return whole;
}

/** Reads a client's frames, however they are cut. */
export function clientFrames(take: (frame: ClientFrame) => void): (chunk: Uint8Array) => void {
  let rest = new Uint8Array(0);
  /** Bytes of a data frame still to be passed over. */
  let skip = 0;
  let over = false;

  const end = (frameOf: ClientFrame): void => {
    over = true;
    rest = new Uint8Array(0);
    take(frameOf);
  };

  return (chunk) => {
    if (over) return;
    const whole = new Uint8Array(rest.length + chunk.length);
    whole.set(rest);
    whole.set(chunk, rest.length);
    rest = whole;
    for (;;) {
      const passed = Math.min(skip, rest.length);
      skip -= passed;
      rest = rest.subarray(passed);
      const head = skip > 0 ? undefined : headOf(rest);
      if (head === undefined) return;
      if (!head.masked || (head.control && head.length > LONGEST_CONTROL)) return end({ kind: "broken" });
      if (!head.control) {
        skip = head.size + head.length;
        continue;
      }
      if (rest.length < head.size + head.length) return;
      const payload = unmasked(rest, head.size, head.length);
      rest = rest.subarray(head.size + head.length);
      if (head.opcode === CLOSE) return end({ kind: "close" });
      if (head.opcode === PING) take({ kind: "ping", payload });
    }
  };
}

interface FrameHead {
  readonly opcode: number;
  readonly control: boolean;
  readonly masked: boolean;
  /** Bytes of the head, the mask among them. */
  readonly size: number;
  readonly length: number;
}

/** Undefined: it is not all there yet. */
function headOf(bytes: Uint8Array): FrameHead | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const masked = (second & MASKED) !== 0;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const size = 2 + extended + (masked ? 4 : 0);
  if (bytes.length < size) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = extended === 0 ? short : extended === 2 ? view.getUint16(2) : Number(view.getBigUint64(2));
  const opcode = first & 0x0f;
  return { opcode, control: opcode >= CLOSE, masked, size, length };
}

function unmasked(bytes: Uint8Array, from: number, length: number): Uint8Array {
  return bytes.slice(from, from + length).map((byte, i) => byte ^ (bytes[from - 4 + (i & 3)] ?? 0));
}
