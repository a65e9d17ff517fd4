import type { KubeObject } from "../../api/index.ts";
import { DEFAULT_EPOCH, MILLISECOND, MINUTE, SECOND, type Micros, type Random } from "../../kernel/index.ts";
import type { Latency } from "../../network/index.ts";
import { collectionOf, isStorageError } from "../../server/index.ts";
import { openStage, type Stage } from "../run/stage.ts";
import { Staleness } from "../run/staleness.ts";
import { createSubjects } from "../run/subjects.ts";
import { observeTraffic, type Traffic } from "../run/traffic.ts";
import { View } from "../run/view.ts";
import { Rejoin, STRATEGIES, type Strategy } from "./rejoin.ts";

export interface RelistRewatchOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Objects in the client's view. Default 100 and 2,000. */
  readonly objects?: readonly number[];
  /** Lengths of outages. Default 5 s, 1 min, 5 min. */
  readonly outages?: readonly Micros[];
  /** Writes a second, half of them in the client's view during the outage. Default 1 and 20. */
  readonly churn?: readonly number[];
  readonly strategies?: readonly Strategy[];
  /** One way. Default 1 ms. */
  readonly latency?: Latency;
}

/** What one reconnect cost. Counted from the heal until the cache equals the store and a watch is open again. */
export interface ReconnectCost {
  readonly strategy: Strategy;
  readonly objects: number;
  readonly outage: Micros;
  /** Writes a second. */
  readonly churn: number;
  readonly requests: number;
  /** Watch events, bookmarks too. */
  readonly events: number;
  /** Objects that were sent, in lists and events. */
  readonly sent: number;
  /** JSON bytes of all answers. */
  readonly bytes: number;
  /** 410s met on the way. */
  readonly expired: number;
  readonly convergedAfter: Micros;
  readonly worstStaleness: Micros;
  /** Why the row proves nothing; undefined for a row that counts. */
  readonly void: string | undefined;
}

/**
 * What it costs to come back after an outage, strategy by strategy: the client watches one namespace of pods that is
 * quiet before the outage, while other namespaces are written to all the time. Same options, same rows.
 */
export function relistRewatch(options: RelistRewatchOptions = {}): readonly ReconnectCost[] {
  const { seed = 1, objects = [100, 2_000], outages = [5 * SECOND, MINUTE, 5 * MINUTE], churn = [1, 20], strategies = STRATEGIES, latency = ONE_MILLISECOND } = options;
  return objects.flatMap((count) =>
    outages.flatMap((outage) =>
      churn.flatMap((rate) => strategies.map((strategy) => reconnect({ seed, objects: count, outage, churn: rate, strategy, latency }))),
    ),
  );
}

const ONE_MILLISECOND: Latency = { kind: "constant", of: MILLISECOND };
/** Long enough for the window of the watch cache to pass over what was before. */
const BEFORE: Micros = 5 * MINUTE;
/** Longer than any reconnect takes. */
const AFTER: Micros = MINUTE;
const MINE = "mine";
const OTHER = "other";
const CLIENT = "client";
const OK = 200;

interface Case {
  readonly seed: number;
  readonly objects: number;
  readonly outage: Micros;
  readonly churn: number;
  readonly strategy: Strategy;
  readonly latency: Latency;
}

function reconnect(one: Case): ReconnectCost {
  const stage = openStage({ seed: one.seed, apiservers: 1, serverProfile: "modern", tieBreak: "fifo", latency: one.latency, workload: { epoch: DEFAULT_EPOCH } });
  const { kernel, scope, network, loader } = stage;
  const pods = stage.resource("pods");
  loader.load(Array.from({ length: one.objects }, (_, i) => pod(MINE, i, 0)));
  loader.load(Array.from({ length: OTHERS }, (_, i) => pod(OTHER, i, 0)));

  const view = new View({ name: CLIENT, resource: "pods", namespace: MINE });
  stage.storage.subscribe(collectionOf(pods), ({ entry, object, revision }) => view.take(entry.key, object, revision, kernel.clock.now()));
  const staleness = new Staleness(view.log);
  const costs: { at?: Micros } = {};
  const healed = BEFORE + one.outage;
  const caughtUp = (): void => {
    if (costs.at === undefined && kernel.clock.now() >= healed && !staleness.behind) costs.at = kernel.clock.now();
  };
  const watching = (): boolean => {
    const last = traffic.exchanges.at(-1);
    return costs.at !== undefined && last?.status === OK && last.kind !== "list";
  };
  const { transport, traffic } = observeTraffic(network.connect(CLIENT), {
    clock: kernel.clock,
    subject: createSubjects().of("pods"),
    onHeard: () => {
      staleness.hear(traffic.heard, kernel.clock.now());
      caughtUp();
    },
  });
  const client = new Rejoin({ transport, resource: pods, namespace: MINE, agent: CLIENT, strategy: one.strategy, again: (run) => void scope.after(RETRY, "retry", run) });

  client.join();
  scope.after(BEFORE, "outage", () => client.leave());
  network.apply({ kind: "partition", at: BEFORE, lasts: one.outage, a: CLIENT, b: "apiserver", streams: "drop", dials: "refuse" });
  playChurn(one, stage, healed);
  kernel.advanceSync(healed);
  const before = counted(traffic);
  scope.soon("rejoin", () => client.rejoin());
  kernel.runUntilSync(watching, AFTER);
  const end = counted(traffic);
  const different = difference(stage, client, pods);
  client.close();
  const left = closed(stage);
  return {
    strategy: one.strategy,
    objects: one.objects,
    outage: one.outage,
    churn: one.churn,
    requests: end.requests - before.requests,
    events: end.events - before.events,
    sent: end.events + end.listed - before.events - before.listed,
    bytes: end.bytes - before.bytes,
    expired: end.expired - before.expired,
    convergedAfter: (costs.at ?? kernel.clock.now()) - healed,
    worstStaleness: staleness.worst,
    void: costs.at === undefined ? "did not converge" : (different ?? left),
  };
}

