import { afterEach, expect, test, vi } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { createKernel, EventFailed, MINUTE, SECOND } from "../../kernel/index.ts";
import type { Kernel } from "../../kernel/index.ts";
import { serverProfile } from "../profile.ts";
import { createStorage } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { Bucket } from "./bucket.ts";
import { DispatchIndex } from "./dispatch-index.ts";
import { Freshness } from "./freshness.ts";
import { createWatchCache, StreamLawBroken } from "./index.ts";
import type { Predicate, Watch, WatchCache, WatchQuery, WatchSink } from "./index.ts";
import { Replica } from "./replica.ts";
import { Streams } from "./streams.ts";
import { Watcher } from "./watcher.ts";

/** Faults planted in the working parts, one at a time, and the law that must notice. */

afterEach(() => vi.restoreAllMocks());

interface World {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly cache: WatchCache;
  readonly write: (name: string, l?: string) => void;
  readonly remove: (name: string) => void;
  readonly watch: (query?: Partial<WatchQuery>, sink?: Partial<WatchSink>) => Watch;
}

function world(): World {
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ firstRevision: 100, now: () => kernel.clock.now() });
  const cache = createWatchCache({
    scope: kernel.root.child("apiserver"), clock: kernel.clock, random: kernel.random, storage, profile: serverProfile("modern"),
    collection: "/core/pods/", apiVersion: "v1", kind: "Pod",
  });
  const query: WatchQuery = {
    namespace: "", resourceVersion: undefined, sendInitialEvents: false, allowBookmarks: true, timeoutSeconds: 3600, predicate: undefined, label: "the stream",
  };
  return {
    kernel, storage, cache,
    write(name, l = "1") {
      const object: KubeObject = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "a", labels: { l } } };
      if ("revision" in storage.create(`/core/pods/a/${name}`, object)) return;
      storage.put(`/core/pods/a/${name}`, object);
    },
    remove: (name) => void storage.delete(`/core/pods/a/${name}`),
    watch: (wanted = {}, sink = {}) => cache.watch({ ...query, ...wanted }, { open() {}, refuse() {}, event() {}, end() {}, ...sink }),
  };
}

/** Streams of a whole collection, of a namespace, of a selector with an index and without. */
const labelled: Predicate = { matches: ({ metadata }) => metadata.labels?.["l"] === "1" };
const scopes: readonly (readonly [string, Partial<WatchQuery>])[] = [
  ["everything", {}],
  ["a namespace", { namespace: "a" }],
  ["a selector", { predicate: labelled }],
  ["a selector with an index", { predicate: { ...labelled, hint: { by: "label", label: "l", value: "1" } } }],
];

/** The law that a story breaks. */
function broken(story: () => void): string | undefined {
  try {
    story();
  } catch (error) {
    const cause = error instanceof EventFailed ? error.cause : error;
    if (cause instanceof StreamLawBroken) return cause.law;
    throw error;
  }
  return undefined;
}

const offer = Bucket.prototype.offer;

/** Nobody is offered the records of some revisions. */
function skipping(...revisions: readonly number[]): void {
  vi.spyOn(Bucket.prototype, "offer").mockImplementation(function (this: Bucket, record, ...rest) {
    if (!revisions.includes(record.revision)) offer.call(this, record, ...rest);
  });
}

const stories: { readonly [name: string]: (query: Partial<WatchQuery>) => string | undefined } = {
  events(query) {
    const { kernel, write, remove, watch } = world();
    watch(query);
    return broken(() => {
      write("x");
      write("x");
      remove("x");
      write("x");
      kernel.drainSync();
    });
  },
  /** In and out of a selection, which only concerns streams with one. */
  crossings(query) {
    const { kernel, write, watch } = world();
    watch(query);
    return broken(() => {
      for (const l of ["1", "2", "2", "1", "2"]) write("x", l);
      kernel.drainSync();
    });
  },
  bookmark(query) {
    const { kernel, write, watch } = world();
    watch(query);
    return broken(() => {
      write("x");
      kernel.advanceSync(2 * MINUTE);
      write("y");
      kernel.drainSync();
    });
  },
  end(query) {
    const { kernel, write, watch } = world();
    watch({ ...query, allowBookmarks: false, timeoutSeconds: 10 });
    return broken(() => {
      write("x");
      write("y");
      kernel.advanceSync(10 * SECOND);
    });
  },
};

test.each(scopes)("healthy streams of %s break no law", (_, query) => {
  for (const story of Object.values(stories)) expect(story(query)).toBe(undefined);
});

