import type { KubeObject, ResourceInfo } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Fault, Latency } from "../network/index.ts";

/** One client of a scenario: an informer and what it is asked to do. Plain data. */
export interface ClientSpec {
  readonly name: string;
  /** "pods", "deployments.apps". */
  readonly resource: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Name of a client profile, by default "1.36". */
  readonly profile?: string;
  readonly gates?: { readonly [gate: string]: boolean };
  readonly pageSize?: number;
  /** Whether it is mended against upstream's endless loop of paged lists and 410s (kubernetes#133810); false by default. */
  readonly mendsExpiryLoop?: boolean;
  readonly resync?: Micros;
  /** Which apiserver replica it talks to at first; any by default. */
  readonly replica?: string;
  /** How long its handler takes over one notification; no time by default. */
  readonly takes?: Micros;
  /** It is stopped at this time, whatever it is in the middle of; it runs to the end by default. */
  readonly stopsAt?: Micros;
}

/** One write of a workload. */
export interface Write {
  readonly at: Micros;
  readonly resource: string;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

export interface Workload {
  /** What the report calls it: a trace's name, or "random". */
  readonly name: string;
  /** In the store before the first client starts. */
  readonly initial: readonly { readonly resource: string; readonly object: KubeObject }[];
  /** Ordered by `at`, then as listed. */
  readonly writes: readonly Write[];
  /** Length of the story; at least the last write's time. */
  readonly lasts: Micros;
  /** Wall time of the start, microseconds since 1970. */
  readonly epoch: Micros;
  /** What the workload's objects belong to; the cluster registers those it does not know. */
  readonly resources?: readonly ResourceInfo[];
}

/** Everything a run depends on. Same scenario, same digest. */
export interface Scenario {
  readonly seed: number;
  readonly workload: Workload;
  readonly clients: readonly ClientSpec[];
  readonly faults: readonly Fault[];
  readonly apiservers: number;
  readonly serverProfile: string;
  readonly tieBreak: "fifo" | "seeded" | "pct";
  /** One way between a client and the apiserver; none by default. */
  readonly latency?: Latency;
}
