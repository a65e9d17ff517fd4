import type { Micros } from "../kernel/index.ts";

/**
 * A generation of client-go as data: gates and constants as upstream names them, and habits for what changed without a
 * gate. Code asks for a gate or a habit, never for a version.
 *
 * @source client-go features/known_features.go, tools/cache/reflector.go (constants); habits: recorded timelines
 * @limits 1.37 is read, not recorded: it is 1.36 under another name until something is seen to differ
 */
export interface ClientProfile {
  readonly name: string;
  readonly gates: ClientGates;
  readonly constants: ClientConstants;
  readonly habits: ClientHabits;
}

export interface ClientGates {
  /** First lists are streamed: a watch with sendInitialEvents. */
  readonly WatchListClient: boolean;
  /** One queue in order of arrival instead of one list of deltas a key. */
  readonly InOrderInformers: boolean;
  readonly InOrderInformersBatchProcess: boolean;
  /** A relist and a resync are one delta each, and the store is swapped whole. */
  readonly AtomicFIFO: boolean;
  readonly UnlockWhileProcessingFIFO: boolean;
}

export interface ClientConstants {
  /** A watch asks for a time limit between this and twice this. */
  readonly minWatchTimeout: Micros;
  readonly backoffInitial: Micros;
  readonly backoffCap: Micros;
  readonly backoffReset: Micros;
  readonly backoffFactor: number;
  readonly backoffJitter: number;
  readonly defaultPageSize: number;
  /** A stream that ends sooner than this without an event costs a relist. */
  readonly veryShortWatch: Micros;
  /** Requests after the first for which Retry-After is honoured. */
  readonly maxRetries: number;
  /** What a broken connection counts as having asked for. */
  readonly retryAfterBrokenConnection: Micros;
  /** Deltas that one batch may hold. */
  readonly batchSize: number;
  readonly minimumResync: Micros;
  readonly pauseAfterPanic: Micros;
}

export interface ClientHabits {
  /** What starts the backoff over: so long since it last started over, or so long since it was last asked. */
  readonly backoffForgets: "sinceReset" | "sinceFailure";
  /** After a list at "" or "0", does an ADDED move the last version. */
  readonly addedMovesVersion: boolean;
  /** Where Table answers are errors (else: a list without items, an object without a key). */
  readonly refusesTables: "nowhere" | "streamedLists" | "everywhere";
  /** A streamed list is transformed on its way into the temporary store as well as into the queue. */
  readonly transformsStreamedTwice: boolean;
  /** With WatchListClient on, every list of a client is tried as a stream first. */
  readonly listsByStream: boolean;
  /** A stop gives up requests in flight; else they are left to end by themselves. */
  readonly stopReachesRequests: boolean;
  /** A leader that gives its lease up reads it first, for its version. */
  readonly releaseReads: boolean;
  /** Errors that nobody asked for: a text and its cause, or one formatted line with the reflector's name and Go's syntax of objects. */
  readonly unaskedErrors: "contextual" | "formatted";
}

const SECOND = 1_000_000;

const constants: ClientConstants = {
  minWatchTimeout: 300 * SECOND,
  backoffInitial: 800_000,
  backoffCap: 30 * SECOND,
  backoffReset: 120 * SECOND,
  backoffFactor: 2,
  backoffJitter: 1,
  defaultPageSize: 500,
  veryShortWatch: SECOND,
  maxRetries: 10,
  retryAfterBrokenConnection: SECOND,
  batchSize: 1000,
  minimumResync: SECOND,
  pauseAfterPanic: SECOND,
};

const v132: ClientProfile = {
  name: "1.32",
  gates: {
    WatchListClient: false,
    InOrderInformers: false,
    InOrderInformersBatchProcess: false,
    AtomicFIFO: false,
    UnlockWhileProcessingFIFO: false,
  },
  constants,
  habits: {
    backoffForgets: "sinceFailure",
    addedMovesVersion: true,
    refusesTables: "nowhere",
    transformsStreamedTwice: false,
    listsByStream: true,
    stopReachesRequests: false,
    releaseReads: false,
    unaskedErrors: "formatted",
  },
};

const v133: ClientProfile = {
  ...v132,
  name: "1.33",
  gates: { ...v132.gates, InOrderInformers: true },
  habits: { ...v132.habits, stopReachesRequests: true, unaskedErrors: "contextual" },
};

const v135: ClientProfile = {
  ...v133,
  name: "1.35",
  gates: { ...v133.gates, WatchListClient: true, InOrderInformersBatchProcess: true },
  habits: { ...v133.habits, transformsStreamedTwice: true, refusesTables: "streamedLists", listsByStream: false, releaseReads: true },
};

const v136: ClientProfile = {
  ...v135,
  name: "1.36",
  gates: { ...v135.gates, AtomicFIFO: true, UnlockWhileProcessingFIFO: true },
  habits: { ...v135.habits, backoffForgets: "sinceReset", addedMovesVersion: false, refusesTables: "everywhere" },
};

const v137: ClientProfile = { ...v136, name: "1.37" };

/** Every known generation, oldest first. */
export const clientProfiles: readonly ClientProfile[] = [v132, v133, v135, v136, v137].map(deeplyFrozen);

export const defaultClientProfile: ClientProfile = clientProfile("1.36");

/** @throws RangeError for a name that is not in the table */
export function clientProfile(name: string): ClientProfile {
  const profile = clientProfiles.find((each) => each.name === name);
  if (profile === undefined) {
    throw new RangeError(`client profile is "${name}"; known are ${clientProfiles.map((each) => each.name).join(", ")}`);
  }
  return profile;
}

/** The profile with some gates set otherwise. @throws RangeError for a gate that does not exist */
export function withGates(profile: ClientProfile, gates: { readonly [gate: string]: boolean }): ClientProfile {
  for (const name of Object.keys(gates)) {
    if (!Object.hasOwn(profile.gates, name)) {
      throw new RangeError(`client gate is "${name}"; known are ${Object.keys(profile.gates).join(", ")}`);
    }
  }
  return deeplyFrozen({ ...profile, gates: { ...profile.gates, ...gates } });
}

function deeplyFrozen(profile: ClientProfile): ClientProfile {
  Object.freeze(profile.gates);
  Object.freeze(profile.constants);
  Object.freeze(profile.habits);
  return Object.freeze(profile);
}
