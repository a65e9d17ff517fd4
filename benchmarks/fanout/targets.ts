import { Subject } from "rxjs";
import { filter, map } from "rxjs/operators";
import type { KubeObject, ObjectEventType } from "../../src/api/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { serverProfile } from "../../src/server/profile.ts";
import { createStorage } from "../../src/server/storage/index.ts";
import type { CollectionLog, VersionRecord } from "../../src/server/storage/index.ts";
import { DispatchIndex } from "../../src/server/watchcache/dispatch-index.ts";
import { createWatchCache } from "../../src/server/watchcache/index.ts";
import type { Predicate, WatchSink } from "../../src/server/watchcache/index.ts";
import { SharedEvents } from "../../src/server/watchcache/shared-events.ts";
import { StreamGuard } from "../../src/server/watchcache/stream-guard.ts";
import { Watcher } from "../../src/server/watchcache/watcher.ts";
import { compare, report } from "../harness.ts";
import type { Table, Variant } from "../harness.ts";
import { reportBytes, weigh } from "../storage/memory.ts";

/**
 * Targets T7 and T8 of the fan-out, and that idle watchers cost a write nothing. One event to W watchers in five equal
 * parts: everything, one of 100 namespaces, one of 1,000 nodes, and two fifths one of 997 `app` labels. Every selector
 * looks at the object and at the one before. Ours keeps the stream laws as it goes; all deliver the same shared event to a
 * consumer that counts.
 */

function pod(i: number, version: number): KubeObject {
  const metadata = Object.freeze({ name: `pod-${i}`, namespace: `ns-${i % 100}`, labels: Object.freeze({ app: `app-${i % 997}` }), annotations: Object.freeze({ v: String(version) }) });
  return Object.freeze({ apiVersion: "v1", kind: "Pod", metadata, spec: Object.freeze({ nodeName: `node-${i % 1_000}` }) });
}

interface Updates {
  readonly log: CollectionLog;
  /** Their places in the log. */
  readonly from: number;
  readonly records: readonly VersionRecord[];
}

/** Updates of pods, each with the version before. */
function updates(events: number): Updates {
  const storage = createStorage({ now: () => 0 });
  const records: VersionRecord[] = [];
  for (let i = 0; i < events; i++) storage.create(`/core/pods/ns-${i % 100}/pod-${i}`, pod(i, 0));
  for (let i = 0; i < events; i++) {
    const at = (i * 7_919) % events;
    const put = storage.put(`/core/pods/ns-${at % 100}/pod-${at}`, pod(at, 1));
    if ("revision" in put) records.push(put);
  }
  return { log: storage.log("/core/pods/"), from: events, records };
}

interface Interest {
  readonly namespace: string;
  readonly predicate: Predicate | undefined;
}

function interest(i: number): Interest {
  switch (i % 5) {
    case 0:
      return { namespace: "", predicate: undefined };
    case 1:
      return { namespace: `ns-${i % 100}`, predicate: undefined };
    case 2: {
      const value = `node-${i % 1_000}`;
      return { namespace: "", predicate: { matches: (o) => (o["spec"] as { readonly nodeName: string }).nodeName === value, hint: { by: "nodeName", value } } };
    }
    default: {
      const value = `app-${i % 997}`;
      return { namespace: "", predicate: { matches: (o) => o.metadata.labels?.["app"] === value, hint: { by: "label", label: "app", value } } };
    }
  }
}

let delivered = 0;

function count(): void {
  delivered++;
}

/** What an update is to a watcher. */
function typeOf({ namespace, predicate }: Interest, object: KubeObject, before: KubeObject): ObjectEventType | undefined {
  const now = selects(namespace, predicate, object);
  const then = selects(namespace, predicate, before);
  return now ? (then ? "MODIFIED" : "ADDED") : then ? "DELETED" : undefined;
}

function selects(namespace: string, predicate: Predicate | undefined, object: KubeObject): boolean {
  return (namespace === "" || object.metadata.namespace === namespace) && (predicate === undefined || predicate.matches(object));
}

function naive(watchers: number, records: readonly VersionRecord[]): Variant {
  const interests = Array.from({ length: watchers }, (_, i) => interest(i));
  const shared = new SharedEvents();
  return {
    name: "naive loop",
    ops: records.length,
    prepare: () => () => {
      for (const record of records) {
        const object = record.object as KubeObject;
        const before = record.previous?.object as KubeObject;
        for (const each of interests) {
          const type = typeOf(each, object, before);
          if (type !== undefined) sink.event(shared.of(record, type));
        }
      }
    },
  };
}

