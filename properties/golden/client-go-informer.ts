import type { KubeObject, ResourceInfo } from "../../src/api/index.ts";
import type { ClientProfile, EventHandler, HandlerOptions, HandlerRegistration, IndexFunctions, InformerOptions, SharedInformer, Transform } from "../../src/client/index.ts";
import { createInformer, createSimpleInformer, InformerRefusal, isTombstone, keyOf, namespaceIndex, waitForCacheSync } from "../../src/client/index.ts";
import type { Kernel } from "../../src/kernel/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { shownError } from "./client-go-errors.ts";
import { lanes, Observer } from "./client-go-observer.ts";
import type { Action, HandlerScript, Instant, Script, State } from "./client-go-recording.ts";
import type { BodyForm } from "./client-go-server.ts";
import { ScriptedServer } from "./client-go-server.ts";

/** One replay of kind `informer`: the script against a shared informer. */
export function replayInformer(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  const stage = new Stage(script, form, () => show());
  const { kernel, observer } = stage;
  const registrations = new Map<string, HandlerRegistration>();
  const informer = createInformer(informerOptions(script, profile, stage));
  const running = new Running(() => stage.kernel.clock.now());

  function show(): State {
    const handlerSynced: { [id: string]: boolean } = {};
    for (const [id, registration] of registrations) handlerSynced[id] = registration.hasSynced;
    return {
      synced: informer.hasSynced,
      handlerSynced,
      lastRV: informer.lastSyncResourceVersion,
      store: shownStore(informer.store.list()),
      isStopped: informer.isStopped,
      ...running.shown(),
    };
  }

  function addHandler(handler: HandlerScript): void {
    registrations.set(handler.id, informer.addHandler(recordingHandler(handler, observer), handlerOptions(handler, script)));
  }

  const waits: (() => void)[] = [];
  function stop(): void {
    running.stopping();
    informer.stop();
    for (const giveUp of waits) giveUp();
  }

  informer.whenStopped(() => observer.note(lanes.result, { e: "returned", type: "Run" }));
  informer.whenDrained(() => stage.drained(running));
  for (const handler of script.options.handlers ?? []) addHandler(handler);
  stage.stopAfterRequests(stop);
  informer.start();
  stage.run((action) => {
    switch (action.do) {
      case "stop":
        return stop();
      case "addHandler":
        return stage.attempt(action, action.handler?.id, () => addHandler(action.handler as HandlerScript), false);
      case "removeHandler":
        return stage.attempt(action, undefined, () => informer.removeHandler(registrations.get(action.id ?? "") as HandlerRegistration), true);
      case "addIndexers":
        return stage.attempt(action, undefined, () => informer.addIndexers(indexFunctions(action.indexers ?? [])), true);
      case "setTransform":
        return stage.attempt(action, undefined, () => informer.setTransform((object) => object), true);
      case "setWatchErrorHandler":
        return stage.attempt(action, undefined, () => informer.setWatchErrorHandler(() => {}), true);
      case "index":
        return observer.note(lanes.result, { e: "index", x: shownIndexes(informer) });
      case "waitForCacheSync":
        waits.push(
          waitForCacheSync(kernel.root, [() => informer.hasSynced], (ok) => {
            observer.note(lanes.result, { e: "returned", type: "waitForCacheSync", x: { ok } });
          }),
        );
        return;
      default:
        throw new Unsupported(`action "${action.do}"`);
    }
  });
  return observer.instants();
}

/** Kind `controller`: callbacks inside the process loop, which tell what the store holds at that moment. */
export function replayController(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  const stage = new Stage(script, form, () => show());
  const { observer } = stage;
  const store = (): readonly string[] => shownStore(informer.store.list());
  const [first = { id: "h1" }] = script.options.handlers ?? [];
  const informer = createSimpleInformer(informerOptions(script, profile, stage), recordingHandler(first, observer, () => ({ store: store() })));
  const running = new Running(() => stage.kernel.clock.now());

  function show(): State {
    return { synced: informer.hasSynced, lastRV: informer.lastSyncResourceVersion, store: store(), ...running.shown() };
  }
  function stop(): void {
    running.stopping();
    informer.stop();
  }
  informer.whenStopped(() => observer.note(lanes.result, { e: "returned", type: "Run" }));
  informer.whenDrained(() => stage.drained(running));
  stage.stopAfterRequests(stop);
  informer.start();
  stage.run((action) => {
    if (action.do !== "stop") throw new Unsupported(`action "${action.do}"`);
    stop();
  });
  return observer.instants();
}

