import { qualifiedNameProblems } from "../../api/index.ts";
import { quantityNanos } from "../schema/index.ts";
import { typed } from "./go-value.ts";
import type { Path } from "./path.ts";
import type { Report } from "./report.ts";

/**
 * Names of resources that are counted ("cpu", "requests.storage", "example.com/gpu"), and their quantities.
 *
 * @source kubernetes pkg/apis/core/helper/helpers.go; pkg/apis/core/validation/validation.go validateResourceName,
 *   validateContainerResourceName, ValidateResourceQuotaResourceName, ValidateResourceQuantityValue
 */
const containerResources: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);
const countedObjects: ReadonlySet<string> = new Set([
  "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
]);
const quotaResources: ReadonlySet<string> = new Set([
  ...containerResources, ...countedObjects,
  "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
]);

const HUGE_PAGES = "hugepages-";
const REQUESTS = "requests.";

/** Of Kubernetes itself. */
function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** Of somebody else, and no quota's. */
function isExtendedResource(name: string): boolean {
  return !isNative(name) && !name.startsWith(REQUESTS) && qualifiedNameProblems(REQUESTS + name).length === 0;
}

export function isHugePages(name: string): boolean {
  return name.startsWith(HUGE_PAGES);
}

/** Whether limits may exceed requests. */
export function mayOvercommit(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

export function isQuotaResource(name: string): boolean {
  return quotaResources.has(name) || isHugePages(name) || name.startsWith(REQUESTS + HUGE_PAGES);
}

/** Answers whether it is one. */
export function resourceName(report: Report, at: Path, name: string): boolean {
  const problems = qualifiedNameProblems(name);
  for (const why of problems) report.invalid(at, typed(name), why);
  if (problems.length > 0) return false;
  if (name.includes("/") || name === "storage" || isQuotaResource(name)) return true;
  report.invalid(at, typed(name), "must be a standard resource type or fully qualified");
  return false;
}

export function containerResourceName(report: Report, at: Path, name: string): void {
  resourceName(report, at, name);
  if (!name.includes("/")) {
    if (!containerResources.has(name) && !isHugePages(name)) report.invalid(at, typed(name), "must be a standard resource for containers");
  } else if (!isNative(name) && !isExtendedResource(name)) report.invalid(at, typed(name), "doesn't follow extended resource name standard");
}

export function quotaResourceName(report: Report, at: Path, name: string): void {
  resourceName(report, at, name);
  if (!name.includes("/") && !isQuotaResource(name)) report.invalid(at, typed(name), "must be a standard resource for quota");
}

export function nonnegativeQuantity(report: Report, at: Path, value: string): void {
  if (quantityNanos(value) < 0n) report.invalid(at, value, "must be greater than or equal to 0");
}

/** Answers whether it is. */
export function positiveQuantity(report: Report, at: Path, value: string): boolean {
  if (quantityNanos(value) > 0n) return true;
  report.invalid(at, value, "must be greater than zero");
  return false;
}

const UNIT = 1_000_000_000n;

export function resourceQuantity(report: Report, at: Path, name: string, value: string): void {
  nonnegativeQuantity(report, at, value);
  if (!countedObjects.has(name) && !isExtendedResource(name)) return;
  if (quantityNanos(value) % UNIT !== 0n) report.invalid(at, value, "must be an integer");
}
