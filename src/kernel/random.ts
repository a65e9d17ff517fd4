/**
 * Seeded random numbers in named streams: adding a consumer does not shift the numbers of the others.
 */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform integer in [0, below). `below` must be a positive safe integer. */
  int(below: number): number;
  /**
   * The stream of this name under this one, independent of it and of its siblings. The same name yields the same stream
   * (the very object, further along), so that two consumers who share a name never draw equal numbers by accident.
   */
  stream(name: string): Random;
}

/** The root stream of a seed, any safe integer. */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}; expected a safe integer, as in createKernel({ seed: 42 })`);
  return new Stream(mix(seed | 0, 0x9e3779b9), mix(Math.floor(seed / TWO_32) | 0, 0x85ebca6b));
}

const TWO_32 = 4_294_967_296;
const TWO_53 = 9_007_199_254_740_992;

/** sfc32 over a key of two words; children are keyed by parent key and name, never by how far the parent has run. */
class Stream implements Random {
  readonly #keyA: number;
  readonly #keyB: number;
  readonly #children = new Map<string, Stream>();
  #a: number;
  #b: number;
  #c = 0;
  #count = 1;

  constructor(keyA: number, keyB: number) {
    this.#keyA = keyA;
    this.#keyB = keyB;
    this.#a = keyA;
    this.#b = keyB;
    for (let i = 0; i < 12; i++) this.#next();
  }

  unit(): number {
    const high = this.#next() >>> 5;
    return (high * 67_108_864 + (this.#next() >>> 6)) / TWO_53;
  }

  int(below: number): number {
    if (!Number.isSafeInteger(below) || below <= 0) throw new RangeError(`int(${below}): expected a positive safe integer`);
    if (below > TWO_32) return Math.floor(this.unit() * below);
    if (below === TWO_32) return this.#next() >>> 0;
    if (below === (below & -below)) return this.#next() & (below - 1);
    // Draws past the last whole multiple are thrown away, or small results would be likelier than large ones.
    const fair = TWO_32 - (TWO_32 % below);
    let drawn = this.#next() >>> 0;
    while (drawn >= fair) drawn = this.#next() >>> 0;
    return drawn % below;
  }

  stream(name: string): Random {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    let a = this.#keyA;
    let b = this.#keyB;
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      a = mix(a, unit + 1);
      b = mix(b, unit ^ 0x5bd1e995);
    }
    const child = new Stream(mix(a, name.length), mix(b, a));
    this.#children.set(name, child);
    return child;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum;
  }
}

/** One murmur3 round and its finish. */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = state ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
