import { admit } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { FORMAT } from "./snapshot.ts";
import type { Storage, StorageSnapshot } from "./storage.ts";
import { createStorage } from "./create-storage.ts";

/**
 * A store that answers as the one did that the snapshot was taken of.
 *
 * @throws TypeError when the value is no snapshot of this format
 */
export function restoreStorage(snapshot: StorageSnapshot, now: () => Micros): Storage {
  if (snapshot.format !== FORMAT) throw new TypeError(`the snapshot's format is ${JSON.stringify(snapshot.format)}; expected ${JSON.stringify(FORMAT)}`);
  const store = createStorage({ firstRevision: snapshot.firstRevision, now });
  store.beginAt(snapshot.compacted);
  for (const [revision, place, time, object] of snapshot.records) {
    const path = place === -1 ? undefined : snapshot.paths[place];
    if (path === undefined && place !== -1) throw new TypeError(`revision ${revision} names path ${place}; the snapshot has ${snapshot.paths.length}`);
    store.restore(path, object === null ? undefined : admit(object), revision, time);
  }
  if (store.current !== snapshot.current) throw new TypeError(`the snapshot's records end at ${store.current}; expected ${snapshot.current}`);
  for (const [recorded, own] of snapshot.renumbering) store.renumbering.note(recorded, own);
  return store;
}
