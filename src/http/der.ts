/**
 * The few forms of ASN.1 that a certificate is written in.
 *
 * @source ITU-T X.690 (DER)
 */

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;

export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(SEQUENCE, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Buffer => tagged(SET, ...parts);
export const octets = (content: Uint8Array): Buffer => tagged(OCTET_STRING, content);
/** Whole bytes. */
export const bits = (content: Uint8Array, unused = 0): Buffer => tagged(BIT_STRING, Buffer.from([unused]), content);
export const utf8 = (text: string): Buffer => tagged(UTF8_STRING, Buffer.from(text));
export const yes: Buffer = Buffer.from([0x01, 0x01, 0xff]);

/** A number above zero, big end first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0;
  return tagged(INTEGER, first >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

/** "2.5.4.3". */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(OBJECT_IDENTIFIER, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** Until 2049. */
export function time(date: Date): Buffer {
  return tagged(UTC_TIME, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, "").slice(2)));
}
