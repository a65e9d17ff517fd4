import type { Status, Verb } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";

/** Which traffic a rule speaks of. Absent fields match everything. */
export interface Match {
  /** A party: a client's name (its agent). */
  readonly from?: string;
  /** An apiserver replica's name. */
  readonly to?: string;
  readonly verb?: Verb;
  /** Plural, with the group after a dot where there is one: "pods", "deployments.apps". */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** What a rule does to the traffic it matches. */
export type Verdict =
  | { readonly do: "delay"; readonly by: Micros }
  /** The connection dies: at once for open streams, and for requests before their answer. */
  | { readonly do: "drop" }
  /** Half-open: nothing arrives any more, and nobody is told. */
  | { readonly do: "silence" }
  /** The stream is cut inside a frame. */
  | { readonly do: "truncate" }
  /** The write takes effect; its answer is lost. */
  | { readonly do: "loseReply" }
  | { readonly do: "refuse" }
  | { readonly do: "answer"; readonly status: Status; readonly retryAfter?: number };

/**
 * A fault is data (JSON): drawn by a seed, saved in stories, printed as a sentence.
 * `at` is virtual microseconds from the start of the run; a fault with `lasts` heals by itself.
 */
export type Fault =
  | { readonly kind: "rule"; readonly at: Micros; readonly lasts?: Micros; readonly match: Match; readonly verdict: Verdict;
      /** Only the Nth matching request (1 is the first), and how many from there on. */ readonly nth?: number; readonly times?: number }
  | { readonly kind: "partition"; readonly at: Micros; readonly lasts: Micros; readonly a: string; readonly b: string }
  | { readonly kind: "dropStreams"; readonly at: Micros; readonly match: Match }
  | { readonly kind: "slowConsumer"; readonly at: Micros; readonly lasts: Micros; readonly client: string; readonly perEvent: Micros }
  | { readonly kind: "restart"; readonly at: Micros; readonly replica: string; readonly downFor: Micros }
  | { readonly kind: "lag"; readonly at: Micros; readonly lasts: Micros; readonly replica: string; readonly by: Micros }
  | { readonly kind: "failover"; readonly at: Micros; readonly client: string; readonly to: string }
  | { readonly kind: "compact"; readonly at: Micros; /** Revisions kept before the current one. */ readonly keep: number }
  | { readonly kind: "clockSkew"; readonly at: Micros; readonly client: string; readonly by: Micros };
