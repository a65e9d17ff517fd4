/** What is wrong with bytes, in the words of Go's generated readers. */
export class BrokenMessage extends Error {}

export const MAX_DEPTH = 200;

/** Reads fields of messages out of bytes. Its methods throw `BrokenMessage` for what no message may hold. */
export class WireReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get more(): boolean {
    return this.#at < this.#end;
  }

  /** A signed integer of 64 bits. @limits beyond 53 bits it is rounded, as JSON's numbers are */
  varint(): number {
    let value = 0;
    for (let i = 0, scale = 1; i < 7; i += 1, scale *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    let large = BigInt(value);
    for (let shift = 49n; shift < 64n; shift += 7n) {
      const byte = this.#byte();
      large += BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, large));
    }
    throw new BrokenMessage("proto: integer overflow");
  }

  float64(): number {
    const at = this.#take(8);
    return this.#bytes.readDoubleLE(at);
  }

  /** The content of a field with a length, as a reader of its own. */
  part(): WireReader {
    const length = this.varint();
    if (length < 0) throw new BrokenMessage("proto: negative length found during unmarshaling");
    const at = this.#take(length);
    return new WireReader(this.#bytes, at, at + length);
  }

  /** All that is left. */
  rest(): Buffer {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  /** Passes over the content of a field that nobody knows. @source gogo/protobuf plugin/unmarshal skip */
  skip(wire: number): void {
    let open = 0;
    for (let next = wire; ; next = this.varint() & 7) {
      switch (next) {
        case 0: this.varint(); break;
        case 1: this.#take(8); break;
        case 2: this.part(); break;
        case 3: open += 1; break;
        case 4:
          if (open === 0) throw new BrokenMessage("proto: unexpected end of group");
          open -= 1;
          break;
        case 5: this.#take(4); break;
        default: throw new BrokenMessage(`proto: illegal wireType ${next}`);
      }
      if (open === 0) return;
    }
  }

  #byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  #take(size: number): number {
    const at = this.#at;
    if (size > this.#end - at) throw new BrokenMessage("unexpected EOF");
    this.#at = at + size;
    return at;
  }
}
