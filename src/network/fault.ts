import type { Status, Verb } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";

/**
 * Which traffic a rule speaks of. Absent fields match everything. A party's name covers the parties below it:
 * "controller" also matches "controller/pods"; "apiserver" matches every replica.
 */
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
  /** As if there were no rule behind this one: an exemption. */
  | { readonly do: "deliver" }
  /** A request reaches the server, and each piece of its answer the client, this much later. */
  | { readonly do: "delay"; readonly by: Micros }
  /** The connection dies: at once for open streams, and for requests before their answer. */
  | { readonly do: "drop" }
  /** Half-open: nothing arrives any more, and nobody is told. */
  | { readonly do: "silence" }
  /** The answer is cut inside its next frame. */
  | { readonly do: "truncate" }
  /** The write takes effect; its answer is lost. */
  | { readonly do: "loseReply" }
  | { readonly do: "refuse" }
  /** `retryAfter` in seconds. A status without a message gets one that fits the request. */
  | { readonly do: "answer"; readonly status: Status; readonly retryAfter?: number };

/**
 * What a partition does to streams that are open when it begins. "halfOpen": they are lost, and nobody is told;
 * "drop": reset on both sides; "stall": packets wait and go through after the heal, unless a side gave up before.
 */
export type PartitionStreams = "halfOpen" | "drop" | "stall";

/** What a partition does to new connections: refused at once, or silent until the dial timeout (or the heal). */
export type PartitionDials = "refuse" | "timeout";

/**
 * A fault is data (JSON): drawn by a seed, saved in stories, printed as a sentence.
 * `at` is virtual microseconds from the start of the run; a fault with `lasts` heals by itself.
 */
export type Fault =
  | { readonly kind: "rule"; readonly at: Micros; readonly lasts?: Micros; readonly match: Match; readonly verdict: Verdict;
      /** Only the Nth matching request (1 is the first), and how many from there on (1 by default). */
      readonly nth?: number; readonly times?: number }
  | { readonly kind: "partition"; readonly at: Micros; readonly lasts: Micros; readonly a: string; readonly b: string;
      /** Default "halfOpen". */ readonly streams?: PartitionStreams; /** Default "timeout". */ readonly dials?: PartitionDials }
  | { readonly kind: "dropStreams"; readonly at: Micros; readonly match: Match }
  | { readonly kind: "slowConsumer"; readonly at: Micros; readonly lasts: Micros; readonly client: string; readonly perEvent: Micros }
  | { readonly kind: "restart"; readonly at: Micros; readonly replica: string; readonly downFor: Micros }
  | { readonly kind: "lag"; readonly at: Micros; readonly lasts: Micros; readonly replica: string; readonly by: Micros }
  | { readonly kind: "failover"; readonly at: Micros; readonly client: string; readonly to: string }
  | { readonly kind: "compact"; readonly at: Micros; /** Revisions kept before the current one. */ readonly keep: number }
  | { readonly kind: "clockSkew"; readonly at: Micros; readonly client: string; readonly by: Micros };
