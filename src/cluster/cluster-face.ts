import type { Draft } from "immer";
import type { CustomResource, KubeObject, ResourceInfo } from "../api/index.ts";
import { createRegistry } from "../api/index.ts";
import { createClient } from "../client/index.ts";
import type { SharedInformer } from "../client/index.ts";
import { HOUR } from "../kernel/index.ts";
import type { Limits } from "../kernel/index.ts";
import { NotLoadable } from "../server/index.ts";
import type { Cluster, ClusterSnapshot, InformerRequest, ObjectRef, SettleOptions } from "./cluster.ts";
import type { Watched } from "./convergence.ts";
import type { Parts } from "./create-cluster.ts";
import { checkOptions, orRefuse } from "./check-options.ts";
import type { CoreControllers } from "./controllers/core-controllers.ts";
import { startCoreControllers } from "./controllers/core-controllers.ts";
import { micros } from "./duration.ts";
import type { Duration } from "./duration.ts";
import { ClusterClosed, InvalidManifest, InvalidOption, LeakDetected } from "./errors.ts";
import { checkController, openController } from "./open-controller.ts";
import type { Running } from "./open-controller.ts";
import { ADMIN } from "./admin.ts";
import { leftOpen } from "./left-open.ts";
import { openInformer, partyNames } from "./open-informer.ts";
import { readManifests } from "./manifests.ts";
import { replayWrites } from "./replay-writes.ts";
import { settle } from "./settle.ts";
import { createFailures, traceOf } from "./trace.ts";

