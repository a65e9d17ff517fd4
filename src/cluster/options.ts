import type { CustomResource } from "../api/index.ts";
import { parseRfc3339 } from "../api/index.ts";
import type { Micros, TieBreak } from "../kernel/index.ts";
import { DEFAULT_EPOCH } from "../kernel/index.ts";
import type { Balance, HealthCheck, Latency } from "../network/index.ts";
import type { ServerProfile } from "../server/index.ts";
import { serverProfile, withServerGates } from "../server/index.ts";
import type { ClusterSnapshot } from "./cluster.ts";
import type { Duration } from "./duration.ts";
import { micros } from "./duration.ts";
import { checkOptions, oneOf, orRefuse } from "./check-options.ts";
import { InvalidOption } from "./errors.ts";
import { NOBODYS_CERTIFICATE } from "./nobodys-certificate.ts";

export interface ClusterOptions {
  /** Any safe integer. Same seed, same run. Default 1. */
  readonly seed?: number;
  /** The wall clock at the start: RFC 3339, or milliseconds since 1970. Default 2000-01-01T00:00:00Z. */
  readonly epoch?: string | number;
  /** A named server profile ("modern" by default), or one of your own. */
  readonly profile?: string | ServerProfile;
  /** Gates set otherwise than in the profile. */
  readonly gates?: { readonly [gate: string]: boolean };
  /** Replicas behind the balancer: "apiserver-1" and so on. Default 1. */
  readonly apiservers?: number;
  /** One way between a client and the apiserver: a duration, or a distribution (in microseconds). Default 0. */
  readonly latency?: Duration | Latency;
  /** Objects by reference, or through the wire's codecs. Default "objects". */
  readonly transport?: "objects" | "bytes";
  readonly balance?: Balance;
  readonly healthCheck?: HealthCheck;
  /** Whether party lines count JSON bytes where objects pass by reference. Default "never". */
  readonly countBytes?: "always" | "never";
  /** Custom resources. */
  readonly resources?: readonly CustomResource[];
  /**
   * "core": namespaces that are deleted are emptied, objects without an owner collected, and every namespace gets its
   * default service account and `kube-root-ca.crt`, by a party named "kube-controller-manager". Default "none".
   */
  readonly controllers?: "none" | "core";
  /** What `kube-root-ca.crt` publishes: PEM. Default: a certificate of nobody. */
  readonly rootCertificate?: string;
  /** Who goes first among events of one instant. Default "fifo". */
  readonly tieBreak?: "seeded" | "pct" | TieBreak;
  /** Starts from this store instead of an empty cluster. */
  readonly snapshot?: ClusterSnapshot;
}

/** Options after checks, in the core's units. */
export interface Plan {
  readonly seed: number;
  readonly epoch: Micros;
  readonly profile: ServerProfile;
  readonly apiservers: number;
  readonly latency: Latency;
  readonly form: "objects" | "bytes";
  readonly balance: Balance;
  readonly healthCheck: HealthCheck | undefined;
  readonly countBytes: "always" | "never";
  readonly resources: readonly CustomResource[];
  readonly controllers: "none" | "core";
  readonly rootCertificate: string;
  readonly tieBreak: TieBreak;
  readonly snapshot: ClusterSnapshot | undefined;
  /** The way to see this run again: with the options that were given, as code. */
  readonly replayLine: string;
}

const MAX_APISERVERS = 99;

const KNOWN: readonly (keyof ClusterOptions)[] = [
  "seed", "epoch", "profile", "gates", "apiservers", "latency", "transport", "balance", "healthCheck", "countBytes", "resources", "controllers", "rootCertificate", "tieBreak", "snapshot",
];

