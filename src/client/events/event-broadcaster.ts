import type { Cancel, KubeObject } from "../../api/index.ts";
import { rfc3339 } from "../../api/index.ts";
import type { Clock, Held, Micros, Random, Scope, Timer } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { textOf } from "../transport/index.ts";
import type { CorrelatorOptions, EventCorrelator, EventPatch } from "./event-correlator.ts";
import { createEventCorrelator } from "./event-correlator.ts";
import { eventName } from "./event-name.ts";
import type { EventSource, KubeEvent, ObjectReference } from "./event.ts";
import { referenceTo } from "./event.ts";

/** Where events are written to. Each call answers once, unless it is cancelled. */
export interface EventSink {
  create(event: KubeEvent, done: (answer: KubeEvent | ClientError) => void): Cancel;
  patch(event: KubeEvent, patch: EventPatch, done: (answer: KubeEvent | ClientError) => void): Cancel;
}

export interface EventBroadcasterOptions {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly correlator?: Omit<CorrelatorOptions, "clock" | "random">;
  /** Before another try; the first waits a random share of it. Default ten seconds. */
  readonly sleepDuration?: Micros;
  /** What upstream logs: an event that is not written, and why. */
  readonly onError?: (message: string, event: KubeEvent | undefined) => void;
}

/**
 * Hands events of its recorders to sinks. Nobody waits for it: what a sink cannot take in time is dropped.
 *
 * @source client-go tools/record/event.go EventBroadcaster
 */
export interface EventBroadcaster {
  startRecordingToSink(sink: EventSink): Cancel;
  /** Hears every event as it is recorded, uncorrelated. */
  startEventWatcher(heard: (event: KubeEvent) => void): Cancel;
  newRecorder(source: EventSource): EventRecorder;
  /** What waits is dropped. */
  shutdown(): void;
}

/** @source client-go tools/record/event.go EventRecorder */
export interface EventRecorder {
  /** Of an object, or of what a reference names. Type "Normal" or "Warning"; others are dropped. */
  event(object: KubeObject | { readonly reference: ObjectReference }, type: string, reason: string, message: string): void;
  annotatedEvent(
    object: KubeObject | { readonly reference: ObjectReference },
    annotations: { readonly [name: string]: string },
    type: string,
    reason: string,
    message: string,
  ): void;
}

export function createEventBroadcaster(options: EventBroadcasterOptions): EventBroadcaster {
  return new Broadcaster(options);
}

/** @source client-go tools/record/event.go maxQueuedEvents, maxTriesPerEvent, defaultSleepDuration */
const MAX_QUEUED = 1000;
const MAX_TRIES = 12;
const SLEEP: Micros = 10_000_000;

class Broadcaster implements EventBroadcaster {
  readonly #options: EventBroadcasterOptions;
  readonly #watchers = new Set<(event: KubeEvent) => void>();
  readonly #writers = new Set<SinkWriter>();
  readonly #held: Held;
  #shut = false;

  constructor(options: EventBroadcasterOptions) {
    this.#options = options;
    this.#held = options.scope.hold("operation", "event broadcaster", () => this.shutdown());
  }

  startEventWatcher(heard: (event: KubeEvent) => void): Cancel {
    this.#watchers.add(heard);
    return () => void this.#watchers.delete(heard);
  }