/** The public face over a cluster's rooms: durations and errors of the field, and one list of what there is to settle. */
export function clusterFace(parts: Parts): Cluster {
  const { plan, kernel, clock, scope, storage, registry, loader, network, replicas, hand } = parts;
  const random = kernel.random.stream("load");
  const informers: Watched[] = [];
  const controllers: Running[] = [];
  const names = partyNames(network);
  const failures = createFailures();
  let core: CoreControllers | undefined;
  let closed = false;
  /** The run under way, which a close from within it waits for. */
  let running: Promise<unknown> | undefined;
  let closing: Promise<void> | undefined;

  function open(what: string): void {
    if (closed) throw new ClusterClosed(what);
  }

  function known(apiVersion: string, resource: string): ResourceInfo {
    const slash = apiVersion.indexOf("/");
    const info = registry.find(slash < 0 ? "" : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), resource);
    if (info === undefined) throw new InvalidOption("resource", resource, `the plural of a resource of ${apiVersion}, such as "pods" of "v1"; register custom resources first`);
    return info;
  }

  function informerOf<T extends KubeObject>(info: ResourceInfo, request: InformerRequest<T>): SharedInformer<T> {
    const { informer, watched } = openInformer<T>({ kernel, scope, storage, network, names, hand: hand(), info, request });
    informers.push(watched);
    return informer;
  }

  async function run<T>(what: string, begin: () => Promise<T>): Promise<T> {
    open(what);
    const begun = begin();
    // One that is refused, since another is under way, leaves that one to be waited for.
    running ??= begun;
    try {
      return await begun;
    } finally {
      if (running === begun) running = undefined;
    }
  }

  async function closeAll(): Promise<void> {
    const forgotten = leftOpen(kernel.ledger.open());
    closeNow();
    // Its failure is for whoever awaits the run.
    await running?.catch(() => {});
    await kernel.drain();
    const leaks = [...forgotten, ...kernel.ledger.leaks()];
    if (leaks.length > 0) throw new LeakDetected(leaks, cluster.replayLine);
  }

  function closeNow(): void {
    if (closed) return;
    closed = true;
    for (const { controller } of controllers) controller.stop();
    for (const { informer } of informers) informer.stop();
    network.calm();
    scope.close();
  }

  if (plan.controllers === "core") {
    scope.soon("start core controllers", () => {
      core = startCoreControllers({ kernel, network, registry, storage, scope: scope.child("core controllers"), rootCertificate: plan.rootCertificate });
    });
  }

  const cluster: Cluster = {
    seed: plan.seed,
    get now() {
      return kernel.clock.now() / 1_000;
    },
    network,
    apiserver: replicas.face(network, kernel.clock.now),
    ledger: {
      resources: () => kernel.ledger.lines(),
      parties: () => network.ledger(),
      leaks: () => kernel.ledger.leaks(),
    },
    trace$: traceOf(network, failures, kernel.clock.now),
    core: { kernel, storage, registry, loader, scope, authenticate: (token) => replicas.servers[0]?.authenticate(token), closeNow },

    load(manifests) {
      open("load");
      const found = readManifests(manifests, { registry, random, wall: kernel.clock.wall() });
      try {
        loader.load(found.map(({ object }) => object));
      } catch (error) {
        // The loader counts objects; a reader knows documents and lines.
        if (error instanceof NotLoadable) throw new InvalidManifest(error.message.replace(/^object (\d+)/, (all, at: string) => found[Number(at)]?.place ?? all), { cause: error });
        throw error;
      }
    },
    register(resource: CustomResource) {
      open("register");
      checkOptions("register", resource, RESOURCE);
      return orRefuse("resource", resource, () => registry.register(resource));
    },

    create<T extends KubeObject>(object: object) {
      open("create");
      return hand().create(object) as T;
    },
    get<T extends KubeObject>(ref: ObjectRef | KubeObject) {
      open("get");
      return hand().get(ref) as T | undefined;
    },
    list<T extends KubeObject>(apiVersion: string, resource: string, namespace = "") {
      open("list");
      return hand().list(known(apiVersion, resource), { namespace, options: {} }) as readonly T[];
    },
    update<T extends KubeObject>(ref: ObjectRef | T, change: (draft: Draft<T>) => void, options: { readonly subresource?: string } = {}) {
      open("update");
      return hand().update(ref, change, options.subresource ?? "");
    },
    delete(ref) {
      open("delete");
      hand().delete(ref);
    },

    informer<T extends KubeObject>(apiVersion: string, resource: string, request: InformerRequest<T> = {}) {
      open("informer");
      return informerOf<T>(known(apiVersion, resource), request);
    },
    controller(request) {
      open("controller");
      checkController(request, registry);
      const name = request.name ?? names("controller");
      const own = scope.child(`controller ${name}`);
      const running = openController({
        kernel, registry, name, request,
        scope: own,
        clock: network.clock(name),
        client: cluster.client(name),
        informer: (info, wanted) => informerOf(info, wanted),
        failed: (key, error) => failures.tell(name, key, error),
      });
      controllers.push(running);
      own.soon(`start ${name}`, () => running.controller.start());
      return running.controller;
    },
    client(name = "client", options = {}) {
      open("client");
      checkOptions("client", options, ["replica"]);
      const own = scope.child(`client ${name}`);
      return createClient({ transport: network.connect(name, { scope: own, ...options }), scope: own, turns: kernel, registry, agent: name, user: ADMIN });
    },
    transport(party, options = {}) {
      open("transport");
      return network.connect(party, { scope, ...options });
    },

    apply(fault) {
      open("apply");
      return network.apply(fault);
    },
    replay(writes) {
      open("replay");
      return replayWrites(writes, loader, kernel.clock, scope, ({ apiVersion, kind, metadata: { name = "", namespace = "" } }) => hand().get({ apiVersion, kind, name, namespace }) !== undefined);
    },

    advance: (by: Duration, limits?: Limits) => run("advance", async () => kernel.advance(micros("by", by), limits)),
    runUntil: (goal, within = HOUR / 1_000, limits) => run("runUntil", async () => kernel.runUntil(goal, micros("within", within), limits)),
    settle: ({ within = HOUR / 1_000, limits }: SettleOptions = {}) => run("settle", async () => {
      const span = micros("within", within);
      network.calm();
      replicas.catchUp();
      return settle({
        kernel, limits, within: span,
        settled: () => core?.busy !== true && controllers.every(({ busy }) => !busy) && informers.every((each) => !each.unsettled),
        unsettled: () => [...informers.filter((each) => each.unsettled).flatMap(explain), ...controllers.flatMap((each) => each.explain()), ...(core?.explain() ?? [])],
        replayLine: cluster.replayLine,
      });
    }),

    fork(options = {}) {
      open("fork");
      const own = createRegistry();
      for (const info of registry.all()) if (!registry.isBuiltIn(info)) own.register(info);
      const seed = options.seed ?? plan.seed;
      if (!Number.isSafeInteger(seed)) throw new InvalidOption("seed", seed, "a safe integer");
      return clusterFace(parts.assemble(
        { ...plan, seed, replayLine: `${plan.replayLine}, then fork({ seed: ${seed} }) where this one was forked`, epoch: kernel.clock.wall(), snapshot: undefined },
        { storage: (now) => storage.fork(now), registry: own, age: clock.now() },
      ));
    },
    snapshot(): ClusterSnapshot {
      return {
        format: "kubeloom.cluster/1",
        wall: kernel.clock.wall(),
        age: clock.now(),
        storage: storage.snapshot(),
        resources: registry.all().filter((info) => !registry.isBuiltIn(info)),
      };
    },
    digest: () => kernel.digest(),
    replayLine: plan.replayLine,

    close: () => (closing ??= closeAll()),
    get closed() {
      return closed;
    },
  };
  return cluster;
}

const RESOURCE: readonly string[] = ["group", "version", "resource", "kind", "namespaced", "listKind", "singular", "shortNames", "subresources", "verbs"];

/** Why an informer is not at rest. */
function explain({ name, informer, differences }: Watched): readonly string[] {
  if (!informer.isStarted) return [`informer ${name} was not started`];
  if (!informer.hasSynced) return [`informer ${name} has not synced`];
  return differences().map((difference) => `informer ${name}: ${difference}`);
}
