import { rfc3339 } from "../../api/index.ts";
import type { Clock, Micros, Random } from "../../kernel/index.ts";
import type { TokenBucket } from "../flowcontrol/index.ts";
import { createTokenBucket } from "../flowcontrol/index.ts";
import { LruCache } from "../lru-cache.ts";
import type { KubeEvent } from "./event.ts";
import { eventName } from "./event-name.ts";

/** What is to be written of an event: nothing, a new one, or a patch of one that was written before. */
export type Correlated =
  | { readonly skip: true }
  | { readonly skip: false; readonly event: KubeEvent; readonly patch: EventPatch | undefined };

/** A strategic merge patch. */
export interface EventPatch {
  readonly count: number;
  readonly lastTimestamp: string;
  readonly message?: string;
}

export interface CorrelatorOptions {
  readonly clock: Clock;
  /** Chooses which message is forgotten when similar ones are combined. */
  readonly random: Random;
  /** Of each of the three memories. Default 4096. */
  readonly lruCacheSize?: number;
  /** Events at once, by source and object. Default 25. */
  readonly burstSize?: number;
  /** Refill of that. Default one in five minutes. */
  readonly qps?: number;
  /** Different messages after which similar events are combined. Default 10. */
  readonly maxEvents?: number;
  /** Longest pause between two of them. Default ten minutes. */
  readonly maxIntervalInSeconds?: number;
  /** Which events are similar, and what tells them apart. */
  readonly keyFunction?: (event: KubeEvent) => readonly [aggregateKey: string, localKey: string];
  readonly messageFunction?: (event: KubeEvent) => string;
  readonly spamKeyFunction?: (event: KubeEvent) => string;
}

/**
 * Turns repetitions into counts, many similar events into one, and drops what is too much.
 *
 * @source client-go tools/record/events_cache.go EventCorrelator
 */
export interface EventCorrelator {
  correlate(event: KubeEvent): Correlated;
  /** What the server made of an event. */
  updateState(event: KubeEvent): void;
}

export function createEventCorrelator(options: CorrelatorOptions): EventCorrelator {
  return new Correlator(options);
}

interface Similar {
  readonly messages: Set<string>;
  readonly last: Micros;
}

interface Observed {
  readonly count: number;
  readonly firstTimestamp: string;
  readonly name: string;
  readonly resourceVersion: string;
}

class Correlator implements EventCorrelator {
  readonly #o: CorrelatorOptions;
  readonly #similar: LruCache<Similar>;
  readonly #observed: LruCache<Observed>;
  readonly #buckets: LruCache<TokenBucket>;

  constructor(options: CorrelatorOptions) {
    this.#o = options;
    const { lruCacheSize = 4096 } = options;
    this.#similar = new LruCache(lruCacheSize);
    this.#observed = new LruCache(lruCacheSize);
    this.#buckets = new LruCache(lruCacheSize);
  }

  /** Also an event that is dropped counts. */
  correlate(event: KubeEvent): Correlated {
    const [aggregated, key] = this.#aggregate(event);
    const [observed, patch] = this.#observe(aggregated, key);
    return this.#isSpam(observed) ? { skip: true } : { skip: false, event: observed, patch };
  }

  updateState(event: KubeEvent): void {
    this.#remember(eventKey(event), event);
  }

  /** @source client-go tools/record/events_cache.go EventAggregator.EventAggregate */
  #aggregate(event: KubeEvent): readonly [KubeEvent, key: string] {
    const { clock, random, maxEvents = 10, maxIntervalInSeconds = 600, keyFunction = byReason, messageFunction = combined } = this.#o;
    const [aggregateKey, localKey] = keyFunction(event);
    const now = clock.now();
    const known = this.#similar.get(aggregateKey);
    const messages = known === undefined || now - known.last > maxIntervalInSeconds * 1_000_000 ? new Set<string>() : known.messages;
    messages.add(localKey);
    this.#similar.set(aggregateKey, { messages, last: now });
    if (messages.size < maxEvents) return [event, eventKey(event)];
    // Any one, so that there is room for the next.
    messages.delete([...messages][random.int(messages.size)] ?? localKey);
    const at = rfc3339(clock.wall());
    const { apiVersion, kind, metadata, involvedObject, type, reason, source } = event;
    const { namespace } = metadata;
    const together: KubeEvent = Object.freeze({
      apiVersion,
      kind,
      metadata: Object.freeze({ name: eventName(involvedObject.name ?? "", clock.wall(), undefined), ...(namespace === undefined ? {} : { namespace }) }),
      involvedObject,
      reason,
      message: messageFunction(event),
      source,
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      reportingComponent: "",
      reportingInstance: "",
    });
    return [together, aggregateKey];
  }

  /** @source client-go tools/record/events_cache.go eventLogger.eventObserve */
  #observe(event: KubeEvent, key: string): readonly [KubeEvent, EventPatch | undefined] {
    const before = this.#observed.get(key);
    if (before === undefined) {
      this.#remember(key, event);
      return [event, undefined];
    }
    const { name, resourceVersion, firstTimestamp } = before;
    const metadata = Object.freeze({ ...event.metadata, name, ...(resourceVersion === "" ? {} : { resourceVersion }) });
    const again: KubeEvent = Object.freeze({ ...event, metadata, firstTimestamp, count: before.count + 1 });
    this.#remember(key, again);
    const { count, lastTimestamp, message } = again;
    return [again, { count, lastTimestamp, ...(message === "" ? {} : { message }) }];
  }

  #remember(key: string, { count, firstTimestamp, metadata }: KubeEvent): void {
    this.#observed.set(key, { count, firstTimestamp, name: metadata.name ?? "", resourceVersion: metadata.resourceVersion ?? "" });
  }

  /** @source client-go tools/record/events_cache.go EventSourceObjectSpamFilter.Filter */
  #isSpam(event: KubeEvent): boolean {
    const { clock, burstSize = 25, qps = 1 / 300, spamKeyFunction = spamKey } = this.#o;
    const key = spamKeyFunction(event);
    const bucket = this.#buckets.get(key) ?? createTokenBucket(clock, qps, burstSize);
    this.#buckets.set(key, bucket);
    return !bucket.tryAccept();
  }
}

function combined({ message }: KubeEvent): string {
  return `(combined from similar events): ${message}`;
}

/** @source client-go tools/record/events_cache.go getEventKey, EventAggregatorByReasonFunc, getSpamKey: parts without anything in between */
function eventKey(event: KubeEvent): string {
  const { source, involvedObject: of, type, reason, message } = event;
  return [source.component, source.host, of.kind, of.namespace, of.name, of.fieldPath, of.uid, of.apiVersion, type, reason, message].join("");
}

function byReason(event: KubeEvent): readonly [string, string] {
  const { reason, message, reportingComponent, reportingInstance } = event;
  return [[spamKey(event), reason, reportingComponent, reportingInstance].join(""), message];
}

function spamKey({ source, involvedObject: of, type }: KubeEvent): string {
  return [source.component, source.host, of.kind, of.namespace, of.name, of.uid, of.apiVersion, type].join("");
}
