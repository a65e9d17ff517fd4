import type { KubeObject } from "../../src/api/index.ts";
import type { ClientError, ClientProfile, InformerOptions, ReflectorStore } from "../../src/client/index.ts";
import { createInformerFactory, createRestClient, keyOf, Reflector, reflectorRules, reportWatchError, unaskedErrors } from "../../src/client/index.ts";
import { shownError } from "./client-go-errors.ts";
import { configMaps, informerOptions, recordingHandler, Running, shownStore, Stage, Unsupported } from "./client-go-informer.ts";
import type { Observer } from "./client-go-observer.ts";
import { lanes } from "./client-go-observer.ts";
import type { Instant, Script, State } from "./client-go-recording.ts";
import type { BodyForm } from "./client-go-server.ts";

/** Kind `reflector`: a bare reflector over a store that tells each call. */
export function replayReflector(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replayBare(script, profile, form, () => {});
}

/** Kind `listAndWatch`: one call of ListAndWatch. */
export function replayListAndWatch(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replayBare(script, profile, form, (error, reflector, observer) => {
    observer.note(lanes.result, { e: "returned", type: "ListAndWatch", ...shownError(error) });
    reflector.stop();
  });
}

type OnReturned = (error: ClientError | undefined, reflector: Reflector, observer: Observer) => void;

function replayBare(script: Script, profile: ClientProfile, form: BodyForm, onReturned: OnReturned): readonly Instant[] {
  const stage = new Stage(script, form, () => show());
  const { kernel, observer, server } = stage;
  const single = script.kind === "listAndWatch";
  const options = informerOptions(script, profile, stage);
  const errors = unaskedErrors(profile.habits.unaskedErrors, "<name>", options.describes ?? "");
  const store = new RecordingStore(observer, { ...script.options.store_errors });
  const running = new Running(() => kernel.clock.now());
  let stopped = false;
  const reflector = new Reflector({
    rest: createRestClient({ transport: server, scope: kernel.root, profile, host: "http://apiserver.test" }),
    store,
    scope: kernel.root,
    clock: kernel.clock,
    random: options.random,
    rules: reflectorRules(options, profile),
    target: { resource: configMaps, namespace: "", labelSelector: "", fieldSelector: "", user: options.user, agent: "golden", accept: undefined, sendsTimeout: false },
    minWatchTimeout: Math.max(options.minWatchTimeout ?? 0, profile.constants.minWatchTimeout),
    resync: options.resync ?? 0,
    addedMovesVersion: profile.habits.addedMovesVersion,
    expects: options.expects,
    onWatchError: (error) => {
      if (!single) reportWatchError(error, errors, options.onError);
    },
    errors,
    onError: options.onError ?? (() => {}),
    onReturned: (error) => onReturned(error, reflector, observer),
    onStopped: () => {
      stopped = true;
      if (!single) observer.note(lanes.result, { e: "returned", type: "Run" });
    },
    onDrained: () => {
      if (!single) stage.drained(running);
    },
  });

  function stop(): void {
    running.stopping();
    if (single && stopped) stage.drained(running);
    else reflector.stop();
  }
  function show(): State {
    return { lastRV: reflector.lastSyncResourceVersion, store: store.shown(), ...running.shown() };
  }

  stage.stopAfterRequests(stop);
  reflector.start();
  stage.run((action) => {
    if (action.do !== "stop") throw new Unsupported(`action "${action.do}"`);
    stop();
  });
  return observer.instants();
}

/** @param refusals how many calls of each kind it refuses at first */
class RecordingStore implements ReflectorStore {
  readonly #observer: Observer;
  readonly #refusals: { [call: string]: number };
  readonly #items = new Map<string, KubeObject>();

  constructor(observer: Observer, refusals: { [call: string]: number }) {
    this.#observer = observer;
    this.#refusals = refusals;
  }

  shown(): readonly string[] {
    return shownStore([...this.#items.values()]);
  }

  #call(e: string, fields: object): ClientError | undefined {
    const left = this.#refusals[e] ?? 0;
    this.#refusals[e] = left - 1;
    const error: ClientError | undefined = left > 0 ? { kind: "store", message: `store refuses ${e}` } : undefined;
    this.#observer.note(lanes.store, { e, ...fields, ...(error === undefined ? {} : { error: error.message }) });
    return error;
  }

  #one(e: string, object: KubeObject): ClientError | undefined {
    return this.#call(e, { key: keyOf(object), rv: object.metadata.resourceVersion });
  }

  add(object: KubeObject): ClientError | undefined {
    const error = this.#one("storeAdd", object);
    if (error === undefined) this.#items.set(keyOf(object), object);
    return error;
  }

  update(object: KubeObject): ClientError | undefined {
    const error = this.#one("storeUpdate", object);
    if (error === undefined) this.#items.set(keyOf(object), object);
    return error;
  }

  remove(object: KubeObject): ClientError | undefined {
    const error = this.#one("storeDelete", object);
    if (error === undefined) this.#items.delete(keyOf(object));
    return error;
  }

  replace(items: readonly KubeObject[], _keys: readonly string[] | undefined, version: string): ClientError | undefined {
    const error = this.#call("storeReplace", { rv: version, items: shownStore(items) });
    if (error !== undefined) return error;
    this.#items.clear();
    for (const item of items) this.#items.set(keyOf(item), item);
    return undefined;
  }

  resync(): ClientError | undefined {
    return this.#call("storeResync", {});
  }

  versionMoved(version: string): void {
    this.#call("storeUpdateRV", { rv: version });
  }
}

/** Kind `factory`: several informers started, waited for and shut down together. */
export function replayFactory(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  const stage = new Stage(script, form, () => show());
  const { kernel, observer } = stage;
  const { resource: _resource, ...common } = informerOptions(script, profile, stage) satisfies InformerOptions;
  const factory = createInformerFactory(common);
  const running = new Running(() => kernel.clock.now());
  const informers = (script.options.resources ?? []).map((resource) => {
    const informer = factory.informer({ ...configMaps, resource });
    informer.addHandler(recordingHandler({ id: resource }, observer));
    return { resource, informer };
  });

  function show(): State {
    const extra: { [resource: string]: string } = {};
    for (const { resource, informer } of informers) {
      extra[resource] = `synced=${informer.hasSynced} rv=${informer.lastSyncResourceVersion} stopped=${informer.isStopped}`;
    }
    return { extra, ...running.shown() };
  }

  observer.note(lanes.action, { e: "quiet" });
  stage.run((action) => {
    const returned = (fields: object = {}) => observer.note(lanes.result, { e: "returned", type: action.do, ...fields });
    switch (action.do) {
      case "start":
        factory.start();
        return returned();
      case "waitForSync":
        return factory.waitForCacheSync((synced) => returned({ x: Object.fromEntries(synced) }));
      case "shutdown":
        return factory.shutdown(() => {
          returned();
          stage.drained(running);
        });
      case "stop":
        running.stopping();
        return factory.stop();
      default:
        throw new Unsupported(`action "${action.do}"`);
    }
  });
  return observer.instants().map((instant, i) => (i === 0 ? { ...instant, ev: (instant.ev ?? []).filter(({ e }) => e !== "quiet") } : instant));
}
