import { openPayload, readColumn } from "./columns.js";
import { lowerBound, runningCounts } from "./density.js";
import { stalenessOf } from "./staleness.js";

/**
 * The run as the page draws it.
 *
 * @typedef {{ time: Float64Array, type: Uint8Array, revision: Float64Array, subject: Int32Array, sums: Uint32Array[] }} Events
 * @typedef {{ from: number, to: number, end: string, said: string, kind: string }} Stream
 * @typedef {{ at: number, took: number, items: number, resourceVersion: string }} List
 * @typedef {{ name: string, resource: string, profile: string, worstStaleness: number, streams: Stream[], lists: List[],
 *   expired: number[], delivered: Events, staleness: import("./staleness.js").Staleness }} Client
 * @typedef {{ at: number, until?: number, name: string, kind: string, touches?: string[], sentence: string }} FaultMark
 * @typedef {{ law: string, at: number, subject: string }} Violation
 * @typedef {{ lasts: number, subjects: string[], writes: Events, faults: FaultMark[], clients: Client[], violations: Violation[],
 *   worstStaleness: number }} Run
 */

export const TYPES = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"];

/** Names of the types' colours in the theme. */
export const TYPE_COLOURS = ["added", "modified", "deleted", "bookmark"];

/** @param {string} text @returns {Promise<Run>} */
export async function openRun(text) {
  const { header, columns } = await openPayload(text);
  const writes = readEvents(columns, header.writes);
  /** @type {Client[]} */
  const clients = header.clients.map((/** @type {any} */ client) => ({
    ...client,
    streams: client.streams.map((/** @type {any[]} */ [from, to, end, said, kind]) => ({ from, to, end, said, kind })),
    lists: client.lists.map((/** @type {any[]} */ [at, took, items, resourceVersion]) => ({ at, took, items, resourceVersion })),
    delivered: readDelivered(columns, client.delivered, writes),
    staleness: stalenessOf(readColumn(columns, client.staleness.time, Float64Array), readColumn(columns, client.staleness.behind, Float64Array)),
  }));
  return { ...header, writes, clients, worstStaleness: Math.max(1, ...clients.map((client) => client.worstStaleness)) };
}

/** @param {Uint8Array} columns @param {any} refs @returns {Events} */
function readEvents(columns, refs) {
  const type = readColumn(columns, refs.type, Uint8Array);
  return {
    time: readColumn(columns, refs.time, Float64Array),
    type,
    revision: readColumn(columns, refs.revision, Float64Array),
    subject: readColumn(columns, refs.subject, Int32Array),
    sums: runningCounts(type, TYPES.length),
  };
}

/** Time and subject of a delivery are told as differences from the write of the same revision. @param {Uint8Array} columns @param {any} refs @param {Events} writes */
function readDelivered(columns, refs, writes) {
  const events = readEvents(columns, refs);
  for (let i = 0; i < events.time.length; i++) {
    const write = lowerBound(writes.revision, events.revision[i]);
    if (writes.revision[write] !== events.revision[i]) continue;
    events.time[i] += writes.time[write];
    events.subject[i] += writes.subject[write];
  }
  return events;
}
