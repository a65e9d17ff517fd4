import type { KubeObject } from "../../src/api/index.ts";
import type { ClientProfile, Delta, DeltaConsumer, DeltaQueue, RateLimiter } from "../../src/client/index.ts";
import {
  bucket, createRateLimitingQueue, defaultControllerLimiter, defaultItemLimiter, DeltaFifo, exponential, fastSlow, keyIfAny, keyOf, maxOf,
  noKey, ObjectStore, RealFifo, Tombstone, withMaxWait,
} from "../../src/client/index.ts";
import type { Clock, Kernel } from "../../src/kernel/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { indexFunctions, Unsupported } from "./client-go-informer.ts";
import { Observer } from "./client-go-observer.ts";
import type { Entry, Instant, Operation, Script } from "./client-go-recording.ts";

/** Kinds without a server: operations done one after the other, and what each answered. */

export interface Table {
  readonly kernel: Kernel;
  readonly note: (lane: "inside" | "operation", entry: Entry) => void;
}

export function runTable(script: Script, begin: (table: Table) => (operation: Operation) => void): readonly Instant[] {
  const kernel = createKernel({ seed: 36 });
  const observer = new Observer(kernel, () => ({}));
  const act = begin({ kernel, note: (lane, entry) => observer.note(lane, entry) });
  for (const operation of script.ops ?? []) {
    kernel.advanceSync(Math.max(0, (operation.at_ms ?? 0) * 1000 - kernel.clock.now()));
    act(operation);
    kernel.drainSync();
  }
  kernel.advanceSync(HOUR);
  kernel.root.close();
  return observer.instants();
}

const HOUR = 3_600_000_000;

export function replayRateLimiter(script: Script): readonly Instant[] {
  return runTable(script, ({ kernel, note }) => {
    const limiter = limiterOf(script.options["limiter"] as LimiterScript, kernel.clock);
    return (operation) => {
      const item = String(operation["item"]);
      switch (operation.do) {
        case "when":
          for (let i = 0; i < Number(operation["n"] ?? 1); i += 1) note("operation", { e: "when", key: item, x: { ms: limiter.when(item) / 1000 } });
          return;
        case "forget":
          limiter.forget(item);
          return note("operation", { e: "forget", key: item });
        case "numRequeues":
          return note("operation", { e: "numRequeues", key: item, x: { n: limiter.retries(item) } });
        default:
          throw new Unsupported(`operation "${operation.do}"`);
      }
    };
  });
}

interface LimiterScript {
  readonly kind: string;
  readonly base_ms?: number;
  readonly max_ms?: number;
  readonly fast_ms?: number;
  readonly slow_ms?: number;
  readonly fast_attempts?: number;
  readonly qps?: number;
  readonly burst?: number;
  readonly of?: LimiterScript | readonly LimiterScript[];
}

function limiterOf(script: LimiterScript, clock: Clock): RateLimiter<string> {
  const { kind, base_ms = 0, max_ms = 0, fast_ms = 0, slow_ms = 0, fast_attempts = 0, qps = 0, burst = 0, of } = script;
  switch (kind) {
    case "default":
    case "defaultController":
      return defaultControllerLimiter(clock);
    case "defaultItem":
    case "defaultItemBased":
      return defaultItemLimiter();
    case "exponential":
      return exponential(base_ms * 1000, max_ms * 1000);
    case "fastSlow":
      return fastSlow(fast_ms * 1000, slow_ms * 1000, fast_attempts);
    case "bucket":
      return bucket(clock, qps, burst);
    case "maxWait":
      if (of === undefined || Array.isArray(of)) throw new Unsupported("maxWait of nothing");
      return withMaxWait(limiterOf(of as LimiterScript, clock), max_ms * 1000);
    case "maxOf":
      return maxOf(...(Array.isArray(of) ? (of as readonly LimiterScript[]) : []).map((each) => limiterOf(each, clock)));
    default:
      throw new Unsupported(`limiter "${kind}"`);
  }
}

