import { deflateRawSync } from "node:zlib";
import type { ClientRecord, RunRecord } from "../explore/index.ts";
import { ColumnWriter, type ColumnRef } from "./columns.ts";
import { faultMark } from "./fault-mark.ts";
import { streamEnd } from "./stream-end.ts";

/** Columns of happenings: four a happening in the record, four columns here. */
interface EventColumns {
  readonly time: ColumnRef;
  readonly type: ColumnRef;
  readonly revision: ColumnRef;
  readonly subject: ColumnRef;
}

/**
 * What the page's script draws, as one text: base64 of deflated bytes, which are the header's length (32 bits, little end
 * first), the header (JSON) and the columns behind it.
 */
export function runPayload(record: RunRecord, faultSentences: readonly string[]): string {
  const columns = new ColumnWriter();
  const writes = byRevision(record.writes);
  const header = {
    lasts: spanOf(record),
    subjects: record.subjects,
    writes: eventColumns(columns, record.writes),
    faults: record.faults.map((fault, i) => ({ ...faultMark(fault, record.clients), sentence: faultSentences[i] })),
    clients: record.clients.map((client) => clientLane(columns, client, writes)),
    violations: record.laws.flatMap((verdict) => verdict.violations.map(({ law, at, subject }) => ({ law, at, subject }))),
  };
  return pack(JSON.stringify(header), columns.bytes());
}

/** The axis ends with the last thing that happened. */
function spanOf(record: RunRecord): number {
  return Math.max(record.virtualTime, record.workload.lasts, 1);
}

/** Where in `flat` the write of a revision begins. */
function byRevision(flat: readonly number[]): (revision: number) => readonly [time: number, subject: number] {
  const starts = new Map<number, number>();
  for (let i = 0; i < flat.length; i += 4) starts.set(flat[i + 2]!, i);
  return (revision) => {
    const start = starts.get(revision);
    return start === undefined ? [0, 0] : [flat[start]!, flat[start + 3]!];
  };
}

function clientLane(columns: ColumnWriter, client: ClientRecord, writes: ReturnType<typeof byRevision>) {
  const { lane } = client;
  return {
    name: client.name,
    resource: client.resource,
    profile: client.profile,
    worstStaleness: client.worstStaleness,
    streams: lane.streams.map(({ from, to, end, kind }) => [from, to, streamEnd(end), end, kind]),
    lists: lane.lists.map(({ at, took, items, resourceVersion }) => [at, took, items, resourceVersion]),
    expired: lane.expired,
    delivered: eventColumns(columns, sinceWrites(lane.delivered, writes)),
    staleness: { time: columns.write(lane.staleness, 0, 2), behind: columns.write(lane.staleness, 1, 2) },
  };
}

/** A delivery mostly repeats the subject of its write a little later: differences pack into a byte or two. */
function sinceWrites(delivered: readonly number[], writes: ReturnType<typeof byRevision>): readonly number[] {
  const flat = delivered.slice();
  for (let i = 0; i < flat.length; i += 4) {
    const [time, subject] = writes(flat[i + 2]!);
    flat[i]! -= time;
    flat[i + 3]! -= subject;
  }
  return flat;
}

function eventColumns(columns: ColumnWriter, flat: readonly number[]): EventColumns {
  return {
    time: columns.write(flat, 0, 4),
    type: columns.write(flat, 1, 4),
    revision: columns.write(flat, 2, 4),
    subject: columns.write(flat, 3, 4),
  };
}

function pack(header: string, columns: Uint8Array): string {
  const head = new TextEncoder().encode(header);
  const whole = new Uint8Array(4 + head.length + columns.length);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, 4);
  whole.set(columns, 4 + head.length);
  return Buffer.from(deflateRawSync(whole, { level: 9 })).toString("base64");
}
