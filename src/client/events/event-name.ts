import type { Micros, Random } from "../../kernel/index.ts";

/**
 * The object's name and the nanoseconds since 1970; where that is no name, something random.
 *
 * @param random undefined: the name is taken as it is
 * @source client-go tools/record/util/util.go GenerateEventName
 */
export function eventName(of: string, wall: Micros, random: Random | undefined): string {
  const name = `${of}.${(BigInt(wall) * 1000n).toString(16)}`;
  return random === undefined || isSubdomain(name) ? name : uuid(random);
}

function isSubdomain(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}

/** Version 4. */
function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.int(16));
  digits[12] = 4;
  digits[16] = 8 + random.int(4);
  const text = digits.map((digit) => digit.toString(16)).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