  startRecordingToSink(sink: EventSink): Cancel {
    const writer = new SinkWriter(this.#options, sink);
    const stopWatching = this.startEventWatcher((event) => writer.add(event));
    this.#writers.add(writer);
    return () => {
      stopWatching();
      writer.stop();
      this.#writers.delete(writer);
    };
  }

  newRecorder(source: EventSource): EventRecorder {
    const record = this.#record.bind(this, source);
    return {
      event: (object, type, reason, message) => record(object, undefined, type, reason, message),
      annotatedEvent: (object, annotations, type, reason, message) => record(object, annotations, type, reason, message),
    };
  }

  shutdown(): void {
    if (this.#shut) return;
    this.#shut = true;
    this.#watchers.clear();
    for (const writer of this.#writers) writer.stop();
    this.#held.done();
  }

  #record(
    source: EventSource,
    object: KubeObject | { readonly reference: ObjectReference },
    annotations: { readonly [name: string]: string } | undefined,
    type: string,
    reason: string,
    message: string,
  ): void {
    if (type !== "Normal" && type !== "Warning") return this.#options.onError?.(`Unsupported event type: ${type}`, undefined);
    if (this.#shut) return this.#options.onError?.("Unable to record event (will not retry!)", undefined);
    const involvedObject = "reference" in object ? (object as { readonly reference: ObjectReference }).reference : referenceTo(object);
    const event = this.#make(source, involvedObject, annotations, type, reason, message);
    for (const heard of this.#watchers) heard(event);
  }

  /** @source client-go tools/record/event.go makeEvent */
  #make(
    source: EventSource,
    involvedObject: ObjectReference,
    annotations: { readonly [name: string]: string } | undefined,
    type: string,
    reason: string,
    message: string,
  ): KubeEvent {
    const { clock, random } = this.#options;
    const at = rfc3339(clock.wall());
    const { namespace = "", name = "" } = involvedObject;
    const metadata = { name: eventName(name, clock.wall(), random), namespace: namespace === "" ? "default" : namespace, ...(annotations === undefined ? {} : { annotations }) };
    return Object.freeze({
      apiVersion: "v1",
      kind: "Event",
      metadata: Object.freeze(metadata),
      involvedObject,
      reason,
      message,
      source: Object.freeze(source),
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      reportingComponent: source.component ?? "",
      reportingInstance: source.host ?? "",
    });
  }
}

/** Writes one event after the other, each with its tries. @source client-go tools/record/event.go recordToSink, recordEvent */
class SinkWriter {
  readonly #options: EventBroadcasterOptions;
  readonly #sink: EventSink;
  readonly #correlator: EventCorrelator;
  readonly #queue: KubeEvent[] = [];
  #writing = false;
  #cancel: Cancel = () => {};
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: EventBroadcasterOptions, sink: EventSink) {
    const { clock, random, correlator } = options;
    this.#options = options;
    this.#sink = sink;
    this.#correlator = createEventCorrelator({ clock, random, ...correlator });
  }

  add(event: KubeEvent): void {
    if (this.#queue.length >= MAX_QUEUED) return this.#options.onError?.("Unable to record event: too many queued events, dropped event", event);
    this.#queue.push(event);
    if (!this.#writing && this.#queue.length === 1) this.#options.scope.soon("write event", () => this.#next());
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#timer?.cancel();
    this.#cancel();
  }

  #next(): void {
    const event = this.#stopped ? undefined : this.#queue.shift();
    this.#writing = event !== undefined;
    if (event === undefined) return;
    const correlated = this.#correlator.correlate(event);
    if (correlated.skip) return this.#next();
    this.#write(correlated.event, correlated.patch, 1);
  }

  #write(event: KubeEvent, patch: EventPatch | undefined, tries: number): void {
    const written = (answer: KubeEvent | ClientError): void => this.#answered(answer, event, patch, tries);
    if (patch === undefined) return this.#create(event, written);
    this.#cancel = this.#sink.patch(event, patch, (answer) => {
      if (isError(answer) && answer.kind === "status" && answer.status.code === 404) this.#create(event, written);
      else written(answer);
    });
  }

  /** What has expired is written anew. */
  #create(event: KubeEvent, written: (answer: KubeEvent | ClientError) => void): void {
    const { resourceVersion: _version, ...metadata } = event.metadata;
    this.#cancel = this.#sink.create(Object.freeze({ ...event, metadata: Object.freeze(metadata) }), written);
  }

  #answered(answer: KubeEvent | ClientError, event: KubeEvent, patch: EventPatch | undefined, tries: number): void {
    if (this.#stopped) return;
    const { onError, scope, sleepDuration = SLEEP, random } = this.#options;
    if (!isError(answer)) {
      this.#correlator.updateState(answer);
      return this.#next();
    }
    if (answer.kind === "status") {
      onError?.(`Server rejected event (will not retry!): ${textOf(answer)}`, event);
      return this.#next();
    }
    onError?.(`Unable to write event (may retry after sleeping): ${textOf(answer)}`, event);
    if (tries >= MAX_TRIES) {
      onError?.("Unable to write event (retry limit exceeded!)", event);
      return this.#next();
    }
    // All who met one outage would come back at one moment.
    const wait = tries === 1 ? Math.floor(sleepDuration * random.unit()) : sleepDuration;
    this.#timer = scope.after(wait, "event sink", () => this.#write(event, patch, tries + 1));
  }
}

function isError(answer: KubeEvent | ClientError): answer is ClientError {
  return !("metadata" in answer);
}