function subject(watchers: number, records: readonly VersionRecord[]): Variant {
  const events = new Subject<VersionRecord>();
  const shared = new SharedEvents();
  for (let i = 0; i < watchers; i++) {
    const each = interest(i);
    events
      .pipe(
        map((record) => {
          const type = typeOf(each, record.object as KubeObject, record.previous?.object as KubeObject);
          return type === undefined ? undefined : shared.of(record, type);
        }),
        filter((event) => event !== undefined),
      )
      .subscribe(count);
  }
  return {
    name: "RxJS Subject + filter",
    ops: records.length,
    prepare: () => () => {
      for (const record of records) events.next(record);
    },
  };
}

const sink: WatchSink = { open() {}, refuse() {}, event: count, end() {} };

const unasked = (): never => {
  throw new Error("a watcher that keeps up needs nobody");
};

function ours(watchers: number, { log, from, records }: Updates): Variant {
  const index = new DispatchIndex({ guard: new StreamGuard(log), events: new SharedEvents(), late: unasked });
  const start = log.at(from).revision - 1;
  const made = Array.from({ length: watchers }, (_, i) => {
    const { namespace, predicate } = interest(i);
    return new Watcher({ resume: unasked, end: unasked, close: unasked }, namespace, predicate, sink, `watch ${i}`, 0);
  });
  for (const watcher of made) index.add(watcher);
  return {
    name: "kubeloom, laws on",
    ops: records.length,
    prepare: () => {
      for (const watcher of made) {
        watcher.told = watcher.after = start;
        watcher.phase = "running";
      }
      return () => {
        for (let i = 0; i < records.length; i++) index.offer(log.at(from + i), from + i);
      };
    },
  };
}

async function fanOut(watchers: number, events: number, targets: Table["targets"] & {}): Promise<Table> {
  const written = updates(events);
  const { records } = written;
  return { title: `T7  one event to ${watchers} watchers, mixed selectors`, rows: await compare([ours(watchers, written), naive(watchers, records), subject(watchers, records)], { rounds: 7 }), targets };
}

/** A write to a pod and what it sets off, while so many watch nodes that the pod is not on. */
function beside(watchers: number): Variant {
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const cache = createWatchCache({ scope: kernel.root, clock: kernel.clock, random: kernel.random, storage, profile: serverProfile("modern"), collection: "/core/pods/", apiVersion: "v1", kind: "Pod" });
  storage.create("/core/pods/ns-0/pod-0", pod(0, 0));
  for (let i = 0; i < watchers; i++) {
    const value = `elsewhere-${i}`;
    const predicate: Predicate = { matches: (o) => (o["spec"] as { readonly nodeName: string }).nodeName === value, hint: { by: "nodeName", value } };
    cache.watch({ namespace: "", predicate, resourceVersion: undefined, sendInitialEvents: false, allowBookmarks: true, timeoutSeconds: undefined, label: "idle" }, sink);
  }
  const writes = 5_000;
  return {
    name: `${watchers} idle watchers`,
    ops: writes,
    prepare: () => () => {
      for (let i = 0; i < writes; i++) {
        storage.put("/core/pods/ns-0/pod-0", pod(0, i));
        kernel.drainSync();
      }
      storage.compact(storage.current);
    },
  };
}

/** A watch as the cache keeps it, bookmarks and deadline and ledger included; the consumer's own sink is not counted. */
function idleWatchers(): boolean {
  const watchers = 10_000;
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const scope = kernel.root.child("apiserver");
  const cache = createWatchCache({ scope, clock: kernel.clock, random: kernel.random, storage, profile: serverProfile("modern"), collection: "/core/pods/", apiVersion: "v1", kind: "Pod" });
  const predicates = Array.from({ length: watchers }, (_, i) => interest(i));
  const open = (): readonly { cancel(): void }[] =>
    predicates.map(({ namespace, predicate }) =>
      cache.watch({ namespace, predicate, resourceVersion: undefined, sendInitialEvents: false, allowBookmarks: true, timeoutSeconds: undefined, label: "idle" }, sink));
  for (const watch of open()) watch.cancel();
  let held: readonly { cancel(): void }[] = [];
  const each = weigh(watchers, 7, () => { for (const watch of held) watch.cancel(); held = []; }, () => (held = open()));
  for (const watch of held) watch.cancel();
  held = [];
  const left = weigh(watchers, 21, () => {}, () => { for (const watch of open()) watch.cancel(); });
  return reportBytes("T8  memory of an idle watcher", [{ name: "while open", bytes: each, limit: 400 }, { name: "after close", bytes: left, limit: 1 }]);
}

const light = idleWatchers();
const fast = report([
  { title: "T7  a write beside idle watchers, dispatch included", rows: await compare([beside(10_000), beside(1)]), targets: [{ against: "1 idle watchers", atLeast: 1 / 1.5 }] },
  await fanOut(1, 50_000, [{ against: "naive loop", atLeast: 1 / 1.5 }]),
  await fanOut(1_000, 1_000, [{ against: "naive loop", atLeast: 5 }, { against: "RxJS Subject + filter", atLeast: 15 }]),
]);
if (delivered === 0) throw new Error("nothing was delivered");
if (!light || !fast) process.exitCode = 1;
