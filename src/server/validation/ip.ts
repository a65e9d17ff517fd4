/**
 * Addresses and ranges as Go reads them: the forgiving way that old fields keep (leading zeros, addresses of one family
 * written as the other's), and whether the strict way would take them too.
 *
 * @source k8s.io/utils net/parse.go (ParseIPSloppy, ParseCIDRSloppy), go src/net/ip.go (IP.String, IPNet.String), src/net/netip
 */
export interface Address {
  /** 128 bits; the 32 of IPv4 behind the prefix that maps them. */
  readonly value: bigint;
  readonly family: "IPv4" | "IPv6";
  /** As the server writes it. */
  readonly text: string;
  /** Go's strict parser takes it as well. */
  readonly strict: boolean;
  /** IPv4 in the notation of IPv6. */
  readonly mapped: boolean;
}

const MAPPED = 0xffffn << 32n;
const BITS = 128n;

/** Undefined: no address. */
export function parseAddress(text: string): Address | undefined {
  const four = parseIPv4(text);
  if (four !== undefined) return addressOf(MAPPED | BigInt(four.value), four.strict, false);
  const six = parseIPv6(text);
  if (six === undefined) return undefined;
  return addressOf(six.value, six.strict, six.value >> 32n === 0xffffn);
}

function addressOf(value: bigint, strict: boolean, mapped: boolean): Address {
  return { value, family: value >> 32n === 0xffffn ? "IPv4" : "IPv6", text: addressText(value), strict, mapped };
}

interface Part<Value> {
  readonly value: Value;
  readonly strict: boolean;
}

function parseIPv4(text: string): Part<number> | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0;
  let strict = true;
  for (const octet of octets) {
    if (!/^\d+$/.test(octet) || Number(octet) > 0xff) return undefined;
    strict &&= octet.length === 1 || octet[0] !== "0";
    value = value * 256 + Number(octet);
  }
  return { value, strict };
}

function parseIPv6(text: string): Part<bigint> | undefined {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return undefined;
  const [front = "", back] = halves;
  const before = groupsOf(front, back === undefined);
  const after = groupsOf(back ?? "", true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.value.length - after.value.length;
  if (back === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before.value, ...Array.from({ length: missing }, () => 0), ...after.value];
  return { value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n), strict: before.strict && after.strict };
}

/** @param last whether the address may end here in the notation of IPv4 */
function groupsOf(text: string, last: boolean): Part<readonly number[]> | undefined {
  if (text === "") return { value: [], strict: true };
  const groups: number[] = [];
  let strict = true;
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes(".")) {
      const four = parseIPv4(part);
      if (four === undefined) return undefined;
      strict &&= four.strict;
      groups.push(Math.floor(four.value / 0x10000), four.value % 0x10000);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return { value: groups, strict };
}

function addressText(value: bigint): string {
  if (value >> 32n === 0xffffn) return [24n, 16n, 8n, 0n].map((by) => String((value >> by) & 0xffn)).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from += 1) {
    let to = from;
    while (to < 8 && groups[to] === 0) to += 1;
    if (to - from > best.length) best = { from, length: to - from };
  }
  const hex = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(":");
  if (best.from < 0) return hex(groups);
  return `${hex(groups.slice(0, best.from))}::${hex(groups.slice(best.from + best.length))}`;
}

/** A range of addresses. */
export interface Range {
  /** What was written before the slash. */
  readonly address: Address;
  /** First of the range. */
  readonly first: bigint;
  /** Of 32 or of 128, as it was written. */
  readonly prefix: number;
  readonly width: 32 | 128;
  readonly family: "IPv4" | "IPv6";
  readonly text: string;
  readonly strict: boolean;
}

export function parseRange(text: string): Range | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^\d+$/.test(digits)) return undefined;
  const width = address.family === "IPv4" && !address.mapped ? 32 : 128;
  const prefix = Number(digits);
  if (prefix > width) return undefined;
  const first = firstOf(address.value, prefix + 128 - width);
  const family = first >> 32n === 0xffffn ? "IPv4" : "IPv6";
  const shown = family === "IPv4" && width === 128 ? prefix - 96 : prefix;
  const strict = address.strict && (digits.length === 1 || digits[0] !== "0");
  return { address, first, prefix, width, family, text: `${addressText(first)}/${shown}`, strict };
}

function firstOf(value: bigint, prefix: number): bigint {
  const rest = BITS - BigInt(prefix);
  return (value >> rest) << rest;
}

export function contains({ first, prefix, width, family }: Range, address: Pick<Address, "value" | "family">): boolean {
  return family === address.family && firstOf(address.value, prefix + 128 - width) === first;
}

/** Whom nobody can send to from elsewhere. @source go src/net/ip.go */
export function isLoopback({ family, value }: Address): boolean {
  return family === "IPv4" ? (value & 0xff00_0000n) === 0x7f00_0000n : value === 1n;
}

export function isUnspecified({ value }: Address): boolean {
  return value === 0n || value === MAPPED;
}

export function isLinkLocalUnicast({ family, value }: Address): boolean {
  return family === "IPv4" ? (value & 0xffff_0000n) === 0xa9fe_0000n : value >> 118n === 0x3fan;
}

export function isLinkLocalMulticast({ family, value }: Address): boolean {
  return family === "IPv4" ? (value & 0xffff_ff00n) === 0xe000_0000n : (value >> 112n & 0xff0fn) === 0xff02n;
}

/** At least one of each family. @source k8s.io/utils net/net.go IsDualStackIPs */
export function isDualStack(all: readonly (Pick<Address, "family"> | undefined)[]): boolean {
  return ["IPv4", "IPv6"].every((family) => all.some((each) => each?.family === family));
}
