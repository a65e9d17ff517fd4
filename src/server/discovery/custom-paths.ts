import type { ResourceInfo } from "../../api/index.ts";

/** What is done at a path. */
export interface Operation {
  readonly action?: string;
  /** Which of the sets of parameters. */
  readonly parameters: number;
  readonly consumes?: readonly string[];
}

export type Paths = { readonly [path: string]: { readonly [method: string]: Operation } };

const ofLists = ["allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "pretty", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "shardSelector", "timeoutSeconds", "watch"];
const ofWrites = ["dryRun", "fieldManager", "fieldValidation", "pretty"];
const ofDeletions = ["dryRun", "gracePeriodSeconds", "ignoreStoreReadErrorWithClusterBreakingPotential", "orphanDependents", "pretty", "propagationPolicy"];
const sets: readonly (readonly string[])[] = [ofLists, ofWrites, ["pretty", "resourceVersion"], ofDeletions, [...ofWrites, "force"]];
const [LIST, WRITE, READ, DELETE, PATCH] = [0, 1, 2, 3, 4] as const;

/** Parameters of operations: those of cluster-wide collections, of their objects, and of both in a namespace. */
export const customParameterSets: readonly (readonly string[])[] = [[], ["name"], ["namespace"], ["name", "namespace"]].flatMap((path) => sets.map((set) => [...path, ...set]));

const bodies = ["application/json", "application/yaml"];
const patches = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];

/** What can be done to a custom resource, and where. @source apiextensions-apiserver pkg/controller/openapi/builder/builder.go generateBuilder */
export function customPaths({ group, version, resource, namespaced, subresources }: ResourceInfo): Paths {
  const top = `/apis/${group}/${version}`;
  const root = namespaced ? `${top}/namespaces/{namespace}/${resource}` : `${top}/${resource}`;
  const at = namespaced ? 2 * sets.length : 0;
  const named = at + sets.length;
  const list: Operation = { action: "list", parameters: LIST };
  const changes = {
    get: { action: "get", parameters: named + READ },
    put: { action: "put", parameters: named + WRITE, consumes: bodies },
    patch: { action: "patch", parameters: named + PATCH, consumes: patches },
  };
  return {
    ...(namespaced ? { [`${top}/${resource}`]: { get: list } } : {}),
    [root]: {
      get: { ...list, parameters: at + LIST },
      post: { action: "post", parameters: at + WRITE, consumes: bodies },
      delete: { action: "deletecollection", parameters: at + LIST },
    },
    [`${root}/{name}`]: { ...changes, delete: { action: "delete", parameters: named + DELETE, consumes: bodies } },
    ...Object.fromEntries(subresources.map((subresource) => [`${root}/{name}/${subresource}`, changes])),
  };
}
