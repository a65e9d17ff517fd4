import { continuedPageWithVersion } from "./continued-page-with-version.ts";
import { deletionWithoutVersion } from "./deletion-without-version.ts";
import { deltaQueueKeepsDeleted } from "./delta-queue-keeps-deleted.ts";
import { emptyWindowTakesOldWatches } from "./empty-window-takes-old-watches.ts";
import { expiryLoop } from "./expiry-loop.ts";
import { firstEventsTwice } from "./first-events-twice.ts";
import type { Mutant } from "./mutant.ts";
import { refusedRelists } from "./refused-relists.ts";
import { relistDeletesInSilence } from "./relist-deletes-in-silence.ts";
import { relistFromZero } from "./relist-from-zero.ts";
import { relistKeepsDeleted } from "./relist-keeps-deleted.ts";
import { relistOnlyForResyncing } from "./relist-only-for-resyncing.ts";
import { stopLeavesWatchOpen } from "./stop-leaves-watch-open.ts";
import { stopSleepsOn } from "./stop-sleeps-on.ts";
import { streamedListFromStaleCache } from "./streamed-list-from-stale-cache.ts";
import { syncedBeforeHandler } from "./synced-before-handler.ts";
import { tooManyRequestsRelists } from "./too-many-requests-relists.ts";
import { watchRepeatsItsStart } from "./watch-repeats-its-start.ts";

/** All bugs on display, room by room: reflector, queues and store, informer, watch cache, storage. */
export const MUTANTS: readonly Mutant[] = [
  relistFromZero,
  expiryLoop,
  tooManyRequestsRelists,
  refusedRelists,
  continuedPageWithVersion,
  stopSleepsOn,
  stopLeavesWatchOpen,
  relistKeepsDeleted,
  deltaQueueKeepsDeleted,
  relistDeletesInSilence,
  relistOnlyForResyncing,
  syncedBeforeHandler,
  emptyWindowTakesOldWatches,
  watchRepeatsItsStart,
  firstEventsTwice,
  streamedListFromStaleCache,
  deletionWithoutVersion,
];
