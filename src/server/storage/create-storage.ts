import { emptyState } from "./state.ts";
import type { Revision, StorageOptions } from "./storage.ts";
import { VersionedStore } from "./versioned-store.ts";

/** Versions begin high, so that numbers in texts which equal a version are told from other numbers. */
const FIRST_REVISION: Revision = 100_000;

/**
 * A store that holds nothing, whose next revision is the one after `firstRevision` (100,000 when absent).
 *
 * @throws RangeError when `firstRevision` is no whole number of 0 or more
 */
export function createStorage({ firstRevision = FIRST_REVISION, now }: StorageOptions): VersionedStore {
  if (!Number.isSafeInteger(firstRevision) || firstRevision < 0) {
    throw new RangeError(`firstRevision is ${firstRevision}; expected a whole number of 0 or more`);
  }
  return new VersionedStore(emptyState(firstRevision), now);
}
