import type { KubeObject, RandomIntegers, Status } from "../../api/index.ts";
import type { Storage } from "../storage/index.ts";

/**
 * What the server gives an object out of a pool that it shares with others, before it is completed and validated, and
 * takes back when the object is gone.
 *
 * @source apiserver pkg/registry/generic/registry/store.go BeginCreate, BeginUpdate, AfterDelete
 */
export interface Allocator {
  /** @param before undefined: the object is new */
  begin(ground: AllocationGround, after: KubeObject, before: KubeObject | undefined, dryRun: boolean): Allocated | Status;
  /** Of an object that is gone. */
  released(ground: AllocationGround, object: KubeObject): void;
}

/** The object with what it was given; one of the two is called once it is known whether it was stored. */
export interface Allocated {
  readonly object: KubeObject;
  commit(): void;
  revert(): void;
}

export interface AllocationGround {
  readonly storage: Storage;
  readonly random: RandomIntegers;
  readonly itself: OwnClient;
}

/** The server as a client of itself. */
export interface OwnClient {
  /** Undefined once it is created; else why not. */
  create(object: KubeObject): Status | undefined;
  /** Nothing happens to what does not exist. */
  remove(apiVersion: string, kind: string, namespace: string, name: string): void;
  writeStatus(object: KubeObject): void;
}