const OTHERS = 200;
const RETRY: Micros = 100 * MILLISECOND;

interface Counted {
  readonly requests: number;
  readonly events: number;
  readonly listed: number;
  readonly bytes: number;
  readonly expired: number;
}

function counted({ exchanges, delivered, listed, bytes, expired }: Traffic): Counted {
  return { requests: exchanges.length, events: delivered.length / 4, listed, bytes, expired: expired.length };
}

/** Others are written to all the time, the client's own only while it is away; the last write is the heal's. */
function playChurn({ churn, objects }: Case, { kernel, scope, loader }: Stage, until: Micros): void {
  const random = kernel.random.stream("churn");
  const gap = Math.floor(SECOND / churn);
  let written = 0;
  const write = (): void => {
    const now = kernel.clock.now();
    written += 1;
    const mine = now > BEFORE && written % 2 === 0;
    loader.replay("MODIFIED", mine ? pod(MINE, random.int(objects), written) : pod(OTHER, random.int(OTHERS), written));
    if (now + gap < until) scope.after(gap, "churn", write);
  };
  scope.after(jitter(random, gap), "churn", write);
}

function jitter(random: Random, gap: Micros): Micros {
  return 1 + random.int(gap);
}

/** About 1.5 kB, as a small running pod is. */
function pod(namespace: string, index: number, write: number): KubeObject {
  const name = `pod-${String(index).padStart(5, "0")}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      creationTimestamp: "2000-01-01T00:00:00Z",
      labels: { app: `app-${index % 20}`, "pod-template-hash": "5d4f8c7b96" },
      annotations: { write: String(write) },
    },
    spec: {
      nodeName: `node-${index % 50}`,
      serviceAccountName: "default",
      containers: [{ name: "main", image: "registry.example/shop/frontend:1.4.2", resources: { requests: { cpu: "100m", memory: "128Mi" } }, ports: [{ containerPort: 8080, protocol: "TCP" }], env: ENVIRONMENT }],
      tolerations: [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }],
    },
    status: {
      phase: "Running",
      podIP: `10.${Math.floor(index / 250) % 250}.${index % 250}.7`,
      hostIP: `192.168.0.${index % 50}`,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({ type, status: "True", lastTransitionTime: "2000-01-01T00:00:00Z" })),
    },
  };
}

const ENVIRONMENT = ["HTTP_PORT", "CATALOGUE_URL", "BASKET_URL", "TRACE_ENDPOINT"].map((name) => ({ name, value: `http://${name.toLowerCase()}.shop.svc:8080` }));

function difference(stage: Stage, { cache }: Rejoin, pods: Parameters<typeof collectionOf>[0]): string | undefined {
  const page = stage.storage.list({ prefix: `${collectionOf(pods)}${MINE}/`, limit: 0 });
  if (isStorageError(page)) return `the store could not be listed: ${page.kind}`;
  const wrong = page.items.filter(({ entry, revision }) => cache.get(entry.key) !== String(revision)).length + Math.abs(page.items.length - cache.size);
  return wrong === 0 ? undefined : `${wrong} objects differ from the store`;
}

function closed({ kernel, close }: Stage): string | undefined {
  close();
  kernel.drainSync();
  const open = kernel.ledger.lines().filter((line) => line.opened !== line.closed);
  return open.length === 0 ? undefined : `leaked ${open.map(({ kind, opened, closed: done }) => `${opened - done} ${kind}`).join(", ")}`;
}
