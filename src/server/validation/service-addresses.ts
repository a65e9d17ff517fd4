import type { KubeObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { canonicalRangeProblems } from "./addresses.ts";
import { part, text, texts } from "./fields.ts";
import { segment } from "./ingress.ts";
import { internalForm } from "./internal-form.ts";
import { parseRange } from "./ip.ts";
import { FIELD_IS_IMMUTABLE } from "./object-meta.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { dnsSubdomain, fits } from "./rules.ts";

const parent = path("spec", "parentRef");

/** @source kubernetes pkg/apis/networking/validation ValidateIPAddress */
export function validateIPAddress(report: Report, address: KubeObject): void {
  const spec = part(address, "spec");
  if (spec["parentRef"] === undefined) return report.required(parent, "");
  const of = part(spec, "parentRef");
  const group = text(of, "group");
  if (group !== "") dnsSubdomain(report, parent.child("group"), group);
  segment(report, parent.child("resource"), text(of, "resource"));
  segment(report, parent.child("name"), text(of, "name"));
  if (text(of, "namespace") !== "") segment(report, parent.child("namespace"), text(of, "namespace"));
}

export function validateIPAddressChange(report: Report, address: KubeObject, before: KubeObject): void {
  const now = part(address, "spec")["parentRef"];
  if (equal(now, part(before, "spec")["parentRef"])) return;
  report.invalid(parent, now === undefined ? null : internalForm("networking.v1.ParentReference", now), FIELD_IS_IMMUTABLE);
}

const cidrs = path("spec", "cidrs");

/** @source kubernetes pkg/apis/networking/validation ValidateServiceCIDR */
export function validateServiceCIDR(report: Report, object: KubeObject): void {
  const all = texts(part(object, "spec"), "cidrs");
  if (all.length === 0) return report.required(cidrs, "at least one CIDR required");
  if (all.length > 2) return report.invalid(cidrs, { CIDRs: all }, "may only hold up to 2 values");
  for (const [i, each] of all.entries()) fits(report, cidrs.index(i), each, canonicalRangeProblems);
  const [first, second] = all.map((each) => parseRange(each)?.family);
  if (all.length === 2 && first !== undefined && first === second) {
    report.invalid(cidrs, all, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
  }
}

/** A second range may join the first one; nothing else changes. */
export function validateServiceCIDRChange(report: Report, object: KubeObject, before: KubeObject): void {
  const now = texts(part(object, "spec"), "cidrs");
  const then = texts(part(before, "spec"), "cidrs");
  const joins = then.length === 1 && now.length === 2;
  if (now.length !== then.length && !joins) return report.invalid(cidrs, now.length === 0 ? null : now, FIELD_IS_IMMUTABLE);
  for (const [i, each] of then.entries()) if (now[i] !== each) report.invalid(cidrs.index(i), now[i], FIELD_IS_IMMUTABLE);
  if (joins) validateServiceCIDR(report, object);
}