/** A script, or a part of one, that this replayer does not know. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

/** Whether anything still runs, which the recorder looked at in the instant of the stop only. */
export class Running {
  readonly #now: () => number;
  #stoppedAt: number | undefined;
  #left = true;
  #seen: readonly string[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  stopping(): void {
    this.#stoppedAt = this.#now();
  }

  ended(): void {
    this.#left = false;
  }

  shown(): State {
    if (this.#stoppedAt === undefined) return {};
    if (this.#now() === this.#stoppedAt) this.#seen = this.#left ? ["something"] : [];
    return { running: this.#seen };
  }
}

/** A client that asks and is answered for ever in one instant is cut off: no recording holds that many events. */
const limits = { stepsPerInstant: 20_000 };

/** What every replay against a scripted server stands on. */
export class Stage {
  readonly kernel: Kernel;
  readonly observer: Observer;
  readonly server: ScriptedServer;
  readonly #script: Script;
  #stopped = false;
  #drained = false;

  constructor(script: Script, form: BodyForm, look: () => State) {
    this.#script = script;
    this.kernel = createKernel({ seed: 36 });
    this.observer = new Observer(this.kernel, look);
    this.server = new ScriptedServer(script.server ?? [], this.kernel.root, this.observer, form);
  }

  stopAfterRequests(stop: () => void): void {
    const limit = this.#script.options.stop_after_requests;
    if (limit === undefined || limit === 0) return;
    this.server.onRequest = (total) => {
      if (total === limit) this.kernel.root.after(1000, "stop", () => this.#stop(stop));
    };
  }

  #stop(stop: () => void): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.observer.note(lanes.action, { e: "do", type: "stop" });
    stop();
  }

  /** Nothing is left of the client. */
  drained(running: Running): void {
    this.#drained = true;
    running.ended();
    this.observer.note(lanes.result, { e: "drained" });
  }

  /** Each action once its instant is quiet; the end of the script stops what still runs. */
  run(act: (action: Action) => void): void {
    const { kernel, observer } = this;
    const script = this.#script;
    const end = script.until_ms ?? 0;
    const stops = (script.actions ?? []).some((action) => action.do === "stop");
    const actions = [...(script.actions ?? [])].sort((a, b) => a.at_ms - b.at_ms);
    if (!stops) actions.push({ at_ms: end, do: "stop" });
    for (const action of actions) {
      if (action.do === "stop" && this.#stopped) continue;
      kernel.advanceSync(Math.max(0, action.at_ms * 1000 - kernel.clock.now()), limits);
      if (action.do === "stop" && this.#stopped) continue;
      if (action.do === "stop") this.#stop(() => act(action));
      else {
        observer.note(lanes.action, { e: "do", type: action.do, ...(action.id === undefined ? {} : { h: action.id }) });
        act(action);
      }
      kernel.drainSync(limits);
    }
    kernel.advanceSync(Math.max(0, end * 1000 - kernel.clock.now()), limits);
    if (!this.#drained) observer.note(lanes.result, { e: "stillRunning" });
    observer.end();
    kernel.root.close();
  }

  /** An action that may be refused. `tells`: success is told as well. */
  attempt(action: Action, h: string | undefined, run: () => void, tells: boolean): void {
    const of = h ?? action.id;
    const entry = { e: "result", type: action.do, ...(of === undefined ? {} : { h: of }) };
    try {
      run();
      if (tells) this.observer.note(lanes.result, { ...entry, msg: "ok" });
    } catch (error) {
      if (!(error instanceof InformerRefusal)) throw error;
      this.observer.note(lanes.result, { ...entry, msg: error.message });
    }
  }
}

export const configMaps: ResourceInfo = {
  group: "", version: "v1", resource: "configmaps", kind: "ConfigMap", listKind: "ConfigMapList", singular: "configmap", shortNames: ["cm"],
  namespaced: true, verbs: [], subresources: [],
};

export function informerOptions(script: Script, profile: ClientProfile, { kernel, observer, server }: Stage): InformerOptions {
  const { options } = script;
  const typed = options.client === "typed";
  return {
    transport: server,
    scope: kernel.root,
    clock: kernel.clock,
    random: kernel.random.stream("informer"),
    resource: configMaps,
    namespace: options.namespace ?? "",
    labelSelector: options.labelSelector ?? "",
    fieldSelector: options.fieldSelector ?? "",
    profile,
    pageSize: options.page_size ?? 0,
    resync: (options.resync_ms ?? 0) * 1000,
    minWatchTimeout: (options.min_watch_timeout_ms ?? 0) * 1000,
    internalErrorRetry: (options.max_internal_error_retry_ms ?? 0) * 1000,
    name: "<name>",
    agent: "golden",
    user: { name: "golden", groups: [] },
    host: "http://apiserver.test",
    describes: typed ? "*v1.ConfigMap" : "*unstructured.Unstructured",
    ...(typed ? { accept: "application/json, */*", sendsTimeout: true } : {}),
    ...expectation(options.expected_kind, typed),
    indexers: indexFunctions(options.indexers ?? []),
    ...(options.transform === undefined || options.transform === "" ? {} : { transform: transformOf(options.transform) }),
    ...(options.watch_error_handler === "default"
      ? {}
      : { onWatchError: (error) => observer.note(lanes.error, { e: "watchError", ...shownError(error) }) }),
    onError: (error) => observer.note(lanes.error, { e: "handleError", ...shownError(error) }),
    onPanic: () => {},
  };
}

function expectation(kind: string | undefined, typed: boolean): Pick<InformerOptions, "expects"> {
  if (typed) return { expects: { apiVersion: "v1", kind: "ConfigMap", by: "type" } };
  return kind === undefined || kind === "" ? {} : { expects: { apiVersion: "v1", kind, by: "gvk" } };
}

function handlerOptions({ id, resync_ms, slow_ms = 0 }: HandlerScript, script: Script): HandlerOptions {
  return { label: id, takes: slow_ms * 1000, resync: (resync_ms ?? script.options.resync_ms ?? 0) * 1000 };
}

/** Tells every callback; `more` is looked at while the callback runs. */
export function recordingHandler({ id, panic_on }: HandlerScript, observer: Observer, more: () => object = () => ({})): EventHandler {
  const lane = lanes.handler(id);
  const note = (e: string, object: KubeObject, rest: object) => {
    observer.note(lane, { e, h: id, ...shownObject(object), ...rest, ...more() });
    if (panic_on !== undefined && panic_on !== "" && keyOf(object) === panic_on) throw new Error(`the script panics on ${panic_on}`);
  };
  return {
    onAdd: (object, initial) => note("add", object, { initial }),
    onUpdate: (before, after) => note("update", after, { oldRV: before.metadata.resourceVersion }),
    onDelete: (object) => {
      if (isTombstone(object)) note("delete", object.object as KubeObject, { tombstone: object.key });
      else note("delete", object, {});
    },
  };
}

function shownObject(object: KubeObject): object {
  const data = object["data"] as { readonly v?: string } | undefined;
  return { key: keyOf(object), rv: object.metadata.resourceVersion, v: data?.v };
}

export function shownStore(objects: readonly KubeObject[]): readonly string[] {
  return objects.map((object) => `${keyOf(object)}@${object.metadata.resourceVersion ?? ""}`).sort();
}

export function transformOf(name: string): Transform {
  const [kind, refused] = name.split(":");
  if (kind === "prime") {
    return (object) => {
      const data = object["data"] as { readonly v?: string };
      return Object.freeze({ ...object, data: Object.freeze({ ...data, v: `${data.v ?? ""}'` }) });
    };
  }
  if (kind === "fail") {
    return (object) => {
      if (object.metadata.name === refused) throw new Error(`transform refuses ${String(refused)}`);
      return object;
    };
  }
  // No object at all, as Go's interfaces allow.
  if (kind === "string") return (object) => keyOf(object) as unknown as KubeObject;
  throw new Unsupported(`transform "${name}"`);
}

export function indexFunctions(names: readonly string[]): IndexFunctions {
  const functions: { [name: string]: (object: KubeObject) => readonly string[] } = {};
  for (const name of names) {
    const known = knownIndexes[name];
    if (known === undefined) throw new Unsupported(`indexer "${name}"`);
    functions[name] = known;
  }
  return functions;
}

const valueOf = (object: KubeObject): string => (object["data"] as { readonly v?: string } | undefined)?.v ?? "";

const knownIndexes: IndexFunctions = {
  byV: (object) => [valueOf(object)],
  byEach: (object) => valueOf(object).split("+"),
  namespace: namespaceIndex,
};

function shownIndexes(informer: SharedInformer): object {
  const shown: { [name: string]: { [value: string]: readonly string[] } } = {};
  for (const name of informer.store.indexNames) {
    const values: { [value: string]: readonly string[] } = {};
    for (const value of informer.store.indexValues(name)) values[value] = informer.store.indexKeys(name, value);
    shown[name] = values;
  }
  return shown;
}
