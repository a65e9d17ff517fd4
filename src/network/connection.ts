import type { Held, Micros, Timer } from "../kernel/index.ts";
import type { Exchange } from "./exchange.ts";
import type { Party } from "./party.ts";

/**
 * One HTTP/2 connection: a party multiplexes all its requests to a replica over it, as client-go does.
 * "stalled": packets wait for a partition to heal; "lost": nothing will ever arrive again.
 */
export interface Connection {
  readonly party: Party;
  readonly replica: string;
  readonly exchanges: Set<Exchange>;
  readonly held: Held;
  link: "open" | "stalled" | "lost";
  /** When the client last read a frame: its health check counts from here. */
  readAt: Micros;
  /** The health check that will find the link dead. */
  check: Timer | undefined;
}

/**
 * client-go's HTTP/2 health check: a ping after `readIdle` without a frame, the connection is closed when no answer
 * comes within `pingTimeout`. "off" is HTTP/1.1 or a disabled check: then only the server's `timeoutSeconds` would end a
 * stream, and on a half-open link that end never arrives.
 *
 * @source apimachinery pkg/util/net/http.go readIdleTimeoutSeconds (30), pingTimeoutSeconds (15)
 */
export type HealthCheck = { readonly readIdle: Micros; readonly pingTimeout: Micros } | "off";

/** How long from now until the check gives the link up, when nothing arrives from now on. */
export function untilLost({ readIdle, pingTimeout }: Exclude<HealthCheck, "off">, readAt: Micros, now: Micros): Micros {
  // Until now, each ping was answered, and each answer was a frame read.
  const idle = readIdle === 0 ? 0 : (now - readAt) % readIdle;
  return readIdle - idle + pingTimeout;
}
