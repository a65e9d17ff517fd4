import type { ApiRequest, Handler, Registry, ReplyEnd, ReplyHead, WatchEvent } from "../api/index.ts";
import type { Transport } from "./transport.ts";
import type { Clock, Kernel, Micros, Scope } from "../kernel/index.ts";
import type { Balance } from "./balancer.ts";
import type { HealthCheck } from "./connection.ts";
import type { Fault, Match, PartitionDials, PartitionStreams, Verdict } from "./fault.ts";
import type { Latency } from "./latency.ts";
import type { ConnectOptions, PartyLine } from "./party.ts";
import type { Turns } from "./rules.ts";
import type { Status } from "../api/index.ts";

export interface NetworkOptions {
  readonly kernel: Pick<Kernel, "clock" | "random" | "trace">;
  /** Owns connections and whatever is under way. */
  readonly scope: Scope;
  /** One way, from and to each party. Default none: answers come in the same event. */
  readonly latency?: Latency;
  /** Default "sticky". */
  readonly balance?: Balance;
  /** Default "objects". */
  readonly form?: "objects" | "bytes";
  /** How long a dial into silence lasts. Default 30 s. @source client-go transport/cache.go (net.Dialer.Timeout) */
  readonly dialTimeout?: Micros;
  /** Default: ping after 30 s without a frame, lost 15 s later. */
  readonly healthCheck?: HealthCheck;
  /** Events under way to a slow consumer before the server keeps the rest back. Default 100. */
  readonly window?: number;
  /** Whether party lines count JSON bytes where objects pass by reference: each new object is then encoded once. Default "never". */
  readonly countBytes?: "always" | "never";
  /** With it, rules for resources that it does not know are refused. */
  readonly registry?: Registry;
  /** What the servers do about faults of their own; without it such faults throw. */
  readonly servers?: ServerFaults;
}

/** The faults that are not the network's to apply. The network itself closes and reopens the replica's door on a restart. */
export interface ServerFaults {
  restart(replica: string, downFor: Micros): void;
  /** The latest word on a replica holds; the guard takes this one back. */
  lag(replica: string, by: Micros): Guard;
  compact(keep: number): void;
}

/** Undoes what was installed. Idempotent. */
export type Guard = () => void;

/** What happens to traffic, for traces and tables. Nothing here may call back into the network. */
export interface NetworkObserver {
  /** A request was made. `id` names it in what follows. */
  opened?(id: number, party: string, replica: string, request: ApiRequest): void;
  answered?(id: number, head: ReplyHead): void;
  ended?(id: number, end: ReplyEnd | "cancelled"): void;
  delivered?(id: number, party: string, event: WatchEvent): void;
  /** A fault, rule or partition began or ended. */
  changed?(what: string): void;
}

/** How `fail` answers: a code is enough. */
export interface Answer {
  readonly status: number | Status;
  readonly reason?: string;
  readonly message?: string;
  /** Seconds; sent as header and in the details. */
  readonly retryAfter?: number;
}

/**
 * Connections between named parties and named apiserver replicas. A healthy link without latency is a direct call.
 * Names may be paths: what is said of "controller" holds for "controller/pods" too; "apiserver" means every replica.
 */
export interface Network {
  /** Puts a replica behind the balancer, up. A name that is known gets the new handler. */
  serve(replica: string, handler: Handler): void;
  /** Names of the replicas, in order. */
  readonly replicas: readonly string[];
  /** A party's way to the servers. The same name shares counts, connections and faults. */
  connect(party: string, options?: ConnectOptions): Transport;
  /** Whether a party of this name has connected, or asked for a clock. */
  knows(party: string): boolean;
  /** The party's view of time: its wall clock may be skewed. */
  clock(party: string): Clock;

  /**
   * Rules hold in the order they were installed; the first that applies wins. Standing rules take hold of open streams at once.
   * A client may connect later, so that any name may be one: observers hear of a rule, or a partition, that ends without
   * having met anything.
   *
   * @throws InvalidNetworkOption for unknown fields, verbs, replicas, and unknown resources of known groups
   */
  rule(match: Match, verdict: Verdict, turns?: Turns): Guard;
  /** Answers in the server's place: `fail({ verb: "update", subresource: "status" }, { nth: 3, status: 409 })`. */
  fail(match: Match, answer: Answer & Turns): Guard;
  /** One end is a client, the other "apiserver" or a replica. @throws InvalidNetworkOption */
  partition(a: string, b: string, options?: { readonly streams?: PartitionStreams; readonly dials?: PartitionDials }): Guard;
  /** Ends the partitions between the two, or all of them. */
  heal(a?: string, b?: string): void;
  /** Resets open streams; how many. */
  dropStreams(match?: Match): number;
  /** Reading one event costs the client so long. */
  slow(client: string, perEvent: Micros): Guard;
  skew(client: string, by: Micros): Guard;
  /** Moves a client to another replica: GOAWAY on its connections to others. */
  failover(client: string, to: string): void;
  setLatency(latency: Latency): void;
  /** The replica's process is gone: connections are reset, the balancer passes it over. */
  down(replica: string): void;
  up(replica: string): void;
  isUp(replica: string): boolean;

  /** Schedules a fault and its heal: at `fault.at` microseconds after the kernel's start, or now if that is past. The guard calls it off, or heals it. */
  apply(fault: Fault): Guard;
  /** Ends all rules, partitions, slowness, skew and scheduled faults; replicas that are down come up. */
  calm(): void;
  /** Whether anything but plain latency is in force or scheduled. */
  readonly calmed: boolean;

  /** One line a party, in the order they connected. */
  ledger(): readonly PartyLine[];
  observe(observer: NetworkObserver): Guard;
}
