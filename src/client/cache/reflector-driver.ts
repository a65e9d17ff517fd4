import type { KubeList, KubeObject, ObjectEventType, RequestOptions, Status, WatchEvent } from "../../api/index.ts";
import { failure, isStatus, keyOf } from "../../api/index.ts";
import type { Clock, Held, Micros, Random, Scope, Timer } from "../../kernel/index.ts";
import type { Answer, Call, ClientError, RestClient, WatchTaker } from "../transport/index.ts";
import { isExpired, statusError, withContext } from "../transport/index.ts";
import { jittered } from "../wait/backoff.ts";
import { isClientError, transformed } from "./delta.ts";
import type { EventVerdict } from "./event-verdict.ts";
import { judge } from "./event-verdict.ts";
import type { Expected, InformerStats, Transform } from "./informer.ts";
import type { Page, ReflectorEffect, ReflectorInput, ReflectorRules, ReflectorState } from "./reflector.ts";
import { initialState, transition } from "./reflector.ts";
import type { ReflectorTarget } from "./reflector-requests.ts";
import { goSeconds, pageOf, requestOf, versioned } from "./reflector-requests.ts";
import type { UnaskedErrors } from "./unasked-errors.ts";

/** Where a reflector puts what it sees. Refusals are values. */
export interface ReflectorStore {
  add(object: KubeObject, key: string | undefined, keyId: number | undefined): ClientError | undefined;
  update(object: KubeObject, key: string | undefined, keyId: number | undefined): ClientError | undefined;
  remove(object: KubeObject, key: string | undefined): ClientError | undefined;
  replace(items: readonly KubeObject[], keys: readonly string[] | undefined, version: string): ClientError | undefined;
  /** Undefined: done. */
  resync(): ClientError | undefined;
  bookmark?(version: string): void;
  versionMoved?(version: string): void;
  /** Applied on the way into a streamed list's temporary store. */
  readonly transform?: Transform | undefined;
}

export interface ReflectorOptions {
  readonly rest: RestClient;
  readonly store: ReflectorStore;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly rules: ReflectorRules;
  readonly target: ReflectorTarget;
  readonly minWatchTimeout: Micros;
  readonly resync: Micros;
  readonly shouldResync?: () => boolean;
  readonly addedMovesVersion: boolean;
  readonly expects?: Expected | undefined;
  readonly onWatchError: (error: ClientError) => void;
  readonly onError: (error: ClientError) => void;
  readonly errors: UnaskedErrors;
  readonly onReturned?: (error: ClientError | undefined) => void;
  /** It does nothing any more. */
  readonly onStopped: () => void;
  /** Nor is a request left that it asked. */
  readonly onDrained: () => void;
}

/**
 * Performs what `transition` decides, and takes the events of the open stream: these go straight into the store, and only
 * their sum is an input.
 */
export class Reflector implements WatchTaker {
  #lists = 0;
  #watches = 0;
  #watchLists = 0;
  #expired = 0;
  #events = 0;
  readonly #o: ReflectorOptions;
  // What every event touches stands here, one step away.
  readonly #store: ReflectorStore;
  readonly #expects: Expected | undefined;
  #refusesTables = false;
  #state: ReflectorState;
  readonly #inputs: ReflectorInput[] = [];
  #busy = false;
  #call: Call | undefined;
  #held: Held | undefined;
  /** What the request in hand says is for us. Also one whose `Call` is not known yet, since it answers while it is opened, may be over. */
  #listening = false;
  #timer: Timer | undefined;
  #resyncTimer: Timer | undefined;
  /** Of the open stream. */
  #seen = 0;
  #last: string | undefined;
  #movesVersion = false;
  /** Objects of a streamed list that is not whole yet. */
  #streamed: Map<string, KubeObject> | undefined;

  constructor(options: ReflectorOptions) {
    this.#o = options;
    this.#store = options.store;
    this.#expects = options.expects;
    this.#state = initialState(options.rules, options.clock.now());
  }

