import type { Cancel, WatchEvent } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Indexer, InformerOptions } from "../cache/index.ts";
import { waitForCacheSync } from "../cache/index.ts";
import type { ClientError } from "../transport/index.ts";
import { withContext } from "../transport/index.ts";
import { contextCanceled, deadlineExceeded } from "../wait/index.ts";
import { createInformerWatcher } from "./informer-watcher.ts";
import type { EventCondition, Watched } from "./until.ts";
import { untilWithoutRetry } from "./until.ts";
import type { EventTaker } from "./watcher.ts";

export interface UntilWithSyncOptions {
  readonly conditions: readonly EventCondition[];
  /** Asked once the cache has synced; true when there is nothing to wait for. */
  readonly precondition?: (store: Indexer) => boolean | ClientError;
  readonly timeout?: Micros;
}

/**
 * Lists and watches until each condition has held, one after the other. `done` hears when nothing is left of the informer either.
 *
 * @source client-go tools/watch/until.go UntilWithSync
 */
export function untilWithSync(informer: InformerOptions, options: UntilWithSyncOptions, done: (watched: Watched) => void): Cancel {
  const { scope, clock } = informer;
  const { conditions, precondition, timeout } = options;
  const until = clock.now() + (timeout ?? 0);
  const unread: WatchEvent[] = [];
  let reader: EventTaker | undefined;
  const watcher = createInformerWatcher(informer, {
    event: (event) => (reader === undefined ? void unread.push(event) : reader.event(event)),
    ended: () => reader?.ended(),
  });
  const finish = (watched: Watched): void => {
    watcher.stop();
    watcher.whenDone(() => done(watched));
  };
  const read = (): Cancel => {
    const left = timeout === undefined ? {} : { timeout: until - clock.now() };
    const open = (by: EventTaker) => {
      reader = by;
      for (const event of unread.splice(0)) by.event(event);
      return watcher;
    };
    return untilWithoutRetry(scope, open, { conditions, ...left }, finish);
  };
  if (precondition === undefined) return read();

  let why: ClientError = contextCanceled;
  let cancel: Cancel = waitForCacheSync(scope, [() => watcher.informer.hasSynced], (ok) => {
    deadline?.cancel();
    const holds = ok ? precondition(watcher.informer.store) : withContext(why, "UntilWithSync: unable to sync caches: ");
    if (holds === false) cancel = read();
    else finish(holds === true ? {} : { error: holds });
  });
  const deadline =
    timeout === undefined
      ? undefined
      : scope.after(timeout, "until", () => {
          why = deadlineExceeded;
          cancel();
        });
  return () => cancel();
}
