import { keyOf, NotAdmitted, type KubeObject } from "../../api/index.ts";
import type { Kernel, Scope } from "../../kernel/index.ts";
import { collectionOf, isStorageError, type Storage } from "../../server/index.ts";
import type { Workload, Write } from "../scenario.ts";
import { soundWorkload } from "../workload/sound.ts";
import { ScenarioError } from "./scenario-error.ts";

/**
 * Writes of a workload as they go into a store: straight, as they were recorded, since admission and validation have
 * spoken where they were recorded.
 */
export interface Playback {
  /** Puts what was there into the store, before time begins. */
  loadInitial(storage: Storage): void;
  /** Writes come one instant after another: only the next one is ever pending. */
  play(storage: Storage, kernel: Kernel, scope: Scope): void;
}

/** @throws {ScenarioError} for objects that are no plain JSON */
export function createPlayback(given: Workload): Playback {
  const workload = soundOf(given);
  return {
    loadInitial: (storage) => {
      storage.load(
        workload.initial.map(({ resource, object }) => {
          const recorded = object.metadata.resourceVersion;
          return { path: pathOf(resource, object), object, ...(recorded === undefined ? {} : { recorded }) };
        }),
      );
    },
    play: (storage, kernel, scope) => playWrites(workload.writes, storage, kernel, scope),
  };
}

function soundOf(workload: Workload): Workload {
  try {
    return soundWorkload(workload);
  } catch (error) {
    if (error instanceof NotAdmitted) throw new ScenarioError(`an object of the workload cannot be stored: ${error.message}`, { cause: error });
    throw error;
  }
}

function playWrites(writes: readonly Write[], storage: Storage, kernel: Kernel, scope: Scope): void {
  let next = 0;
  const play = (): void => {
    const now = kernel.clock.now();
    for (; next < writes.length && (writes[next] as Write).at <= now; next++) put(writes[next] as Write, storage);
    schedule();
  };
  const schedule = (): void => {
    const write = writes[next];
    if (write !== undefined) scope.after(Math.max(0, write.at - kernel.clock.now()), "workload", play);
  };
  schedule();
}

function put({ at, resource, type, object }: Write, storage: Storage): void {
  const path = pathOf(resource, object);
  const outcome = type === "ADDED" ? created(path, object, storage) : type === "MODIFIED" ? storage.put(path, object) : storage.delete(path);
  if (isStorageError(outcome)) {
    throw new ScenarioError(`the workload's write of ${resource} ${keyOf(object)} at ${at} us is ${type}, but the store says ${outcome.kind}; a workload changes and deletes only what is there`);
  }
}

/** What the recorded cluster made may be there from the start here: system namespaces. */
function created(path: string, object: KubeObject, storage: Storage): ReturnType<Storage["create"]> {
  const outcome = storage.create(path, object);
  return isStorageError(outcome) ? storage.put(path, object) : outcome;
}

function pathOf(resource: string, { metadata }: KubeObject): string {
  let collection = collections.get(resource);
  if (collection === undefined) collections.set(resource, (collection = collectionNamed(resource)));
  return metadata.namespace === undefined || metadata.namespace === "" ? `${collection}${metadata.name}` : `${collection}${metadata.namespace}/${metadata.name}`;
}

/** By the names that recordings use: "pods", "deployments.apps". */
const collections = new Map<string, string>();

function collectionNamed(resource: string): string {
  const dot = resource.indexOf(".");
  return dot < 0 ? collectionOf({ group: "", resource }) : collectionOf({ group: resource.slice(dot + 1), resource: resource.slice(0, dot) });
}
