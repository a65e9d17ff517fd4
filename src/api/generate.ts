/** Where names and uids come from: uniform integers in [0, below). */
export interface RandomIntegers {
  int(below: number): number;
}

/** A version 4 UUID. */
export function newUid(random: RandomIntegers): string {
  let hex = "";
  for (let i = 0; i < 4; i += 1) hex += random.int(0x1_0000_0000).toString(16).padStart(8, "0");
  const variant = "89ab"[random.int(4)] as string;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** No vowels and nothing that looks like one: no words come out. @source apimachinery pkg/util/rand/rand.go */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** @source apiserver pkg/storage/names/generate.go: at most 58 characters of the base, then five at random */
export function generatedName(base: string, random: RandomIntegers): string {
  let name = base.slice(0, 58);
  for (let i = 0; i < 5; i += 1) name += alphabet[random.int(alphabet.length)] as string;
  return name;
}
