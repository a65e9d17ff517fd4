import { createCluster } from "../../src/index.ts";
import type { Cluster } from "../../src/index.ts";
import { compare } from "../harness.ts";
import type { Variant } from "../harness.ts";
import { pod } from "./pods.ts";

/**
 * node --expose-gc benchmarks/cluster/delivery.ts [--json]
 *
 * A delivered event from end to end: a write into the store, watch cache, network, informer, handler; 10,000 pods, each
 * informer over all of them with one handler, 1,000 writes a virtual second. The cost of an event is what informers add
 * to the same writes without any, divided by what was delivered. Then the memory of one idle watcher.
 */
const PODS = 10_000;
const WRITES = 20_000;
const WATCHERS = 10_000;

const first = Array.from({ length: PODS }, (_, i) => pod(i, 0));
const later = Array.from({ length: WRITES }, (_, n) => pod((n * 7919) % PODS, n + 1));

interface World {
  readonly cluster: Cluster;
  heard: number;
}

async function world(informers: number): Promise<World> {
  const cluster = createCluster();
  cluster.load(first);
  const made: World = { cluster, heard: 0 };
  for (let i = 0; i < informers; i += 1) {
    cluster.informer("v1", "pods", {
      handler: {
        onUpdate() {
          made.heard += 1;
        },
      },
    });
  }
  await cluster.advance("1s");
  return made;
}

function write({ cluster: { core } }: World): void {
  for (let n = 0; n < WRITES; n += 1) {
    core.loader.replay("MODIFIED", later[n]);
    core.kernel.advanceSync(1_000);
  }
}

const worlds = new Map<number, World>();
for (const informers of [0, 1, 100]) worlds.set(informers, await world(informers));

const variants: readonly Variant[] = [...worlds].map(([informers, each]) => ({
  name: `${informers} informers`,
  ops: WRITES,
  prepare: () => () => write(each),
}));

const rows = await compare(variants, { rounds: 7, warmUp: 2 });
for (const [informers, { heard }] of worlds) if (heard !== informers * WRITES * 9) throw new Error(`${informers} informers heard ${heard} events; expected ${informers * WRITES * 9}`);

const alone = rows[0]?.median ?? 0;
const figures = rows.slice(1).map(({ name, median }, i) => {
  const informers = [1, 100][i] ?? 1;
  return { name, nsAnEvent: Math.round((median - alone) / informers), nsAnEventWithItsShareOfTheWrite: Math.round(median / informers), atMost: informers === 1 ? 1_000 : 700 };
});

function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function watchers(): Promise<number> {
  const cluster = createCluster();
  cluster.load(first.slice(0, 1_000));
  const silent = { head: () => {}, object: () => {}, event: () => {}, bytes: () => {}, end: () => {} };
  const transport = cluster.transport("kubelet");
  const ask = (i: number): (() => void) => transport.open({
    verb: "watch", resource: { group: "", version: "v1", resource: "pods" }, namespace: "", name: "", subresource: "",
    options: { fieldSelector: `spec.nodeName=node-${i}`, allowWatchBookmarks: true }, user: { name: "kubelet", groups: [] }, agent: "kubelet",
  }, silent);
  ask(-1);
  await cluster.advance("1s");
  const before = heap();
  for (let i = 0; i < WATCHERS; i += 1) ask(i);
  await cluster.advance("1s");
  const bytes = (heap() - before) / WATCHERS;
  await cluster.close();
  return Math.round(bytes);
}

const bytesAWatcher = await watchers();
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ unit: "ns CPU an event", node: process.version, write: Math.round(alone), figures, bytesAWatcher })}\n`);
} else {
  process.stdout.write(`a write without informers: ${(alone / 1_000).toFixed(2)} µs\n`);
  for (const { name, nsAnEvent, nsAnEventWithItsShareOfTheWrite, atMost } of figures) {
    process.stdout.write(`${name}: ${nsAnEvent} ns a delivered event (asked for at most ${atMost}), ${nsAnEventWithItsShareOfTheWrite} ns with its share of the write\n`);
  }
  process.stdout.write(`an idle watcher, end to end: ${bytesAWatcher} bytes\n`);
}
process.exitCode = figures.every(({ nsAnEvent, atMost }) => nsAnEvent <= atMost) ? 0 : 1;
