/** Where names and uids come from: uniform integers in [0, below). */
export interface RandomIntegers {
  int(below: number): number;
}

/** A version 4 UUID. */
export function newUid(random: RandomIntegers): string {
  // Five draws of which some bits are then set: streams are to run on as they always did.
  const a = random.int(0x1_0000_0000);
  const b = random.int(0x1_0000_0000);
  const c = random.int(0x1_0000_0000);
  const d = random.int(0x1_0000_0000);
  const high = (b & 0xffff_0fff) | 0x4000;
  const low = (c & 0x0fff_ffff) | ((8 + random.int(4)) << 28);
  // Made in one piece: put together from parts, it would be a rope, which every look at it takes apart.
  return String.fromCharCode(
    digit(a, 28), digit(a, 24), digit(a, 20), digit(a, 16), digit(a, 12), digit(a, 8), digit(a, 4), digit(a, 0), DASH,
    digit(high, 28), digit(high, 24), digit(high, 20), digit(high, 16), DASH,
    digit(high, 12), digit(high, 8), digit(high, 4), digit(high, 0), DASH,
    digit(low, 28), digit(low, 24), digit(low, 20), digit(low, 16), DASH,
    digit(low, 12), digit(low, 8), digit(low, 4), digit(low, 0),
    digit(d, 28), digit(d, 24), digit(d, 20), digit(d, 16), digit(d, 12), digit(d, 8), digit(d, 4), digit(d, 0),
  );
}

const DASH = 45;

/** The code of a hexadecimal digit: that of the four bits from a place on. */
function digit(bits: number, from: number): number {
  const value = (bits >>> from) & 15;
  return value < 10 ? 48 + value : 87 + value;
}

/** No vowels and nothing that looks like one: no words come out. @source apimachinery pkg/util/rand/rand.go */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** @source apiserver pkg/storage/names/generate.go: at most 58 characters of the base, then five at random */
export function generatedName(base: string, random: RandomIntegers): string {
  let name = base.slice(0, 58);
  for (let i = 0; i < 5; i += 1) name += alphabet[random.int(alphabet.length)] as string;
  return name;
}
