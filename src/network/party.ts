import type { Micros, Random, Scope } from "../kernel/index.ts";
import type { Connection } from "./connection.ts";

/** What one party asked and got. Counts; bytes are JSON bytes of answers, counted only when the network is told to. */
export interface PartyLine {
  readonly party: string;
  readonly requests: number;
  readonly lists: number;
  /** Plain watches. */
  readonly watches: number;
  /** Watches that asked for the initial events. */
  readonly watchLists: number;
  readonly writes: number;
  /** Watch events delivered, bookmarks and errors too. */
  readonly events: number;
  readonly bytes: number;
  /** 410s, as an answer or in a stream. */
  readonly expired: number;
  /** Requests and streams that ended in a failure of the connection. */
  readonly failures: number;
}

export type PartyCounts = { -readonly [K in keyof Omit<PartyLine, "party">]: number };

/** One name on the client side of the network. */
export interface Party {
  readonly name: string;
  /** Interned. */
  readonly id: number;
  readonly counts: PartyCounts;
  readonly random: Random;
  /** By replica. */
  readonly connections: Map<string, Connection>;
  /** The replica the balancer gave it last. */
  replica: string | undefined;
  /** What reading one event costs it. */
  perEvent: Micros;
  skew: Micros;
  /** What the ledger calls its requests, by verb and resource. */
  readonly labels: Map<string, Map<string, string>>;
}

/**
 * How requests and answers pass: "objects" by reference; "bytes" through the wire's codecs, both ways; "received" for a
 * front that has read the request off a wire itself, so that it goes on as it was read, and its answer comes in bytes.
 */
export type Form = "objects" | "bytes" | "received";

/** How a party's transport differs from the network's defaults. */
export interface ConnectOptions {
  /** Owns the requests. Default: a child of the network's scope. */
  readonly scope?: Scope;
  /** The replica it talks to at first. */
  readonly replica?: string;
  /** Default: the network's. */
  readonly form?: Form;
}

export function createParty(name: string, id: number, random: Random): Party {
  return {
    name, id, random,
    counts: { requests: 0, lists: 0, watches: 0, watchLists: 0, writes: 0, events: 0, bytes: 0, expired: 0, failures: 0 },
    connections: new Map(),
    replica: undefined,
    perEvent: 0,
    skew: 0,
    labels: new Map(),
  };
}
