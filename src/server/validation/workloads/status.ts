import type { KubeObject } from "../../../api/index.ts";
import { path } from "../path.ts";
import type { Report } from "../report.ts";
import { nonNegative } from "../scalars.ts";

/** What is counted of a workload's pods. */
export interface Counts {
  /** In upstream's order. */
  readonly numbers: readonly string[];
  /** These are some of the replicas. */
  readonly within: readonly string[];
  /** Those that are available are some of these, as they are called. */
  readonly ready: string;
}

const statusPath = path("status");

/** @source kubernetes pkg/apis/apps/validation/validation.go ValidateDeploymentStatus and others */
export function countedStatus(report: Report, object: KubeObject, { numbers, within, ready }: Counts): void {
  const status = (object["status"] ?? {}) as { readonly [field: string]: number | undefined };
  for (const field of numbers) nonNegative(report, statusPath.child(field), status[field]);
  const { replicas = 0, availableReplicas = 0, readyReplicas = 0 } = status;
  for (const field of within) {
    const count = status[field] ?? 0;
    if (count > replicas) report.invalid(statusPath.child(field), count, "cannot be greater than status.replicas");
  }
  if (ready !== "" && availableReplicas > readyReplicas) report.invalid(statusPath.child("availableReplicas"), availableReplicas, `cannot be greater than ${ready}`);
}
