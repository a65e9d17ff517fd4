import type { KubeObject, RandomIntegers, Registry, Status } from "../../api/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { AdmissionChain } from "../admission/index.ts";
import type { AllocationGround } from "../allocation/index.ts";
import type { ServerProfile } from "../profile.ts";
import type { Storage } from "../storage/index.ts";
import type { WatchCache } from "../watchcache/index.ts";
import type { Target } from "./target.ts";

/** What the verbs stand on: one replica's caches over the storage that all replicas share. */
export interface Rest {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Uids and generated names. */
  readonly random: RandomIntegers;
  readonly profile: ServerProfile;
  readonly admission: AdmissionChain;
  readonly allocation: AllocationGround;
  /** Of the tokens of service accounts. */
  signingKey(): Uint8Array;
  cacheOf(target: Target): WatchCache;
}

/** What a verb did. */
export type Outcome =
  | { readonly kind: "done"; readonly code: number; readonly body: KubeObject | Status; readonly warnings?: readonly string[] }
  | { readonly kind: "refused"; readonly status: Status; readonly warnings?: readonly string[] };

export function done(code: number, body: KubeObject | Status, warnings?: readonly string[]): Outcome {
  return { kind: "done", code, body, ...(warnings === undefined ? {} : { warnings }) };
}

export function refusedWith(status: Status): Outcome {
  return { kind: "refused", status };
}

/** With warnings before its own. */
export function warned(outcome: Outcome, warnings: readonly string[]): Outcome {
  return warnings.length === 0 ? outcome : { ...outcome, warnings: [...warnings, ...(outcome.warnings ?? [])] };
}
