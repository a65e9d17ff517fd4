import { enableMapSet, produce } from "immer";
import type { KubeObject } from "../../src/api/index.ts";
import type { Entry } from "../../src/server/storage/index.ts";
import { compare, report } from "../harness.ts";
import type { Table, Variant } from "../harness.ts";
import { peer } from "../peers.ts";
import { reportBytes, weigh } from "./memory.ts";
import { listed, pathOf, places, pod, populate } from "./population.ts";
import { runningPod } from "./running-pod.ts";

/**
 * Targets T1 to T6 of the storage: puts, their growth with the store, what a revision keeps, lists now and then, and pages.
 * Every variant of a put stamps the version and freezes, which is part of the job and costs all of them the same.
 */
const PODS = "/core/pods/";

interface BTree {
  set(key: string, value: KubeObject): boolean;
  clone(): BTree;
}

/** A CommonJS module: what it calls its default is a property. */
const { default: Tree } = await peer<{ readonly default: new () => BTree }>("sorted-btree");
enableMapSet();

/** As the store does it. */
function stamped(object: KubeObject, revision: number): KubeObject {
  return Object.freeze({ ...object, metadata: Object.freeze({ ...object.metadata, resourceVersion: String(revision) }) });
}

const OPS = 50_000;
const HUNDRED = 100_000;
const MILLION = 1_000_000;

/** Puts at random keys of one long-lived store, which a compaction keeps from growing between rounds. */
function puts(name: string, n: number): Variant {
  const { storage, paths } = populate(n);
  const at = places(n, OPS);
  const objects = Array.from(at, (i) => pod(i));
  return {
    name,
    ops: OPS,
    prepare: () => {
      storage.compact(storage.current);
      return () => {
        for (let i = 0; i < OPS; i++) storage.put(paths[at[i] as number] as string, objects[i] as KubeObject);
      };
    },
  };
}

function treePuts(n: number): Variant {
  const ops = OPS;
  const at = places(n, ops);
  const paths = Array.from({ length: n }, (_, i) => pathOf(i));
  const objects = Array.from(at, (i) => pod(i));
  let base: BTree = new Tree();
  for (let i = 0; i < n; i++) base.set(paths[i] as string, pod(i));
  const kept: BTree[] = [];
  // Goes on from round to round, as the store's does: a number printed before is printed from a cache.
  let revision = n;
  return {
    name: "sorted-btree, a clone a write",
    ops,
    prepare: () => {
      kept.length = 0;
      return () => {
        for (let i = 0; i < ops; i++) {
          base = base.clone();
          base.set(paths[at[i] as number] as string, stamped(objects[i] as KubeObject, ++revision));
          kept.push(base);
        }
      };
    },
  };
}

function immerPuts(n: number): Variant {
  const ops = 3;
  let state: ReadonlyMap<string, KubeObject> = produce(new Map(Array.from({ length: n }, (_, i) => [pathOf(i), pod(i)] as const)), () => {});
  const path = pathOf(n >> 1);
  return {
    name: "immer, one Map",
    ops,
    prepare: () => () => {
      for (let i = 0; i < ops; i++) state = produce(state, (draft) => void (draft as Map<string, KubeObject>).set(path, stamped(pod(i), i)));
    },
  };
}

async function putTables(): Promise<Table[]> {
  const hundred = puts("put at 100k", HUNDRED);
  const t1 = await compare([hundred, treePuts(HUNDRED), immerPuts(HUNDRED)]);
  const t2 = await compare([puts("put at 1M", MILLION), hundred]);
  return [
    {
      title: "T1  put over an existing key, 100,000 objects", rows: t1,
      targets: [{ against: "sorted-btree, a clone a write", atLeast: 5 }, { against: "immer, one Map", atLeast: 1_000 }],
    },
    { title: "T2  put at 1,000,000 objects, at most 3 x", rows: t2, targets: [{ against: "put at 100k", atLeast: 1 / 3 }] },
  ];
}

