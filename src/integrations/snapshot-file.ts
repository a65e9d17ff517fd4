import { readFileSync, writeFileSync } from "node:fs";
import { createCluster, InvalidOption } from "../cluster/index.ts";
import type { Cluster, ClusterOptions, ClusterSnapshot } from "../cluster/index.ts";

/** Writes the cluster's store as JSON. Informers, faults and pending work are not part of it. */
export function saveSnapshot(cluster: Cluster, file: string | URL): void {
  writeFileSync(file, JSON.stringify(cluster.snapshot()));
}

/**
 * A cluster that begins with a saved store.
 *
 * @throws InvalidOption when the file holds no snapshot
 */
export function restoreSnapshot(file: string | URL, options: Omit<ClusterOptions, "snapshot"> = {}): Cluster {
  return createCluster({ ...options, snapshot: snapshotOf(readFileSync(file, "utf8"), String(file)) });
}

function snapshotOf(text: string, file: string): ClusterSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidOption("snapshot", file, `a file that saveSnapshot wrote; this one is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (typeof value !== "object" || value === null || (value as { format?: unknown }).format !== "kubeloom.cluster/1") {
    throw new InvalidOption("snapshot", file, "a file that saveSnapshot wrote: an object with format kubeloom.cluster/1");
  }
  return value as ClusterSnapshot;
}
