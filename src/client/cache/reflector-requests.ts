import type { ApiRequest, KubeList, RequestOptions, ResourceInfo, User } from "../../api/index.ts";
import { isTable } from "./event-verdict.ts";
import type { Page } from "./reflector.ts";

/** What a reflector lists and watches, and as whom. */
export interface ReflectorTarget {
  readonly resource: ResourceInfo;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly user: User;
  readonly agent: string;
  readonly accept: string | undefined;
  readonly sendsTimeout: boolean;
}

export function requestOf(target: ReflectorTarget, verb: "list" | "watch", options: RequestOptions): ApiRequest {
  const { resource, namespace, labelSelector, fieldSelector, user, agent, accept } = target;
  return {
    verb,
    resource: { group: resource.group, version: resource.version, resource: resource.resource },
    namespace,
    name: "",
    subresource: "",
    options: { ...options, ...(labelSelector === "" ? {} : { labelSelector }), ...(fieldSelector === "" ? {} : { fieldSelector }) },
    user,
    agent,
    ...(accept === undefined ? {} : { accept }),
  };
}

/** One answer to a list. A list of built-in objects leaves out of its items what it says itself: it is put back. */
export function pageOf(resource: ResourceInfo, list: KubeList, keys: readonly string[] | undefined): Page {
  const apiVersion = resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
  const table = list.kind === "Table" && isTable(list.apiVersion);
  const items = table ? [] : (list.items ?? []);
  return {
    items: items[0] !== undefined && items[0].kind === undefined ? items.map((item) => Object.freeze({ ...item, apiVersion, kind: resource.kind })) : items,
    ...(keys === undefined ? {} : { keys }),
    resourceVersion: list.metadata?.resourceVersion ?? "",
    continue: list.metadata?.continue ?? "",
    ...(table ? { table: `${list.apiVersion}, Kind=Table` } : {}),
  };
}

export function versioned(version: string): RequestOptions {
  return version === "" ? {} : { resourceVersion: version };
}

/** Seconds as Go prints a duration. */
export function goSeconds(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes % 60}m${parts}`;
  return minutes > 0 ? `${minutes}m${parts}` : parts;
}
