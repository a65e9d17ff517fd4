import type { Law } from "./client-go-compare.ts";
import { reflectorLaw } from "./client-go-compare.ts";
import type { Script } from "./client-go-recording.ts";

/** How the drawn waits of a script are distributed, by the recordings' README. */
export function lawOf(script: Script): Law {
  switch (script.kind) {
    case "backoff":
      return { waits: backoffWaits(script.options as Options), slack: 0 };
    case "eventRecorder":
      return { waits: [[0, 10_000]], slack: 0 };
    case "leaderElection":
      // A lease is taken in the first try after it has expired; how many tries that is was drawn.
      return { waits: [], slack: JITTER * longestRetry(script) };
    default:
      return reflectorLaw;
  }
}

/** @source client-go tools/leaderelection JitterFactor */
const JITTER = 1.2;

interface Options {
  readonly backoff?: { readonly duration_ms?: number; readonly factor?: number; readonly jitter?: number; readonly cap_ms?: number };
  readonly default?: string;
  readonly period_ms?: number;
  readonly jitter?: number;
  readonly work_ms?: number;
}

function backoffWaits({ backoff = {}, default: named = "", period_ms, jitter = 0, work_ms = 0 }: Options): Law["waits"] {
  if (period_ms !== undefined) return [[period_ms, period_ms * (1 + jitter) + work_ms]];
  const { duration_ms = 10, factor = factors[named] ?? 1, jitter: share = 0.1, cap_ms = Infinity } = backoff;
  const waits: [number, number][] = [];
  for (let wait = duration_ms; waits.length < STEPS; wait = Math.min(wait * factor, cap_ms)) waits.push([wait, wait * (1 + share) + work_ms]);
  return waits;
}

const factors: { readonly [name: string]: number } = { DefaultRetry: 1, DefaultBackoff: 5 };
const STEPS = 20;

function longestRetry(script: Script): number {
  const candidates = (script.options["candidates"] ?? []) as readonly { readonly retry_ms?: number }[];
  return Math.max(...candidates.map(({ retry_ms = 2000 }) => retry_ms));
}