async function listTables(): Promise<Table[]> {
  const { storage, paths } = populate(HUNDRED);
  const entries: readonly Entry[] = listed(storage.list({ prefix: PODS, limit: 0 })).items.map(({ entry }) => entry);
  const array = listed(storage.list({ prefix: PODS, limit: 0 })).objects.slice();
  let sink: unknown;
  let write = 0;
  const current: Variant = {
    name: "list, first at its revision",
    ops: 1,
    prepare: () => {
      storage.put(paths[write++ % HUNDRED] as string, pod(1));
      return () => { sink = listed(storage.list({ prefix: PODS, limit: 0 })).objects; };
    },
  };
  const walk: Variant = {
    name: "entry walk and push",
    ops: 1,
    prepare: () => () => {
      const objects: KubeObject[] = [];
      for (const { head } of entries) if (head.object !== undefined) objects.push(head.object);
      sink = objects;
    },
  };
  const again: Variant = { name: "list, again", ops: 1_000, prepare: () => () => { for (let i = 0; i < 1_000; i++) sink = listed(storage.list({ prefix: PODS, limit: 0 })).objects; } };
  const copy: Variant = { name: "array copy", ops: 20, prepare: () => () => { for (let i = 0; i < 20; i++) sink = array.slice(); } };
  const tables: Table[] = [
    { title: "T4  list of 100,000, at most 6 x the walk", rows: await compare([current, walk]), targets: [{ against: "entry walk and push", atLeast: 1 / 6 }] },
    { title: "T4  the same list again, at most 2 x an array copy", rows: await compare([again, copy]), targets: [{ against: "array copy", atLeast: 1 / 2 }] },
    await pastTable("T5  list in the past, 2 newer versions a key, at most 3 x", HUNDRED, 2, 1 / 3),
    await pastTable("T5  list in the past, 20 newer versions a key, at most 10 x", 10_000, 20, 1 / 10),
  ];
  if (sink === undefined) throw new Error("nothing was listed");
  return tables;
}

async function pastTable(title: string, n: number, newer: number, atLeast: number): Promise<Table> {
  const { storage, paths } = populate(n);
  const then = storage.current;
  // Every list asks for another revision of that time, so that none is answered from an earlier one.
  const spread = 100;
  for (let i = 0; i < spread; i++) storage.bump();
  for (let version = 0; version < newer; version++) for (let i = 0; i < n; i++) storage.put(paths[i] as string, pod(i));
  let asked = 0;
  const past: Variant = {
    name: "list in the past",
    ops: 1,
    prepare: () => {
      const at = then + (asked++ % spread);
      return () => { listed(storage.list({ prefix: PODS, limit: 0, at })).objects.length.toString(); };
    },
  };
  const present: Variant = {
    name: "list now",
    ops: 1,
    prepare: () => {
      storage.put(paths[asked % n] as string, pod(1));
      return () => { listed(storage.list({ prefix: PODS, limit: 0 })).objects.length.toString(); };
    },
  };
  return { title, rows: await compare([past, present]), targets: [{ against: "list now", atLeast }] };
}

/** A pager on its way through an old revision, with the count of what remains on every page. */
function pages(name: string, n: number): Variant {
  const { storage, paths } = populate(n);
  const at = storage.current;
  for (let i = 0; i < n; i += 7) storage.put(paths[i] as string, pod(i));
  const first = listed(storage.list({ prefix: PODS, limit: 500, at, count: true }));
  const ops = 100;
  return {
    name,
    ops,
    prepare: () => () => {
      let next = first.next as string;
      for (let i = 0; i < ops; i++) next = listed(storage.list({ prefix: PODS, limit: 500, at, after: next, count: true })).next as string;
    },
  };
}

async function pageTable(): Promise<Table> {
  return {
    title: "T6  page of 500 at an old revision of 1,000,000, at most 2 x that of 100,000",
    rows: await compare([pages("page at 1M", MILLION), pages("page at 100k", HUNDRED)]),
    targets: [{ against: "page at 100k", atLeast: 1 / 2 }],
  };
}

/** What a status update of a running pod keeps: the parts it changes, the record, its places in the logs. */
function retained(): boolean {
  const updates = 50_000;
  const { storage, paths } = populate(1_000);
  const base = runningPod();
  const json = JSON.stringify(base).length;
  for (const path of paths) storage.put(path, base);
  const bytes = weigh(updates, 7, () => storage.compact(storage.current), () => {
    for (let i = 0; i < updates; i++) {
      const path = paths[i % 1_000] as string;
      storage.guaranteedUpdate(path, undefined, (pod) => Object.freeze({ ...(pod as KubeObject), status: Object.freeze({ ...((pod as KubeObject)["status"] as object), observedGeneration: i }) }));
    }
    return storage;
  });
  return reportBytes(`T3  kept by an update of a pod of ${json} bytes of JSON, at most an eighth`, [{ name: "record and object", bytes, limit: json / 8 }]);
}

const light = retained();
const fast = report([...(await putTables()), ...(await listTables()), await pageTable()]);
if (!light || !fast) process.exitCode = 1;
