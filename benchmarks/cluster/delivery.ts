import { loadavg } from "node:os";
import { admit } from "../../src/api/index.ts";
import { createCluster } from "../../src/index.ts";
import type { Cluster, KubeObject } from "../../src/index.ts";
import { settled } from "../harness.ts";
import { pod } from "./pods.ts";

/**
 * node --expose-gc benchmarks/cluster/delivery.ts [--json]
 *
 * A delivered event from end to end: a write into the store, watch cache, network, informer, handler; 10,000 pods, each
 * informer over all of them with one handler, 1,000 writes a virtual second. The cost of an event is what informers add
 * to the same writes without any, divided by what was delivered: the difference of two figures that both move, so that it
 * takes more rounds than elsewhere. Then what 10,000 idle watchers add to a write, the memory
 * of one of them, and a fork of the loaded cluster.
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

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Nanoseconds of CPU. */
interface Figure {
  readonly informers: number;
  /** The same writes without informers. */
  readonly write: Spread;
  /** What an event adds to them. */
  readonly event: Spread;
  readonly eventWithItsShareOfTheWrite: Spread;
  readonly atMost: number;
}

const ROUNDS = 9;
const WARM_UP = 3;

/** Behind a collection the work is done twice, and the second time counts: the harness says why. */
async function cpu(made: World): Promise<number> {
  const { storage } = made.cluster.core;
  storage.compact(storage.current);
  globalThis.gc?.();
  await settled();
  write(made);
  const before = process.cpuUsage();
  write(made);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / WRITES;
}

function spread(samples: readonly number[]): Spread {
  const sorted = samples.map(Math.round).toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}

/** The same writes in two worlds, by turns: a sample of each a round. */
async function byTurns(one: World, other: World, rounds = ROUNDS): Promise<{ readonly of: readonly number[]; readonly against: readonly number[] }> {
  const of: number[] = [];
  const against: number[] = [];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    // Who goes first turns with the round.
    const [first, second] = round % 2 === 0 ? [one, other] : [other, one];
    const costs = new Map([[first, await cpu(first)], [second, await cpu(second)]]);
    if (round < 0) continue;
    of.push(costs.get(one) as number);
    against.push(costs.get(other) as number);
  }
  return { of, against };
}

async function figure(informers: number, atMost: number, rounds = ROUNDS): Promise<Figure> {
  const without = await world(0);
  const withThem = await world(informers);
  const { of: alone, against: both } = await byTurns(without, withThem, rounds);
  const expected = 2 * informers * WRITES * (rounds + WARM_UP);
  if (withThem.heard !== expected) throw new Error(`${informers} informers heard ${withThem.heard} events; expected ${expected}`);
  for (const { cluster } of [without, withThem]) await cluster.close();
  return {
    informers, atMost,
    write: spread(alone),
    event: spread(both.map((each, i) => (each - alone[i]!) / informers)),
    eventWithItsShareOfTheWrite: spread(both.map((each) => each / informers)),
  };
}

const figures = [await figure(1, 1_000, 25), await figure(100, 700)];

function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Watches of pods on nodes that have none. */
async function watched(pods: readonly KubeObject[], watchers: number): Promise<World & { readonly bytes: number }> {
  const cluster = createCluster();
  cluster.load(pods);
  const silent = { head: () => {}, object: () => {}, event: () => {}, bytes: () => {}, end: () => {} };
  const transport = cluster.transport("kubelet");
  const ask = (i: number): (() => void) => transport.open({
    verb: "watch", resource: { group: "", version: "v1", resource: "pods" }, namespace: "", name: "", subresource: "",
    options: { fieldSelector: `spec.nodeName=idle-${i}`, allowWatchBookmarks: true }, user: { name: "kubelet", groups: [] }, agent: "kubelet",
  }, silent);
  ask(-1);
  await cluster.advance("1s");
  const before = heap();
  for (let i = 1; i < watchers; i += 1) ask(i);
  await cluster.advance("1s");
  return { cluster, heard: 0, bytes: (heap() - before) / watchers };
}

/** What a write costs with one idle watcher, and with all of them. */
async function idle(): Promise<{ readonly one: Spread; readonly all: Spread; readonly bytesAWatcher: number }> {
  const one = await watched(first, 1);
  const all = await watched(first, WATCHERS);
  const { of, against } = await byTurns(one, all);
  for (const { cluster } of [one, all]) await cluster.close();
  return { one: spread(of), all: spread(against), bytesAWatcher: Math.round(all.bytes) };
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

const idlers = await idle();
const microsAFork = forks();
const load = loadavg().map((each) => Number(each.toFixed(1)));
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ unit: "ns CPU", node: process.version, load, figures, idlers, microsAFork })}\n`);
} else {
  for (const { informers, write: alone, event, eventWithItsShareOfTheWrite: whole, atMost } of figures) {
    process.stdout.write(`${informers} informers: ${text(event)} ns a delivered event (asked for at most ${atMost}), ${text(whole)} with its share of the write, which alone is ${text(alone)}\n`);
  }
  process.stdout.write(`a write with 1 idle watcher: ${text(idlers.one)} ns, with ${WATCHERS}: ${text(idlers.all)}\n`);
  process.stdout.write(`an idle watcher, end to end, with a request of its own: ${idlers.bytesAWatcher} bytes\n`);
  process.stdout.write(`a fork of ${PODS} pods: ${microsAFork} µs (asked for at most 1,000)\n`);
  process.stdout.write(`load of the machine: ${load.join(", ")}\n`);
}
process.exitCode = figures.every(({ event, atMost }) => event.median <= atMost) ? 0 : 1;

function text({ median, min, max }: Spread): string {
  return `${median} [${min} .. ${max}]`;
}