  get stats(): InformerStats {
    return { lists: this.#lists, watches: this.#watches, watchLists: this.#watchLists, expired: this.#expired, events: this.#events };
  }

  get lastSyncResourceVersion(): string {
    return this.#last ?? this.#state.memory.last;
  }

  get phase(): ReflectorState["phase"] {
    return this.#state.phase;
  }

  start(): void {
    this.#feed({ kind: "start", at: this.#o.clock.now() });
  }

  stop(): void {
    this.#feed({ kind: "stop", at: this.#o.clock.now() });
  }

  /** The scope is closing: also a wait that hears nothing ends now. */
  abandon(): void {
    this.stop();
    this.#timer?.cancel();
    this.#feed({ kind: "woken", at: this.#o.clock.now() });
  }

  #feed(input: ReflectorInput): void {
    this.#inputs.push(input);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const step = transition(this.#state, next, this.#o.rules);
        this.#state = step.state;
        for (const effect of step.effects) this.#perform(effect);
      }
    } finally {
      this.#busy = false;
    }
  }

  #perform(effect: ReflectorEffect): void {
    switch (effect.do) {
      case "list":
        return this.#open("list", { ...versioned(effect.version), ...(effect.limit === 0 ? {} : { limit: effect.limit }), ...(effect.continue === "" ? {} : { continue: effect.continue }) });
      case "watch":
        return this.#open("watch", versioned(effect.version));
      case "stream":
        return this.#open("stream", { ...versioned(effect.version), sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" });
      case "replace":
        return this.#replace(effect.pages, effect.version);
      case "replaceStreamed":
        return this.#replaceStreamed(effect.version);
      case "sleep":
        this.#timer = this.#o.scope.after(jittered(effect.wait, this.#o.rules.backoff.jitter, this.#o.random), "reflector backoff", () => {
          this.#feed({ kind: "woken", at: this.#o.clock.now() });
        });
        return;
      case "report":
        return this.#o.onWatchError(effect.error);
      case "leave":
        this.#listening = false;
        return;
      case "cancel":
        this.#release()?.cancel();
        return;
      case "cancelAndReport": {
        const error = this.#release()?.cancel();
        if (error !== undefined) this.#o.onWatchError(error);
        return;
      }
      case "startResync":
        return this.#startResync();
      case "stopResync":
        this.#resyncTimer?.cancel();
        return;
      case "returned":
        return this.#o.onReturned?.(effect.error);
      case "stopped":
        this.#timer?.cancel();
        this.#o.onStopped();
        if (this.#held?.open !== true) this.#o.onDrained();
        return;
    }
  }

  /** Requests go out in an event of their own, so that a server that answers at once cannot hold the clock for ever. */
  #open(kind: "list" | "watch" | "stream", options: RequestOptions): void {
    this.#seen = 0;
    this.#last = undefined;
    this.#streamed = kind === "stream" ? new Map() : undefined;
    const fromStart = options.resourceVersion !== undefined && options.resourceVersion !== "0";
    this.#movesVersion = kind === "watch" && (fromStart || this.#o.addedMovesVersion);
    const { refusesTables } = this.#o.rules;
    this.#refusesTables = refusesTables === "everywhere" || (refusesTables === "streamedLists" && kind === "stream");
    this.#timer = this.#o.scope.soon(kind, () => this.#send(kind, options));
  }

  #send(kind: "list" | "watch" | "stream", options: RequestOptions): void {
    const label = `${kind} ${this.#o.target.resource.resource}`;
    let call: Call | undefined;
    this.#held = this.#o.scope.hold(kind === "list" ? "request" : "watch", label, () => {
      this.#held?.done();
      call?.cancel();
    });
    const held = this.#held;
    this.#listening = true;
    if (kind === "list") {
      this.#lists += 1;
      call = this.#o.rest.send(requestOf(this.#o.target, "list", options), (answer) => this.#listed(answer));
    } else {
      if (kind === "watch") this.#watches += 1;
      else this.#watchLists += 1;
      const seconds = Math.floor((this.#o.minWatchTimeout * (1 + this.#o.random.unit())) / 1_000_000);
      const asked = { ...options, timeoutSeconds: seconds, allowWatchBookmarks: true, ...(this.#o.target.sendsTimeout ? { timeout: goSeconds(seconds) } : {}) };
      call = this.#o.rest.watch(requestOf(this.#o.target, "watch", asked), this);
    }
    if (held.open) this.#call = call;
    else call.cancel();
  }

  /** The request or stream in hand is over for us. */
  #release(): Call | undefined {
    const call = this.#call;
    this.#call = undefined;
    this.#listening = false;
    this.#held?.done();
    this.#timer?.cancel();
    return call;
  }

  #listed(answer: Answer): void {
    const left = !this.#listening;
    this.#release();
    if (left) return this.#o.onDrained();
    const at = this.#o.clock.now();
    if (answer.ok) return this.#feed({ kind: "page", page: pageOf(this.#o.target.resource, answer.body as KubeList, answer.keys), at });
    if (isExpired(answer.error)) this.#expired += 1;
    this.#feed({ kind: "listFailed", error: answer.error, at });
  }

  #replace(pages: readonly Page[], version: string): void {
    const one = pages.length === 1 ? pages[0] : undefined;
    const items = one === undefined ? pages.flatMap((page) => page.items) : one.items;
    const keys = pages.every((page) => page.keys !== undefined) ? (one?.keys ?? pages.flatMap((page) => page.keys ?? [])) : undefined;
    this.#replaced(this.#store.replace(items, keys, version));
  }

  #replaceStreamed(version: string): void {
    const streamed = this.#streamed ?? new Map<string, KubeObject>();
    this.#streamed = undefined;
    this.#refusesTables = this.#o.rules.refusesTables === "everywhere";
    const error = this.#store.replace([...streamed.values()], [...streamed.keys()], version);
    this.#seen = 0;
    this.#last = undefined;
    this.#movesVersion = true;
    this.#replaced(error);
  }

  #replaced(error: ClientError | undefined): void {
    const at = this.#o.clock.now();
    this.#feed(error === undefined ? { kind: "replaced", at } : { kind: "replaced", error, at });
  }

  #startResync(): void {
    const { resync, scope } = this.#o;
    this.#resyncTimer?.cancel();
    if (resync > 0) this.#resyncTimer = scope.after(resync, "resync", () => this.#resync());
  }

  #resync(): void {
    const due = this.#o.shouldResync === undefined || this.#o.shouldResync();
    const error = due ? this.#store.resync() : undefined;
    if (error !== undefined) return this.#feed({ kind: "resyncFailed", at: this.#o.clock.now() });
    if (this.#state.phase !== "stopped") this.#startResync();
  }

  // The open stream

  opened(): void {
    this.#feed({ kind: "opened", at: this.#o.clock.now() });
  }

  failed(error: ClientError): void {
    this.#release();
    if (isExpired(error)) this.#expired += 1;
    this.#feed({ kind: "openFailed", error, at: this.#o.clock.now() });
  }

  closed(): void {
    if (!this.#listening) return;
    this.#release();
    this.#ended(undefined);
  }

  #ended(error: ClientError | undefined): void {
    const end = { seen: this.#seen, last: this.#last, ...(error === undefined ? {} : { error }) };
    this.#feed({ kind: "ended", end, at: this.#o.clock.now() });
  }

  event(event: WatchEvent): void {
    if (!this.#listening) return;
    const verdict = judge(event, this.#expects, this.#refusesTables);
    if (this.#streamed !== undefined) return this.#streamedEvent(event, verdict, this.#streamed);
    const store = this.#store;
    let error: ClientError | undefined;
    switch (verdict) {
      case "update":
        error = store.update(event.object as KubeObject, (event as KeyedEvent).key, (event as KeyedEvent).keyId);
        this.#movesVersion = true;
        break;
      case "add":
        error = store.add(event.object as KubeObject, (event as KeyedEvent).key, (event as KeyedEvent).keyId);
        break;
      case "remove":
        error = store.remove(event.object as KubeObject, (event as KeyedEvent).key);
        this.#movesVersion = true;
        break;
      case "bookmark":
      case "endOfList":
        store.bookmark?.((event.object as KubeObject).metadata.resourceVersion ?? "");
        this.#movesVersion = true;
        break;
      default:
        return this.#refuse(event, verdict);
    }
    this.#seen += 1;
    this.#events += 1;
    if (this.#movesVersion) this.#moveVersion((event.object as KubeObject).metadata.resourceVersion ?? "");
    if (error !== undefined) this.#o.onError(this.#o.errors.notStored(verdict === "remove" ? "delete" : verdict === "add" ? "add" : "update", event.object as KubeObject, error));
  }

  #moveVersion(version: string): void {
    this.#last = version;
    this.#store.versionMoved?.(version);
  }

  /** Before the marked bookmark, events only shape the list. */
  #streamedEvent(event: WatchEvent, verdict: EventVerdict, streamed: Map<string, KubeObject>): void {
    switch (verdict) {
      case "add":
      case "update": {
        const object = transformed(this.#store.transform, event.object as KubeObject);
        if (isClientError(object)) this.#o.onError(this.#o.errors.notStored(verdict, event.object as KubeObject, withContext(object, "transforming: ")));
        else streamed.set((event as KeyedEvent).key ?? keyOf(object), object);
        break;
      }
      case "remove":
        streamed.delete((event as KeyedEvent).key ?? keyOf(event.object as KubeObject));
        break;
      case "bookmark":
      case "endOfList":
        break;
      default:
        return this.#refuse(event, verdict);
    }
    this.#seen += 1;
    this.#events += 1;
    if (verdict === "endOfList") {
      this.#feed({ kind: "streamed", version: (event.object as KubeObject).metadata.resourceVersion ?? "", at: this.#o.clock.now() });
    }
  }

  #refuse(event: WatchEvent, verdict: EventVerdict): void {
    const { errors, onError } = this.#o;
    switch (verdict) {
      case "error":
        return this.#failedInside(errorOf(event.object));
      case "unknownType":
        return this.#failedInside(statusError(failure({ code: 500, reason: "InternalError", message: `got invalid watch event type: ${event.type}` })));
      case "wrongGvk":
      case "wrongType":
        if (this.#expects !== undefined) onError(errors.notExpected(this.#expects, event.object as KubeObject));
        return;
      case "table":
        return onError(errors.table());
      default:
        return onError(errors.notUnderstood(event.object as KubeObject));
    }
  }

  #failedInside(error: ClientError): void {
    if (isExpired(error)) this.#expired += 1;
    this.#release()?.cancel();
    this.#ended(error);
  }
}

type KeyedEvent = WatchEvent & { readonly type: ObjectEventType };

/** @source apimachinery pkg/api/errors FromObject */
function errorOf(object: Status | KubeObject): ClientError {
  if (isStatus(object)) return statusError(object);
  return { kind: "unexpectedObject", message: `unexpected object: ${JSON.stringify(object)}` };
}