/** @throws InvalidOption */
export function planOf(options: ClusterOptions): Plan {
  checkOptions("createCluster", options, KNOWN);
  const { seed = 1, apiservers = 1, transport = "objects", balance = "sticky", countBytes = "never", resources = [], controllers = "none", rootCertificate = NOBODYS_CERTIFICATE, healthCheck, snapshot } = options;
  if (!Number.isSafeInteger(seed)) throw new InvalidOption("seed", seed, "a safe integer");
  if (!Number.isSafeInteger(apiservers) || apiservers < 1 || apiservers > MAX_APISERVERS) throw new InvalidOption("apiservers", apiservers, `a whole number from 1 to ${MAX_APISERVERS}`);
  oneOf("transport", transport, ["objects", "bytes"]);
  oneOf("balance", balance, ["sticky", "roundRobin", "random"]);
  oneOf("countBytes", countBytes, ["always", "never"]);
  oneOf("controllers", controllers, ["none", "core"]);
  if (typeof rootCertificate !== "string") throw new InvalidOption("rootCertificate", rootCertificate, "a certificate, PEM");
  return {
    seed, apiservers, balance, countBytes, resources, controllers, rootCertificate, healthCheck, snapshot,
    epoch: epochOf(options.epoch, snapshot),
    profile: profileOf(options),
    latency: latencyOf(options.latency),
    form: transport,
    tieBreak: tieBreakOf(options.tieBreak, seed),
    replayLine: `replay with createCluster({ ${toldOf(seed, options)} })`,
  };
}

function epochOf(epoch: string | number | undefined, snapshot: ClusterSnapshot | undefined): Micros {
  if (epoch === undefined) return snapshot?.wall ?? DEFAULT_EPOCH;
  const wall = typeof epoch === "number" ? epoch * 1_000 : parseRfc3339(epoch);
  if (wall === undefined || !Number.isSafeInteger(wall)) throw new InvalidOption("epoch", epoch, 'an RFC 3339 time such as "2026-01-01T00:00:00Z", or milliseconds since 1970');
  return wall;
}

function profileOf({ profile = "modern", gates = {} }: ClusterOptions): ServerProfile {
  const named = typeof profile === "string" ? orRefuse("profile", profile, () => serverProfile(profile)) : profile;
  return orRefuse("gates", gates, () => withServerGates(named, gates));
}

function latencyOf(latency: Duration | Latency | undefined): Latency {
  if (latency === undefined) return { kind: "constant", of: 0 };
  return typeof latency === "object" && latency !== null ? latency : { kind: "constant", of: micros("latency", latency) };
}

const TIE_BREAKS: readonly string[] = ["seeded", "pct", "choices"];

/** Change points for "pct": three, early enough for small tests to meet them. */
function tieBreakOf(tieBreak: ClusterOptions["tieBreak"], seed: number): TieBreak {
  if (tieBreak === undefined) return "fifo";
  if (tieBreak === "seeded") return { kind: "seeded" };
  if (tieBreak !== "pct") {
    const kind: unknown = typeof tieBreak === "object" && tieBreak !== null ? tieBreak.kind : tieBreak;
    if (tieBreak !== "fifo" && (typeof tieBreak !== "object" || !TIE_BREAKS.includes(String(kind)))) {
      throw new InvalidOption("tieBreak", tieBreak, '"fifo", "seeded" or "pct", or an object whose kind is seeded, pct or choices');
    }
    return tieBreak;
  }
  const spread = Math.abs(seed);
  return { kind: "pct", changePoints: [1 + (spread % 7), 10 + (spread % 41), 80 + (spread % 211)] };
}

/** What cannot be written in a line is named: whoever replays the run has it. */
function toldOf(seed: number, options: ClusterOptions): string {
  const parts = Object.entries(options).flatMap(([option, value]: readonly [string, unknown]) => {
    if (value === undefined || option === "seed") return [];
    if (option === "snapshot" || option === "resources" || option === "rootCertificate" || (option === "profile" && typeof value !== "string")) return [`${option}: /* yours */`];
    return [`${option}: ${JSON.stringify(value)}`];
  });
  return [`seed: ${seed}`, ...parts].join(", ");
}