export function replayWorkQueue(script: Script): readonly Instant[] {
  return runTable(script, ({ kernel, note }) => {
    const { options } = script;
    const limiter = limiterOf((options["limiter"] as LimiterScript | undefined) ?? { kind: "default" }, kernel.clock);
    const queue = createRateLimitingQueue<string>({ scope: kernel.root, clock: kernel.clock, label: "queue" }, limiter);
    const shown = (more: object = {}) => ({ len: queue.length, shuttingDown: queue.shuttingDown, ...more });
    if (typeof options["workers"] === "number") {
      const fails = { ...(options["fail"] as { [item: string]: number } | undefined) };
      const names = options["workers"] === 1 ? ["w"] : Array.from({ length: options["workers"] }, (_, i) => `w${i + 1}`);
      for (const name of names) work(name, fails);
    }

    function work(worker: string, fails: { [item: string]: number }): void {
      const h = worker === "w" ? {} : { h: worker };
      queue.get({
        item(key) {
          note("inside", { e: "got", key, ...h });
          const over = (): void => {
            note("inside", { e: "done", key, ...h });
            const left = fails[key] ?? 0;
            fails[key] = left - 1;
            if (left > 0) queue.addRateLimited(key);
            else queue.forget(key);
            queue.done(key);
            work(worker, fails);
          };
          const takes = Number(options["work_ms"] ?? 0) * 1000;
          if (takes === 0) over();
          else kernel.root.after(takes, "work", over);
        },
        shutDown: () => note("inside", { e: "workerEnds", h: worker }),
      });
    }

    return (operation) => {
      const item = operation["item"] as string | undefined;
      const told = (more: object = {}) => note("operation", { e: operation.do, ...(item === undefined ? {} : { key: item }), x: shown(more) });
      switch (operation.do) {
        case "add":
          queue.add(item ?? "");
          return told();
        case "addAfter":
          queue.addAfter(item ?? "", Number(operation["after_ms"] ?? 0) * 1000);
          return told();
        case "addRateLimited":
          queue.addRateLimited(item ?? "");
          return told();
        case "forget":
          queue.forget(item ?? "");
          return told();
        case "numRequeues":
          return told({ n: queue.retries(item ?? "") });
        case "len":
          return told();
        case "get":
          queue.get({
            item: (key) => note("inside", { e: "getReturns", key, x: { shutdown: false } }),
            shutDown: () => note("inside", { e: "getReturns", x: { shutdown: true } }),
          });
          return told();
        case "done":
          queue.done(item ?? "");
          return told();
        case "shutDown":
          queue.shutDown();
          return told();
        case "shutDownWithDrain":
          queue.shutDownWithDrain(() => note("inside", { e: "drainReturns" }));
          return told();
        default:
          throw new Unsupported(`operation "${operation.do}"`);
      }
    };
  });
}

/** "ns/name@rv=value", "name@rv" (namespace default), "-/name" (none). */
function objectOf(text: string): KubeObject {
  const [id = "", rest = ""] = text.split("@");
  const [version = "", value] = rest.split("=");
  const [namespace, name] = id.includes("/") ? (id.split("/") as [string, string]) : ["default", id];
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, ...(namespace === "-" ? {} : { namespace }), ...(version === "" ? {} : { resourceVersion: version }) },
    ...(value === undefined ? {} : { data: { v: value } }),
  };
}

function shownObject(object: KubeObject | undefined): string {
  return object === undefined ? "none" : `${keyOf(object)}@${object.metadata.resourceVersion ?? ""}`;
}

const broken = { apiVersion: "v1", kind: "ConfigMap" } as KubeObject;

export function replayStore(script: Script): readonly Instant[] {
  return runTable(script, ({ note }) => {
    const store = new ObjectStore(indexFunctions(script.options.indexers ?? []));
    const reads: { readonly [operation: string]: (operation: { readonly index: string; readonly item: string }) => readonly string[] } = {
      list: () => store.list().map(shownObject),
      listKeys: () => store.keys(),
      byIndex: ({ index, item }) => store.byIndex(index, item).map(shownObject),
      index: ({ index, item }) => store.index(index, objectOf(item)).map(shownObject),
      indexKeys: ({ index, item }) => store.indexKeys(index, item),
      listIndexFuncValues: ({ index }) => store.indexValues(index),
    };
    const writes: { readonly [operation: string]: (item: string, operation: Operation) => void } = {
      add: (item) => store.set(keyOf(objectOf(item)), objectOf(item)),
      update: (item) => store.set(keyOf(objectOf(item)), objectOf(item)),
      delete: (item) => store.remove(keyOf(objectOf(item)), objectOf(item)),
      deleteTombstone: (item) => store.remove(item, undefined),
      replace: (_, operation) => {
        const objects = ((operation["items"] ?? []) as readonly string[]).map(objectOf);
        store.replace({ items: objects, keys: objects.map(keyOf) }, (operation["rv"] ?? "") as string);
      },
      resync: () => {},
    };
    return (operation) => {
      const item = (operation["item"] ?? "") as string;
      const index = (operation["index"] ?? "") as string;
      const entry = { e: operation.do, key: item, type: index };
      const read = reads[operation.do];
      const write = writes[operation.do];
      if (operation.do === "addBroken") return note("operation", { ...entry, error: keyIfAny(broken) === undefined ? noKey.message : "" });
      if (operation.do === "get") {
        const object = store.get(item);
        return note("operation", { ...entry, x: { exists: object !== undefined, is: shownObject(object) } });
      }
      if (write !== undefined) {
        write(item, operation);
        return note("operation", entry);
      }
      if (read === undefined) throw new Unsupported(`operation "${operation.do}"`);
      try {
        note("operation", { ...entry, items: [...read({ index, item })].sort() });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        note("operation", { ...entry, error: error.message });
      }
    };
  });
}

