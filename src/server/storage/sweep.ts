import type { Collection } from "./collection.ts";
import type { KeyEntry } from "./log-record.ts";
import type { State } from "./state.ts";
import type { Revision } from "./storage.ts";

/** Unlinks every version of a collection that no read at or above `floor` can show. */
export function sweep(state: State, collection: Collection, floor: Revision): void {
  if (floor <= collection.swept) return;
  const { entries, index, owner, shared } = state;
  const { log } = collection;
  const end = log.after(floor);
  const long = new Set<KeyEntry>();
  for (let position = log.first; position < end; position++) {
    const record = log.at(position);
    const entry = record.entry.owner === owner ? record.entry : entries.get(record.entry.path);
    if (record.revision > shared) record.previous = undefined;
    if (entry === undefined) continue;
    if (entry.newest === record && record.object === undefined) {
      entries.delete(entry.path);
      index.remove(entry.path);
    } else if (entry.owner === owner) {
      if (entry.depth > 1) entry.depth--;
      if (entry.versions !== undefined) long.add(entry);
    }
  }
  for (const entry of long) entry.trim(floor);
  log.dropBefore(end);
  collection.swept = floor;
}
