import type { NameRule } from "../../api/index.ts";
import { isLinkLocalMulticast, isLinkLocalUnicast, isLoopback, isUnspecified, parseAddress, parseRange } from "./ip.ts";
import type { Path } from "./path.ts";
import type { Report } from "./report.ts";
import { fits } from "./rules.ts";

/**
 * Fields that hold addresses and ranges. Old fields keep what they hold, in whatever notation; new values must read the
 * same to strict parsers. New fields take only the notation that the server writes.
 *
 * @source apimachinery pkg/util/validation/ip.go; kubernetes pkg/features StrictIPCIDRValidation (on in 1.36)
 */
export const addressProblems: NameRule = (value) => {
  const address = parseAddress(value);
  if (address === undefined) return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
  if (!address.strict) return ["must not have leading 0s"];
  return address.mapped ? ["must not be an IPv4-mapped IPv6 address"] : fine;
};

const rangeProblems: NameRule = (value) => {
  const range = parseRange(value);
  if (range === undefined) return ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
  if (!range.strict) return ["must not have leading 0s in IP or prefix length"];
  if (range.address.mapped) return ["must not have an IPv4-mapped IPv6 address"];
  return range.first === range.address.value ? fine : ["must not have bits set beyond the prefix length"];
};

const fine: readonly string[] = Object.freeze([]);

/** Also in the one notation that the server writes. */
export const canonicalAddressProblems: NameRule = (value) => {
  const problems = addressProblems(value);
  const proper = problems.length > 0 ? value : parseAddress(value)?.text;
  return proper === value ? problems : [`must be in canonical form (${JSON.stringify(proper)})`];
};

export const canonicalRangeProblems: NameRule = (value) => {
  const problems = rangeProblems(value);
  const proper = problems.length > 0 ? value : parseRange(value)?.text;
  return proper === value ? problems : [`must be in canonical form (${JSON.stringify(proper)})`];
};

/** Answers whether it may stand. @param known values that were there before */
export function legacyAddress(report: Report, at: Path, value: string, known: readonly string[]): boolean {
  return known.includes(value) || fits(report, at, value, addressProblems);
}

export function legacyRange(report: Report, at: Path, value: string, known: readonly string[]): void {
  if (!known.includes(value)) fits(report, at, value, rangeProblems);
}

/** Where traffic can be sent. @source kubernetes pkg/apis/core/validation ValidateEndpointIP */
export function endpointAddress(report: Report, at: Path, value: string): void {
  const address = parseAddress(value);
  if (address === undefined) return report.invalid(at, value, "must be a valid IP address");
  if (isUnspecified(address)) report.invalid(at, value, `may not be unspecified (${value})`);
  if (isLoopback(address)) report.invalid(at, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (isLinkLocalUnicast(address)) report.invalid(at, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (isLinkLocalMulticast(address)) report.invalid(at, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
}

/** What is told of an address that is taken though it is written oddly. @source apimachinery pkg/util/validation/ip.go GetWarningsForIP */
export function addressWarnings(at: string, value: string): readonly string[] {
  const address = parseAddress(value);
  if (address === undefined || address.text === value) return fine;
  if (!address.strict || address.mapped) return [`${at}: non-standard IP address ${JSON.stringify(value)} is invalid: use ${JSON.stringify(address.text)}`];
  return [`${at}: IPv6 address ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(address.text)})`];
}

/** @source apimachinery pkg/util/validation/ip.go GetWarningsForCIDR */
export function rangeWarnings(at: string, value: string): readonly string[] {
  const range = parseRange(value);
  if (range === undefined || range.text === value) return fine;
  const quoted = JSON.stringify(value);
  const proper = JSON.stringify(range.text);
  const warnings: string[] = [];
  if (range.first !== range.address.value) {
    warnings.push(`${at}: CIDR value ${quoted} is ambiguous in this context (should be ${proper} or ${JSON.stringify(`${range.address.text}/${range.width}`)}?)`);
  }
  if (!range.strict || range.address.mapped) warnings.push(`${at}: non-standard CIDR value ${quoted} is invalid: use ${proper}`);
  if (warnings.length > 0) return warnings;
  return [`${at}: IPv6 CIDR value ${quoted} should be in RFC 5952 canonical format (${proper})`];
}