test.each(scopes)("an event left out of %s: at the next of its key, at a bookmark, at the end", (_, query) => {
  skipping(101);
  expect([stories["events"]?.(query), stories["bookmark"]?.(query)]).toEqual(["no gap", "bookmarks are not ahead"]);
  skipping(102, 103);
  expect(stories["events"]?.(query)).toBe("no gap");
  skipping(102);
  expect(stories["end"]?.(query)).toBe("no gap");
});

test.each(scopes.slice(2))("leaving and coming back left out of %s", (_, query) => {
  skipping(102);
  expect(stories["crossings"]?.(query)).toBe("no gap");
});

test.each(scopes)("an event of %s told twice", (_, query) => {
  const toAll = DispatchIndex.prototype.offer;
  vi.spyOn(DispatchIndex.prototype, "offer").mockImplementation(function (this: DispatchIndex, record, position) {
    toAll.call(this, record, position);
    toAll.call(this, record, position);
  });
  expect(stories["events"]?.(query)).toBe("versions strictly increase from the start");
});

test.each([
  ["DELETED", "MODIFIED"], ["MODIFIED", "ADDED"], ["ADDED", "MODIFIED"], ["MODIFIED", "DELETED"],
] as const)("%s taken for %s", (right, wrong) => {
  const typeOf = Watcher.prototype.typeOf;
  vi.spyOn(Watcher.prototype, "typeOf").mockImplementation(function (this: Watcher, record) {
    const type = typeOf.call(this, record);
    return type === right ? wrong : type;
  });
  for (const [, query] of scopes.slice(2)) expect(stories["events"]?.(query)).toBe("the type follows from before and after");
});

test("an event that does not concern the stream at all", () => {
  vi.spyOn(Watcher.prototype, "typeOf").mockReturnValue("ADDED");
  for (const [, query] of scopes.slice(2, 3)) expect(stories["crossings"]?.(query)).toBe("the type follows from before and after");
});

test.each([[-1, "bookmarks are not behind"], [1, "bookmarks are not ahead"]] as const)("a bookmark that is off by %d", (by, law) => {
  const mark = Streams.prototype.mark;
  vi.spyOn(Streams.prototype, "mark").mockImplementation(function (this: Streams, watcher, revision, marked) {
    mark.call(this, watcher, revision + by, marked);
  });
  for (const [, query] of scopes) expect(stories["bookmark"]?.(query)).toBe(law);
});

test("an event after the end", () => {
  const { kernel, write, watch } = world();
  vi.spyOn(DispatchIndex.prototype, "remove").mockReturnValue();
  watch().cancel();
  expect(broken(() => {
    write("x");
    kernel.drainSync();
  })).toBe("nothing after the end");
});

test("an event at the version asked for, replayed", () => {
  const { storage, write, watch } = world();
  write("x");
  write("y");
  const log = storage.log("/core/pods/");
  const after = log.after.bind(log);
  vi.spyOn(log, "after").mockImplementation((revision) => Math.max(0, after(revision) - 1));
  expect(broken(() => watch({ resourceVersion: 101 }))).toBe("versions strictly increase from the start");
});

test("a state older than asked for", () => {
  const { cache, write, watch } = world();
  cache.setLag(MINUTE);
  write("x");
  vi.spyOn(Freshness.prototype, "wait").mockImplementation((_, done) => {
    done("fresh");
    return () => {};
  });
  expect(broken(() => watch({ sendInitialEvents: true, resourceVersion: 101 }))).toBe("the state is not older than asked for");
});

test("a state with an object too few, twice, or of another time", () => {
  const { write, watch } = world();
  write("x");
  write("y");
  const list = Replica.prototype.list;
  const withState = { sendInitialEvents: true } as const;
  let forgetful = true;
  const predicate: Predicate = { matches: () => !(forgetful && !(forgetful = false)) };
  expect(broken(() => watch({ ...withState, predicate }))).toBe("the state is complete");
  vi.spyOn(Replica.prototype, "list").mockImplementation(function (this: Replica, range) {
    const page = list.call(this, range);
    return "items" in page ? { ...page, at: page.at, items: page.items.flatMap((item) => [item, item]) } : page;
  });
  expect(broken(() => watch(withState))).toBe("the state holds each object once, in order");
  vi.spyOn(Replica.prototype, "list").mockImplementation(function (this: Replica, range) {
    return list.call(this, { ...range, at: 101 });
  });
  expect(broken(() => watch(withState))).toBe("the state is that of the start");
});
