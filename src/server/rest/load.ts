import type { KubeObject, Registry } from "../../api/index.ts";
import { admit, NotAdmitted, qualified } from "../../api/index.ts";
import type { LoadItem, Storage, VersionRecord } from "../storage/index.ts";
import { pathOf, targetOf } from "./target.ts";

/** An object that cannot be put into the store as it is. */
export class NotLoadable extends Error {
  override readonly name = "NotLoadable";
}

/** Writes objects as they are, with the uid, times and finalizers they bring; only the version is the store's own. */
export interface Loader {
  /** All or nothing. @throws NotLoadable naming the object at fault */
  load(objects: Iterable<unknown>): void;
  /** One recorded change. A DELETED object need not exist. @throws NotLoadable */
  replay(type: "ADDED" | "MODIFIED" | "DELETED", object: unknown): VersionRecord | undefined;
}

export function createLoader(storage: Storage, registry: Registry): Loader {
  return {
    load(objects) {
      const items: LoadItem[] = [];
      let at = 0;
      for (const each of objects) {
        items.push(itemOf(registry, each, `object ${at}`));
        at += 1;
      }
      storage.load(items);
    },
    replay(type, sent) {
      const { path, object } = itemOf(registry, sent, `the ${type} object`);
      const existing = storage.get(path);
      const exists = existing !== undefined && "revision" in existing && existing.object !== undefined;
      if (type === "DELETED") {
        if (!exists) return undefined;
        const gone = storage.delete(path);
        return "revision" in gone ? gone : undefined;
      }
      const written = exists ? storage.put(path, object) : storage.create(path, object);
      return "revision" in written ? written : undefined;
    },
  };
}

function itemOf(registry: Registry, sent: unknown, where: string): LoadItem {
  const object = admitted(sent, where);
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== "string" || apiVersion === "" || typeof kind !== "string" || kind === "") {
    throw new NotLoadable(`${where} has no ${typeof kind !== "string" || kind === "" ? "kind" : "apiVersion"}; every object needs apiVersion and kind`);
  }
  if (typeof metadata !== "object" || metadata === null || typeof metadata.name !== "string" || metadata.name === "") {
    throw new NotLoadable(`${where} (${kind}) has no metadata.name; generated names are for requests, not for loading`);
  }
  const info = registry.ofKind(apiVersion, kind);
  const target = info === undefined ? undefined : targetOf(registry, info.group, info.version, info.resource);
  if (target === undefined) {
    throw new NotLoadable(`${where}: no resource is registered for kind ${kind} of ${apiVersion}; register it before loading ${metadata.name}`);
  }
  const { namespace } = metadata;
  if (target.info.namespaced && (typeof namespace !== "string" || namespace === "")) {
    throw new NotLoadable(`${where}: ${qualified(target.resource)} "${metadata.name}" has no metadata.namespace, and its kind is namespaced`);
  }
  const { resourceVersion } = metadata;
  return {
    path: pathOf(target, target.info.namespaced ? (namespace ?? "") : "", metadata.name),
    object: target.stored(object),
    ...(typeof resourceVersion === "string" && resourceVersion !== "" ? { recorded: resourceVersion } : {}),
  };
}

function admitted(sent: unknown, where: string): KubeObject {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
    throw new NotLoadable(`${where} is ${Array.isArray(sent) ? "a list" : JSON.stringify(sent) ?? typeof sent}, not a Kubernetes object`);
  }
  try {
    return admit(sent) as KubeObject;
  } catch (error) {
    if (error instanceof NotAdmitted) throw new NotLoadable(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
