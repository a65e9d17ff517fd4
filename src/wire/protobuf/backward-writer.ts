/** A wire type of protobuf. @source protobuf.dev/programming-guides/encoding */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;

/** Writes from the end towards the beginning, as lengths come before what they measure. */
export class BackwardWriter {
  #bytes: Buffer = Buffer.allocUnsafe(512);
  #at = 512;

  /** Bytes written so far. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  taken(): Uint8Array {
    return Uint8Array.from(this.#bytes.subarray(this.#at));
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
  }

  text(text: string): void {
    const size = Buffer.byteLength(text);
    this.#room(size);
    this.#bytes.write(text, this.#at, size);
  }

  float64(value: number): void {
    this.#room(8);
    this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** An integer of 64 bits; a negative one as its two's complement. */
  varint(value: number): void {
    let rest = value < 0 || !Number.isSafeInteger(value) ? BigInt.asUintN(64, BigInt(Math.trunc(value))) : undefined;
    const digits: number[] = [];
    if (rest === undefined) {
      let small = value;
      for (; small >= 0x80; small = Math.floor(small / 0x80)) digits.push((small % 0x80) | 0x80);
      digits.push(small);
    } else {
      for (; rest >= 0x80n; rest >>= 7n) digits.push(Number(rest & 0x7fn) | 0x80);
      digits.push(Number(rest));
    }
    this.#room(digits.length);
    this.#bytes.set(digits, this.#at);
  }

  /** What stands before a field's content: its number and wire type. */
  tag(number: number, wire: number): void {
    this.varint(number * 8 + wire);
  }

  /** What stands before a content written since there were `from` bytes. */
  head(number: number, from: number): void {
    this.varint(this.length - from);
    this.tag(number, BYTES);
  }

  #room(size: number): void {
    if (size > this.#at) {
      const { length } = this;
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, length + size));
      this.#bytes.copy(larger, larger.length - length, this.#at);
      this.#bytes = larger;
      this.#at = larger.length - length;
    }
    this.#at -= size;
  }
}
