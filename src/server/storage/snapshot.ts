import type { Micros } from "../../kernel/index.ts";
import type { LogRecord } from "./log-record.ts";
import type { Revision, StorageSnapshot } from "./storage.ts";
import type { VersionedStore } from "./versioned-store.ts";

/** Names the layout; another layout gets another name. */
export const FORMAT = "kubeloom.storage/1";

/** What a store knows and may still be asked for. */
export function takeSnapshot(store: VersionedStore): StorageSnapshot {
  const { compacted, current, firstRevision, renumbering } = store;
  const places = new Map<string, number>();
  const records: (readonly [Revision, number, Micros, LogRecord["object"] | null])[] = [];
  const add = (record: LogRecord, time: Micros): void => {
    const { path } = record.entry;
    const place = places.get(path) ?? places.size;
    places.set(path, place);
    records.push([record.revision, place, time, record.object ?? null]);
  };
  const old: LogRecord[] = [];
  for (const entry of store.entriesInOrder()) {
    const record = entry.at(compacted);
    if (record?.object !== undefined) old.push(record);
  }
  old.sort((a, b) => a.revision - b.revision);
  for (const record of old) add(record, 0);
  for (const record of store.everyRecord()) {
    const time = store.timeOf(record.revision) as Micros;
    if (record.entry.id < 0) records.push([record.revision, -1, time, null]);
    else add(record, time);
  }
  return { format: FORMAT, firstRevision, current, compacted, paths: [...places.keys()], records: records as StorageSnapshot["records"], renumbering: [...renumbering.entries()] };
}
