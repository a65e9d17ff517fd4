import { Observable } from "rxjs/internal/Observable";
import type { KubeObject } from "../../api/index.ts";
import type { Scope } from "../../kernel/index.ts";
import type { InformerEvent, SharedInformer } from "./informer.ts";
import { isTombstone } from "./informer.ts";
import { keyOf } from "../../api/index.ts";

type Source<T extends KubeObject> = Pick<SharedInformer<T>, "addHandler" | "removeHandler" | "isStopped" | "whenStopped" | "whenSynced" | "store" | "hasSynced">;

/** Every subscription is a handler, held in the ledger until it is unsubscribed or the informer stops, which completes it. */
export function eventsOf<T extends KubeObject>(informer: Source<T>): Observable<InformerEvent<T>> {
  return new Observable((subscriber) => {
    if (informer.isStopped) return subscriber.complete();
    const registration = informer.addHandler(
      {
        onAdd: (object, isInInitialList) => subscriber.next({ type: "add", object, isInInitialList }),
        onUpdate: (before, object) => subscriber.next({ type: "update", before, object }),
        onDelete: (object) =>
          subscriber.next(
            isTombstone(object)
              ? { type: "delete", object: object.object, key: object.key, tombstone: true }
              : { type: "delete", object, key: keyOf(object), tombstone: false },
          ),
      },
      { resync: 0, label: "events$" },
    );
    informer.whenStopped(() => subscriber.complete());
    return () => informer.removeHandler(registration);
  });
}

/** The contents after each change, gathered by instant, from the first sync on. */
export function objectsOf<T extends KubeObject>(informer: Source<T>, scope: Scope): Observable<readonly T[]> {
  return new Observable((subscriber) => {
    if (informer.isStopped) return subscriber.complete();
    let pending = false;
    const changed = () => {
      if (pending || !informer.hasSynced || !scope.open) return;
      pending = true;
      scope.soon("objects$", () => {
        pending = false;
        if (!subscriber.closed) subscriber.next(informer.store.list());
      });
    };
    const registration = informer.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed }, { resync: 0, label: "objects$" });
    informer.whenSynced(changed);
    informer.whenStopped(() => subscriber.complete());
    return () => informer.removeHandler(registration);
  });
}

/** An observable for `for await`: values wait without bound, leaving the loop unsubscribes. */
export async function* iterate<T>(source: Observable<T>): AsyncGenerator<T, void, undefined> {
  const waiting: T[] = [];
  let over = false;
  let failure: unknown;
  let wake: (() => void) | undefined;
  const rouse = () => wake?.();
  const subscription = source.subscribe({
    next: (value) => {
      waiting.push(value);
      rouse();
    },
    error: (error: unknown) => {
      failure = error;
      over = true;
      rouse();
    },
    complete: () => {
      over = true;
      rouse();
    },
  });
  try {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift() as T;
      if (failure !== undefined) throw failure;
      if (over) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    subscription.unsubscribe();
  }
}
