/**
 * Columns of integers as bytes: each value's difference to the one before, zigzag, in groups of seven bits. A sorted column of
 * times costs two to three bytes a value, a column of types hardly any once deflated. `page/columns.js` reads them.
 */
export interface ColumnRef {
  /** Bytes from the start of the column area. */
  readonly offset: number;
  /** Number of values. */
  readonly count: number;
}

export class ColumnWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** Every `stride`-th value of `flat`, beginning with `first`. All must be safe integers. */
  write(flat: readonly number[], first = 0, stride = 1): ColumnRef {
    const offset = this.#length;
    let before = 0;
    let count = 0;
    for (let i = first; i < flat.length; i += stride) {
      const value = flat[i]!;
      this.#varint(value - before);
      before = value;
      count += 1;
    }
    return { offset, count };
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Division instead of shifts: a time in microseconds does not fit 32 bits. */
  #varint(signed: number): void {
    if (!Number.isSafeInteger(signed)) throw new RangeError(`a column holds ${signed}; it takes safe integers only`);
    let rest = signed < 0 ? -2 * signed - 1 : 2 * signed;
    if (this.#length + 10 > this.#bytes.length) this.#grow();
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
