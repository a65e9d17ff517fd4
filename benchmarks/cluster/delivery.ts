import { admit } from "../../src/api/index.ts";
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
 * to the same writes without any, divided by what was delivered. Then the memory of one idle watcher, and a fork of the loaded cluster.
 */
const PODS = 10_000;
const WRITES = 10_000;
const WATCHERS = 10_000;

const first = Array.from({ length: PODS }, (_, i) => pod(i, 0));
/** Through the door beforehand: cloning what is written is not what is measured. */
const later = Array.from({ length: WRITES }, (_, n) => admit(pod((n * 7919) % PODS, n + 1)));

const paths = later.map(({ metadata: { namespace, name } }) => `/core/pods/${namespace}/${name}`);

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
    core.storage.put(paths[n]!, later[n]!);
    core.kernel.advanceSync(1_000);
  }
}

interface Figure {
  readonly informers: number;
  readonly write: number;
  readonly nsAnEvent: number;
  readonly nsAnEventWithItsShareOfTheWrite: number;
  readonly atMost: number;
}

const ROUNDS = { rounds: 7, warmUp: 3 };

/** The same writes with so many informers and with none, side by side. */
async function figure(informers: number, atMost: number): Promise<Figure> {
  const worlds = [await world(0), await world(informers)];
  const variants: readonly Variant[] = worlds.map((each, i) => ({ name: `${i * informers} informers`, ops: WRITES, prepare: () => () => write(each) }));
  const [alone = 0, together = 0] = (await compare(variants, ROUNDS)).map(({ median }) => median);
  const expected = informers * WRITES * (ROUNDS.rounds + ROUNDS.warmUp);
  if (worlds[1]?.heard !== expected) throw new Error(`${informers} informers heard ${worlds[1]?.heard} events; expected ${expected}`);
  for (const { cluster } of worlds) await cluster.close();
  return {
    informers, atMost,
    write: Math.round(alone),
    nsAnEvent: Math.round((together - alone) / informers),
    nsAnEventWithItsShareOfTheWrite: Math.round(together / informers),
  };
}

const figures = [await figure(1, 1_000), await figure(100, 700)];

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

/** Microseconds of CPU a fork of a cluster with all pods loaded. */
function forks(): number {
  const cluster = createCluster();
  cluster.load(first);
  const fork = (count: number): number => {
    const before = process.cpuUsage();
    for (let i = 0; i < count; i += 1) cluster.fork();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
  fork(200);
  return Math.round(fork(1_000));
}

const bytesAWatcher = await watchers();
const microsAFork = forks();
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ unit: "ns CPU an event", node: process.version, figures, bytesAWatcher, microsAFork })}\n`);
} else {
  for (const { informers, write: alone, nsAnEvent, nsAnEventWithItsShareOfTheWrite, atMost } of figures) {
    const share = `${nsAnEventWithItsShareOfTheWrite} ns with its share of the write, which costs ${alone} ns without informers`;
    process.stdout.write(`${informers} informers: ${nsAnEvent} ns a delivered event (asked for at most ${atMost}), ${share}\n`);
  }
  process.stdout.write(`an idle watcher, end to end, with a request of its own: ${bytesAWatcher} bytes\n`);
  process.stdout.write(`a fork of ${PODS} pods: ${microsAFork} µs (asked for at most 1,000)\n`);
}
process.exitCode = figures.every(({ nsAnEvent, atMost }) => nsAnEvent <= atMost) ? 0 : 1;
