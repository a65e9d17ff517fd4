import type { ClientProfile } from "../../src/client/index.ts";
import { clientProfile, withGates } from "../../src/client/index.ts";
import { asRanges, difference } from "./client-go-compare.ts";
import { lawOf } from "./client-go-laws.ts";
import { replayEventCorrelator, replayEventRecorder } from "./client-go-events.ts";
import { replayFactory, replayListAndWatch, replayReflector } from "./client-go-reflector.ts";
import { replayCalls, replayRawWatch } from "./client-go-http.ts";
import { replayController, replayInformer, Unsupported } from "./client-go-informer.ts";
import { replayLeaderElection } from "./client-go-leader.ts";
import { replayFifo, replayRateLimiter, replayStore, replayWorkQueue } from "./client-go-tables.ts";
import { replayBackoff, replayFlowControl } from "./client-go-waits.ts";
import { replayPagerEach, replayPagerList, replayRetryWatcher, replayUntil, replayUntilWithoutRetry, replayUntilWithSync } from "./client-go-watch-tools.ts";
import type { Instant, Recording, Script } from "./client-go-recording.ts";
import type { BodyForm } from "./client-go-server.ts";
import { hasRawBytes } from "./client-go-server.ts";

/** What came of replaying one recording. */
export type Verdict =
  | { readonly kind: "identical" }
  | { readonly kind: "different"; readonly first: string }
  | { readonly kind: "unsupported"; readonly why: string }
  /** The recording says nothing of this generation. */
  | { readonly kind: "unrecorded" };

type Replay = (script: Script, profile: ClientProfile, form: BodyForm) => readonly Instant[];

const replays: { readonly [kind: string]: Replay } = {
  informer: replayInformer,
  controller: replayController,
  reflector: replayReflector,
  listAndWatch: replayListAndWatch,
  factory: replayFactory,
  calls: replayCalls,
  rawWatch: replayRawWatch,
  workqueue: replayWorkQueue,
  rateLimiter: replayRateLimiter,
  store: replayStore,
  fifo: replayFifo,
  backoff: replayBackoff,
  flowcontrol: replayFlowControl,
  eventCorrelator: replayEventCorrelator,
  eventRecorder: replayEventRecorder,
  leaderElection: replayLeaderElection,
  pagerList: replayPagerList,
  pagerEach: replayPagerEach,
  retryWatcher: replayRetryWatcher,
  until: replayUntil,
  untilWithoutRetry: replayUntilWithoutRetry,
  untilWithSync: replayUntilWithSync,
};

/** Recorded releases and the generation each is. */
const releases: readonly (readonly [version: string, generation: string])[] = [
  ["0.32.", "1.32"],
  ["0.33.", "1.33"],
  ["0.35.", "1.35"],
  ["0.36.", "1.36"],
];

export const generations: readonly string[] = releases.map(([, generation]) => generation);

/** Replays a recording under every profile of gates that it was recorded for in one generation, in every body form. */
export function replayRecording(recording: Recording, generation: string): Verdict {
  // A recording may leave out options that it does not set.
  const script: Script = { ...recording.script, options: recording.script.options ?? {} };
  const targets = recording.timelines.flatMap((timeline) =>
    timeline.for.filter(({ version }) => generationOf(version) === generation).map(({ gates }) => ({ gates, variants: timeline.variants })),
  );
  if (targets.length === 0) return { kind: "unrecorded" };
  const replay = replays[script.kind];
  if (replay === undefined) return { kind: "unsupported", why: `kind "${script.kind}"` };
  const forms: readonly BodyForm[] = hasRawBytes(script.server ?? []) || (script.server ?? []).length === 0 ? ["bytes"] : ["objects", "bytes"];
  for (const { gates, variants } of targets) {
    for (const form of forms) {
      const differs = differenceOf(replay, script, withGates(clientProfile(generation), gatesOf(script, gates)), form, variants);
      if (differs !== undefined) return differs.kind === "unsupported" ? differs : { kind: "different", first: `[${gates}, ${form}] ${differs.first}` };
    }
  }
  return { kind: "identical" };
}

function differenceOf(
  replay: Replay,
  script: Script,
  profile: ClientProfile,
  form: BodyForm,
  variants: Recording["timelines"][number]["variants"],
): Extract<Verdict, { kind: "different" | "unsupported" }> | undefined {
  let replayed: readonly Instant[];
  try {
    replayed = replay(script, profile, form);
  } catch (error) {
    if (error instanceof Unsupported) return { kind: "unsupported", why: error.message };
    return { kind: "different", first: `the replay broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
  let first: string | undefined;
  for (const { instants, count } of variants) {
    const differs = difference(asRanges(instants, count), replayed, lawOf(script));
    if (differs === undefined) return undefined;
    first ??= differs;
  }
  return { kind: "different", first: first ?? "the recording has no variant" };
}

function generationOf(version: string): string | undefined {
  return releases.find(([prefix]) => version.startsWith(prefix))?.[1];
}

function gatesOf(script: Script, name: string): { readonly [gate: string]: boolean } {
  return script.profiles?.find((profile) => profile.name === name)?.gates ?? {};
}
