import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { DeltaApplier } from "./delta-applier.ts";
import { DeltaFifo } from "./delta-fifo.ts";
import type { DeltaQueue } from "./delta.ts";
import { RealFifo } from "./real-fifo.ts";
import { ObjectStore } from "./store.ts";

const object = (name: string): KubeObject => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, resourceVersion: "1" } });

/** Takes from "bad" what a store needs, and gives "old" another name. */
function transform(of: KubeObject): KubeObject {
  if (of.metadata.name === "bad") return { apiVersion: "v1", kind: "ConfigMap" } as KubeObject;
  return of.metadata.name === "old" ? object("new") : of;
}

const queues: readonly (readonly [string, (store: ObjectStore) => DeltaQueue])[] = [
  ["delta", (store) => new DeltaFifo(store)],
  ["real", (store) => new RealFifo(store, 100)],
  ["real-atomic", () => new RealFifo(undefined, 100)],
];

describe.each(queues)("objects that a transform left without a key, through the queue %s", (name, create) => {
  const store = new ObjectStore();
  const heard: string[] = [];
  const applier = new DeltaApplier(store, {
    together: (tell) => tell(),
    added: ({ metadata }) => heard.push(`add ${metadata.name}`),
    updated: (_, { metadata }) => heard.push(`update ${metadata.name}`),
    deleted: (_, key) => heard.push(`delete ${key}`),
  });
  const queue = create(store);
  queue.transform = transform;
  const drain = (): void => {
    while (queue.popBatch(applier));
  };

  test("are dropped in silence, alone or with the whole of an atomic list", () => {
    expect(queue.replace(["a", "bad", "c"].map(object), undefined, "5")).toBeUndefined();
    drain();
    expect([queue.hasSynced, heard]).toEqual([true, name === "real-atomic" ? [] : ["add a", "add c"]]);
  });

  test("as events of a watch they are dropped alone", () => {
    heard.length = 0;
    for (const each of ["bad", "d"]) queue.add(object(each));
    queue.remove(object("bad"));
    drain();
    expect(heard).toEqual(["add d"]);
  });

  test("another name is another key", () => {
    queue.add(object("old"));
    drain();
    expect([store.has("old"), store.has("new")]).toEqual([false, true]);
  });
});
