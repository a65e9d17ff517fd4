import type { Micros, Scope } from "../../kernel/index.ts";
import type { Revision, Storage } from "../storage/index.ts";

/**
 * Compacts a storage as its apiservers do: at each tick everything older than the revision of the tick before goes, so
 * that history is kept for one to two intervals. Each tick writes a record of its own, which consumes a revision.
 *
 * @source apiserver pkg/storage/etcd3/compact.go
 * @param compacted told of the revision that reads may not go below any more
 */
export function startCompactor(scope: Scope, storage: Storage, interval: Micros, compacted: (revision: Revision) => void): void {
  if (interval === 0) return;
  let remembered: Revision | undefined;
  const tick = (): void => {
    const before = remembered;
    remembered = storage.bump();
    if (before !== undefined && before > storage.compacted) {
      storage.compact(before);
      compacted(before);
    }
    scope.after(interval, "compaction", tick);
  };
  scope.after(interval, "compaction", tick);
}
