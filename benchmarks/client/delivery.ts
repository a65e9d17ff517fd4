import type { ApiRequest, KubeList, KubeObject, ReplySink, ResourceInfo, WatchEvent } from "../../src/api/index.ts";
import type { SharedInformer, Transport } from "../../src/client/index.ts";
import { clientProfile, createInformer, withGates } from "../../src/client/index.ts";
import { createKernel } from "../../src/kernel/index.ts";

/**
 * node --expose-gc benchmarks/client/delivery.ts
 *
 * What the client's part of one delivered event costs, in CPU time, from the call of the sink to the handler: 1 and 100
 * informers over 10,000 pods, one handler each, object form. And a replace of 100,000 objects against building a Map of
 * them, and the memory of one cached object an informer.
 */
const pods: ResourceInfo = {
  group: "", version: "v1", resource: "pods", kind: "Pod", listKind: "PodList", singular: "pod", shortNames: ["po"], namespaced: true, verbs: [], subresources: [],
};

/** Plain lists: this feed does not stream them. */
const noStream = { profile: withGates(clientProfile("1.36"), { WatchListClient: false }) };

/** Lists once what it is given, then hands events to every open watch. */
class Feed implements Transport {
  readonly sinks: ReplySink[] = [];
  list: KubeList;
  keys: readonly string[];

  constructor(items: readonly KubeObject[], keys: readonly string[]) {
    this.list = { apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "100000" }, items };
    this.keys = keys;
  }

  open(request: ApiRequest, sink: ReplySink): () => void {
    sink.head({ status: 200, headers: {} });
    if (request.verb === "watch") this.sinks.push(sink);
    else {
      sink.object(this.list, this.keys);
      sink.end({ kind: "complete" });
    }
    return () => {};
  }
}

function pod(i: number, version: number): KubeObject {
  return Object.freeze({
    apiVersion: "v1",
    kind: "Pod",
    metadata: Object.freeze({ name: `pod-${i}`, namespace: `ns-${i % 50}`, uid: `uid-${i}`, resourceVersion: String(version), labels: Object.freeze({ app: `app-${i % 100}` }) }),
    spec: Object.freeze({ nodeName: `node-${i % 100}` }),
  });
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

interface World {
  readonly feed: Feed;
  readonly heard: () => number;
  readonly keys: readonly string[];
}

function world(objects: number, informers: number): World {
  const items = Array.from({ length: objects }, (_, i) => pod(i, 100_000 + i));
  const keys = items.map((item) => flat(`${item.metadata.namespace}/${item.metadata.name}`));
  const feed = new Feed(items, keys);
  const kernel = createKernel({ seed: 1 });
  let heard = 0;
  for (let i = 0; i < informers; i += 1) {
    const informer = createInformer({
      transport: feed, scope: kernel.root, clock: kernel.clock, random: kernel.random.stream(String(i)), resource: pods, agent: `i${i}`,
      user: { name: "bench", groups: [] }, ...noStream,
    });
    informer.addHandler({
      onUpdate() {
        heard += 1;
      },
    });
    informer.start();
  }
  kernel.advanceSync(1000);
  return { feed, heard: () => heard, keys };
}

/** A string of its own rather than a chain of parts, as a store makes it once. */
function flat(text: string): string {
  return Buffer.from(text).toString("utf8");
}

function delivered(informers: number, updates: number): number {
  const { feed, heard, keys } = world(10_000, informers);
  let version = 200_000;
  const run = (count: number): number => {
    const events: WatchEvent[] = Array.from({ length: count }, () => {
      version += 1;
      const i = (version * 7919) % 10_000;
      return Object.freeze({ type: "MODIFIED" as const, object: pod(i, version), key: keys[i] as string, keyId: i });
    });
    const before = cpu();
    for (const event of events) for (const sink of feed.sinks) sink.event(event);
    return (cpu() - before) / (count * informers);
  };
  run(Math.ceil(updates / 2));
  const costs = Array.from({ length: 5 }, () => run(updates)).sort((a, b) => a - b);
  if (heard() === 0) throw new Error("nothing was heard");
  return costs[2] as number;
}

function replace(): { readonly ratio: number; readonly map: number; readonly replaced: number } {
  const n = 100_000;
  const items = Array.from({ length: n }, (_, i) => pod(i, 300_000 + i));
  const keys = items.map((item) => flat(`${item.metadata.namespace}/${item.metadata.name}`));
  const maps: number[] = [];
  const replaces: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    globalThis.gc?.();
    let before = cpu();
    const map = new Map<string, KubeObject>();
    for (let i = 0; i < n; i += 1) map.set(keys[i] as string, items[i] as KubeObject);
    maps.push(cpu() - before);
    globalThis.gc?.();
    const kernel = createKernel({ seed: 1 });
    const own = new Feed(items, keys);
    const fresh = createInformer({ transport: own, scope: kernel.root, clock: kernel.clock, random: kernel.random, resource: pods, agent: "i", user: { name: "b", groups: [] }, ...noStream });
    fresh.addHandler({ onAdd() {} });
    fresh.start();
    kernel.advanceSync(0);
    own.list = { ...own.list, items: items.slice() };
    own.keys = keys.slice();
    // A relist with everything known: the dearest case. The stream ends with 410.
    const [sink] = own.sinks;
    sink?.event({ type: "ERROR", object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", reason: "Expired", code: 410 } });
    globalThis.gc?.();
    before = cpu();
    kernel.advanceSync(2_000_000);
    replaces.push(cpu() - before);
    if (fresh.stats.lists !== 2 || map.size !== n) throw new Error("the relist did not happen");
  }
  const middle = (list: number[]): number => list.sort((a, b) => a - b)[3] as number;
  return { ratio: middle(replaces) / middle(maps), map: middle(maps) / n, replaced: middle(replaces) / n };
}

function memory(): number {
  const n = 100_000;
  const informers = 4;
  const items = Array.from({ length: n }, (_, i) => pod(i, 100_000 + i));
  const keys = items.map((item) => flat(`${item.metadata.namespace}/${item.metadata.name}`));
  const feed = new Feed(items, keys);
  const kernel = createKernel({ seed: 1 });
  const make = (i: number): SharedInformer => {
    const informer = createInformer({ transport: feed, scope: kernel.root, clock: kernel.clock, random: kernel.random.stream(String(i)), resource: pods, agent: "i", user: { name: "b", groups: [] }, ...noStream });
    informer.start();
    kernel.advanceSync(0);
    return informer;
  };
  const kept = [make(0)];
  globalThis.gc?.();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 1; i <= informers; i += 1) kept.push(make(i));
  globalThis.gc?.();
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / (informers * n);
  if (kept.some((informer) => informer.store.size !== n)) throw new Error("an informer has not synced");
  return bytes;
}

const one = delivered(1, 200_000);
const hundred = delivered(100, 4_000);
console.log(`delivered update, 1 informer:    ${one.toFixed(3)} µs CPU (client's part; target of the whole way 1 µs)`);
console.log(`delivered update, 100 informers: ${hundred.toFixed(3)} µs CPU each (client's part; target of the whole way 0.7 µs)`);
const { ratio, map, replaced } = replace();
console.log(`replace of 100,000: ${replaced.toFixed(3)} µs an object, Map floor ${map.toFixed(3)} µs: ${ratio.toFixed(1)} x (target 8 x)`);
console.log(`memory: ${memory().toFixed(0)} bytes a cached object and informer (target 80)`);
