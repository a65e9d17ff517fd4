import { labelProblems } from "../../../api/index.ts";
import { containerAmounts, quantityNanos } from "../../schema/index.ts";
import { typed } from "../go-value.ts";
import type { Path } from "../path.ts";
import type { Report } from "../report.ts";
import { containerResourceName, isHugePages, mayOvercommit, resourceName, resourceQuantity } from "../resource-names.ts";
import { fits } from "../rules.ts";
import type { PodOptions } from "./options.ts";
import type { Container, PodSpec, Quantities, ResourceRequirements } from "./types.ts";

type NameCheck = (report: Report, at: Path, name: string) => void;

/** What a container asks for and may take. @source kubernetes pkg/apis/core/validation/validation.go ValidateContainerResourceRequirements */
export function containerResources(report: Report, at: Path, of: ResourceRequirements, claims: ReadonlySet<string>, options: PodOptions): void {
  requirements(report, at, of, containerResourceName, claims, options);
}

const UNIT = 1_000_000_000n;

function requirements(report: Report, at: Path, of: ResourceRequirements, checkName: NameCheck, claims: ReadonlySet<string>, options: PodOptions): void {
  const { limits = none, requests = none } = of;
  let computes = false;
  let hugePages = false;
  for (const name of Object.keys(limits)) {
    quantity(report, at, "limits", name, limits[name]!, checkName, options);
    if (isHugePages(name)) hugePages = true;
    if (name === "cpu" || name === "memory") computes = true;
  }
  for (const name of Object.keys(requests)) {
    const value = requests[name]!;
    const limit = limits[name];
    const where = at.child("requests");
    nameAndSign(report, at, "requests", name, value, checkName);
    if (limit !== undefined) {
      const more = limit === value ? 0n : quantityNanos(value) - quantityNanos(limit);
      if (more !== 0n && !mayOvercommit(name)) report.invalid(where, value, `must be equal to ${name} limit of ${limit}`);
      else if (more > 0n) report.invalid(where, value, `must be less than or equal to ${name} limit of ${limit}`);
    } else if (!mayOvercommit(name)) report.required(at.child("limits"), "Limit must be set for non overcommitable resources");
    wholePages(report, at, "requests", name, value, options);
    if (isHugePages(name)) hugePages = true;
    if (name === "cpu" || name === "memory") computes = true;
  }
  if (hugePages && !computes) report.forbidden(at, "HugePages require cpu or memory");
  if (of.claims !== undefined) claimNames(report, at.child("claims"), of.claims, claims);
}

function quantity(report: Report, at: Path, field: string, name: string, value: string, checkName: NameCheck, options: PodOptions): void {
  nameAndSign(report, at, field, name, value, checkName);
  wholePages(report, at, field, name, value, options);
}

/** Most are named as these and positive: no place is made for them. */
function nameAndSign(report: Report, at: Path, field: string, name: string, value: string, checkName: NameCheck): void {
  if (checkName === containerResourceName && commonResources.has(name) && !value.startsWith("-")) return;
  const where = at.child(field).key(name);
  checkName(report, where, name);
  resourceQuantity(report, where, name, value);
}

const commonResources: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);

function wholePages(report: Report, at: Path, field: string, name: string, value: string, { anyHugePages }: PodOptions): void {
  if (!isHugePages(name) || anyHugePages || isWholePages(name, value)) return;
  report.invalid(at.child(field).key(name), value, `${value} is not positive integer multiple of ${name}`);
}

/** @source kubernetes pkg/apis/core/helper/helpers.go IsHugePageResourceValueDivisible */
export function isWholePages(name: string, value: string): boolean {
  const page = quantityNanos(name.slice("hugepages-".length));
  return page > 0n && page % UNIT === 0n && roundedUp(quantityNanos(value)) % (page / UNIT) === 0n;
}

function roundedUp(nanos: bigint): bigint {
  const whole = nanos / UNIT;
  return nanos > 0n && nanos % UNIT !== 0n ? whole + 1n : whole;
}

function claimNames(report: Report, at: Path, claims: NonNullable<ResourceRequirements["claims"]>, known: ReadonlySet<string>): void {
  const names = new Set<string>();
  for (let i = 0; i < claims.length; i += 1) {
    const { name = "", request = "" } = claims[i]!;
    const where = at.index(i);
    if (name === "") {
      report.required(where, "");
      continue;
    }
    if (names.has(name)) report.duplicate(where, name);
    else {
      if (request !== "") fits(report, where.child("request"), request, labelProblems);
      const key = request === "" ? name : `${name}/${request}`;
      if (names.has(key)) report.duplicate(where, key);
      else if (request === "") for (const each of names) if (each.startsWith(`${name}/`)) report.duplicate(where, name);
      names.add(key);
    }
    if (!known.has(name)) report.notFound(where, name, `must be one of the names in pod.spec.resourceClaims${known.size === 0 ? " which is empty" : `: ${[...known].sort().join(", ")}`}`);
  }
}

/** What the pod as a whole asks for and may take. @source kubernetes pkg/apis/core/validation/validation.go validatePodResources */
export function podResources(report: Report, at: Path, spec: PodSpec, claims: ReadonlySet<string>, options: PodOptions): void {
  const { resources } = spec;
  if (resources === undefined) return;
  const where = at.child("resources");
  if (spec.os?.name === "windows") return report.forbidden(where, "may not be set for a windows pod");
  if (resources.claims !== undefined) report.forbidden(where.child("claims"), "claims may not be set for Resources at pod-level");
  requirements(report, where, resources, podResourceName, claims, options);
  consistency(report, where, spec, resources);
}

/** @source component-helpers resource/helpers.go SupportedPodLevelResources */
const podLevelResources = ["cpu", "hugepages-", "memory"] as const;

function podResourceName(report: Report, at: Path, name: string): void {
  if (!resourceName(report, at, name)) return;
  if (name === "cpu" || name === "memory" || isHugePages(name)) return;
  report.notSupported(at, typed(name), podLevelResources);
}

function consistency(report: Report, at: Path, spec: PodSpec, { requests = none, limits = none }: ResourceRequirements): void {
  const asked = containerAmounts(spec, "requests");
  for (const name of Object.keys(asked)) within(report, at.child("requests"), name, asked[name]!, requests[name], "requests");
  const used = containerAmounts(spec, "limits");
  for (const name of Object.keys(used)) if (isHugePages(name)) within(report, at.child("limits"), name, used[name]!, limits[name], "limits");
  const containers = spec.containers ?? [];
  for (let i = 0; i < containers.length; i += 1) {
    const own = containers[i]!.resources?.limits ?? none;
    for (const name of Object.keys(own)) {
      const limit = limits[name];
      if (limit === undefined || quantityNanos(own[name]!) <= quantityNanos(limit)) continue;
      report.invalid(at.child("containers").index(i).key(name).child("limits"), own[name], `must be less than or equal to pod limits of ${limit}`);
    }
  }
}

function within(report: Report, at: Path, name: string, sum: string, own: string | undefined, what: string): void {
  if (own === undefined || quantityNanos(sum) <= quantityNanos(own)) return;
  report.invalid(at.key(name), own, `must be greater than or equal to aggregate container ${what} of ${sum}`);
}

/** Runs beside the others to the end. */
export function isRestartable({ restartPolicy }: Container): boolean {
  return restartPolicy === "Always";
}

const none: Quantities = Object.freeze({});
