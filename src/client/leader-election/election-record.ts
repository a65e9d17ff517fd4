import type { KubeObject } from "../../api/index.ts";
import { parseRfc3339, rfc3339Micro } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";

/**
 * What a lease says of its leader.
 *
 * @source client-go tools/leaderelection/resourcelock/interface.go LeaderElectionRecord
 */
export interface ElectionRecord {
  /** "": nobody. */
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
  /** Wall clock, microseconds since 1970; undefined where the lease has none. */
  readonly acquireTime: Micros | undefined;
  readonly renewTime: Micros | undefined;
  readonly leaderTransitions: number;
  /** "" but for coordinated elections. */
  readonly strategy: string;
  readonly preferredHolder: string;
}

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
  readonly strategy?: string;
  readonly preferredHolder?: string;
}

export type Lease = KubeObject & { readonly spec?: LeaseSpec };

export const noRecord: ElectionRecord = {
  holderIdentity: "", leaseDurationSeconds: 0, acquireTime: undefined, renewTime: undefined, leaderTransitions: 0, strategy: "", preferredHolder: "",
};

/** @source client-go tools/leaderelection/resourcelock/leaselock.go LeaseSpecToLeaderElectionRecord */
export function recordOf(spec: LeaseSpec = {}): ElectionRecord {
  return {
    holderIdentity: spec.holderIdentity ?? "",
    leaseDurationSeconds: spec.leaseDurationSeconds ?? 0,
    acquireTime: timeOf(spec.acquireTime),
    renewTime: timeOf(spec.renewTime),
    leaderTransitions: spec.leaseTransitions ?? 0,
    strategy: spec.strategy ?? "",
    preferredHolder: spec.preferredHolder ?? "",
  };
}

/** @source client-go tools/leaderelection/resourcelock/leaselock.go LeaderElectionRecordToLeaseSpec */
export function specOf(record: ElectionRecord): LeaseSpec {
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaderTransitions, strategy, preferredHolder } = record;
  return {
    holderIdentity,
    leaseDurationSeconds,
    ...(acquireTime === undefined ? {} : { acquireTime: rfc3339Micro(acquireTime) }),
    ...(renewTime === undefined ? {} : { renewTime: rfc3339Micro(renewTime) }),
    leaseTransitions: leaderTransitions,
    ...(strategy === "" ? {} : { strategy }),
    ...(preferredHolder === "" ? {} : { preferredHolder }),
  };
}

/** Equal for records that candidates take for the same: times count in whole seconds. @source leaselock.go Get (the record as JSON) */
export function rawOf(record: ElectionRecord): string {
  return JSON.stringify({ ...record, acquireTime: secondsOf(record.acquireTime), renewTime: secondsOf(record.renewTime) });
}

function secondsOf(time: Micros | undefined): number | undefined {
  return time === undefined ? undefined : Math.floor(time / 1_000_000);
}

function timeOf(text: string | undefined): Micros | undefined {
  return text === undefined ? undefined : parseRfc3339(text);
}
