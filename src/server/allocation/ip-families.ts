import type { Fields } from "../validation/index.ts";
import { clusterAddresses, isHeadless, Report, parseAddress, path, texts, typed } from "../validation/index.ts";

/** A service's spec while it is completed. */
export type Draft = { [field: string]: unknown };

/** The one family of a cluster that has a range of its addresses. */
export const FAMILY = "IPv4";
const OTHER = "IPv6";

const at = path("spec");
const POLICY = at.child("ipFamilyPolicy");

/**
 * Families and their policy as they follow from what was asked for; fills them in, and tells what cannot be had.
 *
 * @source kubernetes pkg/registry/core/service/storage/alloc.go initIPFamilyFields
 * @limits clusters have one family, as recorded
 */
export function fillFamilies(spec: Draft, had: Fields | undefined): Report {
  const report = new Report();
  if (spec["type"] === "ExternalName" || keepsPreference(spec, had)) return report;
  const everywhere = isHeadless(spec) && Object.keys(spec["selector"] ?? {}).length === 0;
  spec["ipFamilyPolicy"] ??= had?.["ipFamilyPolicy"] ?? (everywhere ? "RequireDualStack" : "SingleStack");
  clusterAddresses(report, spec, had);
  if (report.count > 0) return report;
  if (had !== undefined) releaseSecond(report, spec, had);
  const single = spec["ipFamilyPolicy"] === "SingleStack";
  if (single) {
    const why = (what: string): string => `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    if (texts(spec, "clusterIPs").length === 2) report.invalid(POLICY, policyOf(spec), why("cluster IPs"));
    if (texts(spec, "ipFamilies").length === 2) report.invalid(POLICY, policyOf(spec), why("IP families"));
  }
  inferFamilies(report, spec);
  if (report.count > 0) return report;
  const families = texts(spec, "ipFamilies");
  if (everywhere) {
    const [first = FAMILY] = families;
    spec["ipFamilies"] = families.length > 1 || single ? (families.length === 0 ? [first] : families) : [first, first === FAMILY ? OTHER : FAMILY];
    return report;
  }
  if (spec["ipFamilyPolicy"] === "RequireDualStack") report.invalid(POLICY, policyOf(spec), "this cluster is not configured for dual-stack services");
  for (const [i, family] of families.entries()) if (family !== FAMILY) report.invalid(at.child("ipFamilies").index(i), typed(family), "not configured on this cluster");
  if (report.count === 0 && families.length === 0) spec["ipFamilies"] = [FAMILY];
  return report;
}

function policyOf(spec: Draft): ReturnType<typeof typed> {
  return typed(spec["ipFamilyPolicy"] as string);
}

/** Families of addresses that were given. */
function inferFamilies(report: Report, spec: Draft): void {
  const families = [...texts(spec, "ipFamilies")];
  const addresses = texts(spec, "clusterIPs");
  for (const [i, address] of addresses.entries()) {
    if (address === "None") break;
    if (i < families.length) continue;
    const family = parseAddress(address)?.family ?? FAMILY;
    if (family === FAMILY) families.push(family);
    else report.invalid(at.child("clusterIPs").index(i), addresses, `${family} is not configured on this cluster`);
  }
  if (families.length > 0) spec["ipFamilies"] = families;
}

/** Who asks for one family keeps the first; who does not may not have fewer than before. */
function releaseSecond(report: Report, spec: Draft, had: Fields): void {
  const single = spec["ipFamilyPolicy"] === "SingleStack";
  for (const [field, what] of [["clusterIPs", "cluster IP"], ["ipFamilies", "IP family"]] as const) {
    const [now, then] = [texts(spec, field), texts(had, field)];
    if (single) {
      if (same(now, then) && now.length > 1) spec[field] = now.slice(0, 1);
    } else if (now.length > 0 && now.length < then.length) report.invalid(POLICY, policyOf(spec), `must be 'SingleStack' to release the secondary ${what}`);
  }
}

/** A service that takes what there is keeps what it has. @source alloc.go isMatchingPreferDualStackClusterIPFields */
export function keepsPreference(spec: Fields, had: Fields | undefined): boolean {
  if (had === undefined || spec["ipFamilyPolicy"] !== "PreferDualStack" || spec["type"] !== had["type"] || spec["type"] === "ExternalName") return false;
  if (had["ipFamilyPolicy"] !== undefined && had["ipFamilyPolicy"] !== "PreferDualStack") return false;
  return same(texts(spec, "clusterIPs"), texts(had, "clusterIPs")) && same(texts(spec, "ipFamilies"), texts(had, "ipFamilies"));
}

export function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
