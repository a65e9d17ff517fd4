import type { KubeObject } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import type { Transform } from "./informer.ts";
import { Tombstone } from "./informer.ts";
import { keyOf } from "../../api/index.ts";

/** @source client-go tools/cache/delta_fifo.go DeltaType */
export type DeltaType = "Added" | "Updated" | "Deleted" | "Replaced" | "Sync" | "ReplacedAll" | "SyncAll" | "Bookmark";

/** One change on its way from the reflector to store and handlers. */
export interface Delta {
  readonly type: DeltaType;
  /** "" for those that are about everything. */
  readonly key: string;
  readonly object: KubeObject | Tombstone | undefined;
  /** Of a ReplacedAll or a Bookmark. */
  readonly version: string;
  /** Of a ReplacedAll; absent where one of its objects is none that a store can keep. */
  readonly list: ObjectList | undefined;
}

/** Objects and their keys, in one order. */
export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly items: readonly T[];
  readonly keys: readonly string[];
}

/** Objects that a queue compares a relist with: the store, or what stands for it in tests. */
export interface KnownObjects {
  get(key: string): KubeObject | undefined;
  keys(): readonly string[];
}

/** Takes what a queue hands out. `initial`: it belongs to the first list. */
export interface DeltaConsumer {
  process(deltas: readonly Delta[], initial: boolean): void;
  /** Several keys at once, each at most once. */
  processBatch(deltas: readonly Delta[], initial: boolean): void;
}

/**
 * @source client-go tools/cache/fifo.go Queue
 * @differs nothing blocks: `pop` says whether there was anything
 */
export interface DeltaQueue {
  readonly hasSynced: boolean;
  readonly length: number;
  readonly closed: boolean;
  transform: Transform | undefined;
  add(object: KubeObject, key?: string): ClientError | undefined;
  update(object: KubeObject, key?: string): ClientError | undefined;
  remove(object: KubeObject | Tombstone, key?: string): ClientError | undefined;
  replace(items: readonly KubeObject[], keys: readonly string[] | undefined, version: string): ClientError | undefined;
  resync(): void;
  bookmark(version: string): void;
  /** Hands out what is next. False when there is nothing. */
  pop(consumer: DeltaConsumer): boolean;
  /** The same in batches, where the queue knows them. */
  popBatch(consumer: DeltaConsumer): boolean;
  close(): void;
}

export function delta(type: DeltaType, key: string, object: KubeObject | Tombstone | undefined): Delta {
  return { type, key, object, version: "", list: undefined };
}

/** The key of an object, or undefined for one without metadata. */
export function keyIfAny(object: KubeObject): string | undefined {
  return typeof object === "object" && object !== null && typeof object.metadata === "object" && object.metadata !== null ? keyOf(object) : undefined;
}

export const noKey: ClientError = {
  kind: "store",
  message: "couldn't create key for object no object: object has no meta: object does not implement the Object interfaces",
};

/** A transform may make something that no store can keep, or give it another name. */
export function keyAfter(transform: Transform | undefined, key: string, kept: KubeObject): string {
  return transform === undefined ? key : (keyIfAny(kept) ?? "");
}

/** Whether a store could tell the object's key. */
export function isKeyed(object: KubeObject | Tombstone | undefined): boolean {
  return object instanceof Tombstone || (typeof object === "object" && typeof object.metadata === "object" && object.metadata !== null);
}

/** The transformed object, or what the transform said. */
export function transformed(transform: Transform | undefined, object: KubeObject): KubeObject | ClientError {
  if (transform === undefined) return object;
  try {
    return transform(object);
  } catch (error) {
    return { kind: "store", message: error instanceof Error ? error.message : String(error) };
  }
}

export function isClientError(value: KubeObject | ClientError): value is ClientError {
  return value.kind === "store" && !("metadata" in value);
}
