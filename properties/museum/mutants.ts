import { continuedPageWithVersion } from "./continued-page-with-version.ts";
import { deleteOverlooksQueue } from "./delete-overlooks-queue.ts";
import { deltaQueueKeepsDeleted } from "./delta-queue-keeps-deleted.ts";
import type { Mutant } from "./mutant.ts";
import { refusedRelists } from "./refused-relists.ts";
import { relistDeletesInSilence } from "./relist-deletes-in-silence.ts";
import { relistFromZero } from "./relist-from-zero.ts";
import { relistKeepsDeleted } from "./relist-keeps-deleted.ts";
import { relistOnlyForResyncing } from "./relist-only-for-resyncing.ts";
import { stopLeavesWatchOpen } from "./stop-leaves-watch-open.ts";
import { stopSleepsOn } from "./stop-sleeps-on.ts";
import { syncedBeforeHandler } from "./synced-before-handler.ts";
import { tooManyRequestsRelists } from "./too-many-requests-relists.ts";

/** All bugs on display, by room: reflector, queues and store, informer, watch cache, storage. */
export const MUTANTS: readonly Mutant[] = [
  relistFromZero,
  tooManyRequestsRelists,
  refusedRelists,
  continuedPageWithVersion,
  stopSleepsOn,
  stopLeavesWatchOpen,
  relistKeepsDeleted,
  deltaQueueKeepsDeleted,
  deleteOverlooksQueue,
  relistDeletesInSilence,
  relistOnlyForResyncing,
  syncedBeforeHandler,
];
