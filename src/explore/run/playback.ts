import { keyOf, type KubeObject, type ResourceInfo } from "../../api/index.ts";
import type { Kernel, Scope } from "../../kernel/index.ts";
import { isStorageError, type Storage } from "../../server/storage/index.ts";
import type { Workload, Write } from "../scenario.ts";
import { ScenarioError } from "./scenario-error.ts";

export interface PlaybackOptions {
  readonly kernel: Kernel;
  readonly scope: Scope;
  readonly storage: Storage;
  readonly resource: (name: string) => ResourceInfo;
}

/** Puts what was there into the store, before time begins. */
export function loadInitial(workload: Workload, { storage, resource }: PlaybackOptions): void {
  storage.load(
    workload.initial.map(({ resource: name, object }) => {
      const recorded = object.metadata.resourceVersion;
      return { path: pathOf(resource(name), object), object, ...(recorded === undefined ? {} : { recorded }) };
    }),
  );
}

/** Writes come one instant after another: only the next one is ever pending. */
export function playWrites({ writes }: Workload, options: PlaybackOptions): void {
  const { kernel, scope } = options;
  let next = 0;
  const play = (): void => {
    const now = kernel.clock.now();
    for (; next < writes.length && (writes[next] as Write).at <= now; next++) put(writes[next] as Write, options);
    schedule();
  };
  const schedule = (): void => {
    const write = writes[next];
    if (write !== undefined) scope.after(Math.max(0, write.at - kernel.clock.now()), "workload", play);
  };
  schedule();
}

/** Straight into the store, as it was recorded: admission and validation have spoken where it was recorded. */
function put({ at, resource: name, type, object }: Write, { storage, resource }: PlaybackOptions): void {
  const path = pathOf(resource(name), object);
  const outcome = type === "ADDED" ? storage.create(path, object) : type === "MODIFIED" ? storage.put(path, object) : storage.delete(path);
  if (isStorageError(outcome)) {
    throw new ScenarioError(`the workload's write of ${name} ${keyOf(object)} at ${at} us is ${type}, but the store says ${outcome.kind}; a workload may only change and delete what is there`);
  }
}

/** @source apiserver pkg/registry/generic/registry/store.go NamespaceKeyFunc */
export function collectionOf({ group, resource }: ResourceInfo): string {
  return `/${group === "" ? "core" : group}/${resource}/`;
}

function pathOf(info: ResourceInfo, { metadata }: KubeObject): string {
  const namespace = info.namespaced ? `${metadata.namespace ?? ""}/` : "";
  return `${collectionOf(info)}${namespace}${metadata.name ?? ""}`;
}
