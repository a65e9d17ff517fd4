import type { ClientProfile } from "../profile.ts";
import type { BackoffPolicy } from "../wait/backoff.ts";
import type { InformerOptions } from "./informer.ts";
import type { ReflectorRules } from "./reflector.ts";

/** A generation and an informer's own wishes, as the rules of its reflector. */
export function reflectorRules(
  wishes: Pick<InformerOptions, "pageSize" | "internalErrorRetry" | "mendsExpiryLoop" | "pacesShortWatches" | "describes"> & { readonly resource: { readonly kind: string } },
  { gates, constants, habits }: ClientProfile,
): ReflectorRules {
  return {
    streamsLists: gates.WatchListClient,
    pageSize: wishes.pageSize ?? 0,
    defaultPageSize: constants.defaultPageSize,
    veryShortWatch: constants.veryShortWatch,
    internalErrorRetry: wishes.internalErrorRetry ?? 0,
    mendsExpiryLoop: wishes.mendsExpiryLoop ?? false,
    pacesShortWatches: wishes.pacesShortWatches ?? false,
    refusesTables: habits.refusesTables,
    stopReachesRequests: habits.stopReachesRequests,
    backoff: reflectorBackoff(constants, habits),
    describes: wishes.describes ?? wishes.resource.kind,
  };
}

/** @source client-go tools/cache/reflector.go defaultBackoff: as many steps as the cap is initial waits long */
export function reflectorBackoff(constants: ClientProfile["constants"], habits: ClientProfile["habits"]): BackoffPolicy {
  return {
    initial: constants.backoffInitial,
    cap: constants.backoffCap,
    factor: constants.backoffFactor,
    jitter: constants.backoffJitter,
    steps: Math.ceil(constants.backoffCap / constants.backoffInitial),
    resetAfter: constants.backoffReset,
    forgets: habits.backoffForgets,
  };
}