/** The same operations through every queue that a generation has. */
export function replayFifo(script: Script, profile: ClientProfile): readonly Instant[] {
  const kernel = createKernel({ seed: 36 });
  const observer = new Observer(kernel, () => ({}));
  const has = (name: string): boolean => name === "delta" || (name === "real" ? profile.gates.InOrderInformers : profile.gates.AtomicFIFO);
  for (const name of ((script.options["queues"] ?? []) as readonly string[]).filter(has)) {
    new QueueTable(name, script, profile, (entry) => observer.note("operation", { ...entry, h: name })).run();
  }
  kernel.drainSync();
  return observer.instants();
}

class QueueTable implements DeltaConsumer {
  readonly #script: Script;
  readonly #note: (entry: Entry) => void;
  readonly #known = new Map<string, KubeObject>();
  readonly #queue: DeltaQueue;
  /** Pops that found nothing. In the recordings only the close of the queue ends them. */
  #blocked = 0;
  #popped: { readonly items: readonly string[]; readonly initial: boolean } | undefined;

  constructor(name: string, script: Script, { constants }: ClientProfile, note: (entry: Entry) => void) {
    this.#script = script;
    this.#note = note;
    for (const text of (script.options["known"] ?? []) as readonly string[]) this.#known.set(keyOf(objectOf(text)), objectOf(text));
    const known = { get: (key: string) => this.#known.get(key), keys: () => [...this.#known.keys()] };
    if (name === "delta") this.#queue = new DeltaFifo(known);
    else this.#queue = new RealFifo(name === "real" ? known : undefined, constants.batchSize);
  }

  run(): void {
    for (const operation of this.#script.ops ?? []) this.#operate(operation);
    this.#close();
  }

  #operate(operation: Operation): void {
    const text = operation["item"] as string | undefined;
    switch (operation.do) {
      case "add":
        return this.#told(operation, this.#queue.add(objectOf(text ?? "")));
      case "update":
        return this.#told(operation, this.#queue.update(objectOf(text ?? "")));
      case "delete":
        return this.#told(operation, this.#queue.remove(objectOf(text ?? "")));
      case "addBroken":
        return this.#told(operation, this.#queue.add(broken));
      case "replace":
        return this.#told(operation, this.#queue.replace(((operation["items"] ?? []) as readonly string[]).map(objectOf), undefined, (operation["rv"] ?? "") as string));
      case "resync":
        this.#queue.resync();
        return this.#told(operation, undefined);
      case "hasSynced":
        return this.#told(operation, undefined);
      case "close":
        this.#told(operation, undefined);
        return this.#close();
      case "pop":
        return this.#pop(Number(operation["n"] ?? 1));
      default:
        throw new Unsupported(`operation "${operation.do}"`);
    }
  }

  #told(operation: Operation, error: { readonly message: string } | undefined): void {
    this.#note({ e: operation.do, ...(error === undefined ? {} : { error: error.message }), x: { hasSynced: this.#queue.hasSynced } });
  }

  /** The first that finds nothing is the last. */
  #pop(times: number): void {
    for (let i = 0; i < times; i += 1) {
      if (this.#queue.pop(this)) {
        const { items, initial } = this.#popped ?? { items: [], initial: false };
        this.#note({ e: "popped", initial, items, x: { hasSynced: this.#queue.hasSynced } });
        continue;
      }
      if (this.#queue.closed) this.#refuse();
      else {
        this.#note({ e: "popBlocks" });
        this.#blocked += 1;
      }
      return;
    }
  }

  #close(): void {
    this.#queue.close();
    for (; this.#blocked > 0; this.#blocked -= 1) this.#refuse();
  }

  #refuse(): void {
    this.#note({ e: "popped", error: "DeltaFIFO: manipulating with closed queue", x: { hasSynced: this.#queue.hasSynced } });
  }

  process(deltas: readonly Delta[], initial: boolean): void {
    this.#popped = { items: deltas.map(shownDelta), initial };
    if (this.#script.options["apply"] === true) for (const each of deltas) this.#apply(each);
  }

  processBatch(deltas: readonly Delta[], initial: boolean): void {
    this.process(deltas, initial);
  }

  #apply({ type, key, object, list }: Delta): void {
    if (type === "ReplacedAll") {
      this.#known.clear();
      list?.items.forEach((item, i) => this.#known.set(list.keys[i] as string, item));
    } else if (type === "Deleted") this.#known.delete(key);
    else if (object !== undefined && !(object instanceof Tombstone)) this.#known.set(key, object);
  }
}

function shownDelta({ type, object, version, list }: Delta): string {
  if (type === "ReplacedAll") return `ReplacedAll rv=${version} [${(list?.items ?? []).map(shownObject).join(" ")}]`;
  if (type === "SyncAll") return "SyncAll all";
  if (type === "Bookmark") return `Bookmark rv=${version}`;
  if (object instanceof Tombstone) return `${type} tombstone(${object.key},${shownObject(object.object)})`;
  return `${type} ${shownObject(object)}`;
}
