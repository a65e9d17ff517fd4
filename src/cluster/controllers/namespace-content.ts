import type { KubeList, KubeObject, ResourceInfo } from "../../api/index.ts";
import { parseRfc3339 } from "../../api/index.ts";
import type { ClientError } from "../../client/index.ts";
import { isMethodNotSupported, isNotFound } from "../../client/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import { METADATA_LIST } from "./metadata-requests.ts";
import { resourceText } from "./resources.ts";
import type { Work } from "./work.ts";

/** What an attempt to delete everything of one resource in a namespace came to. */
export interface ContentDeletion {
  /** How long what remains may take, in seconds. 0: nobody knows, or nothing remains. */
  readonly estimate: number;
  readonly remaining: number;
  /** How many of what remains each finalizer holds. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** Why it failed. */
  readonly problem?: string;
}

/** How long finalizers are given, in seconds. @source namespaced_resources_deleter.go finalizerEstimateSeconds */
const FINALIZER_ESTIMATE = 15;
const nothing: ReadonlyMap<string, number> = new Map();
const background = { propagationPolicy: "Background" };

/**
 * @source kubernetes pkg/controller/namespace/deletion/namespaced_resources_deleter.go deleteAllContentForGroupVersionResource
 * @param deletedAt the namespace's deletionTimestamp
 */
export function* deleteContent(resource: ResourceInfo, namespace: string, deletedAt: string, wall: () => Micros): Work<ContentDeletion> {
  const failed = (problem: string, estimate: number): ContentDeletion => ({ estimate, remaining: 0, finalizers: nothing, problem });
  let estimate = 0;
  if (resource.resource === "pods" && resource.group === "") {
    const grace = yield* longestGrace(resource, namespace);
    if (typeof grace !== "number") return failed(grace.message, 0);
    const passed = (wall() - (parseRfc3339(deletedAt) ?? 0)) / SECOND;
    estimate = passed >= grace ? 0 : grace;
  }
  const deleted = yield* deleteCollection(resource, namespace);
  const problem = deleted === "unsupported" ? yield* deleteEach(resource, namespace) : deleted;
  if (problem !== undefined) return failed(problem.message, estimate);

  const left = yield* listed(resource, namespace);
  if ("kind" in left) return failed(left.message, estimate);
  if (left.length === 0) return { estimate: 0, remaining: 0, finalizers: nothing };
  const finalizers = new Map<string, number>();
  for (const { metadata } of left) for (const finalizer of metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  if (estimate !== 0) return { estimate, remaining: left.length, finalizers };
  if (finalizers.size > 0) return { estimate: FINALIZER_ESTIMATE, remaining: left.length, finalizers };
  return { estimate, remaining: left.length, finalizers: nothing, problem: `unexpected items still remain in namespace: ${namespace} for gvr: ${resourceText(resource)}` };
}

function* deleteCollection(resource: ResourceInfo, namespace: string): Work<ClientError | "unsupported" | undefined> {
  if (!resource.verbs.includes("deletecollection")) return "unsupported";
  const answer = yield { verb: "deletecollection", resource, namespace, options: background };
  if (answer.ok) return undefined;
  return isNotServed(answer.error) ? "unsupported" : answer.error;
}

function* deleteEach(resource: ResourceInfo, namespace: string): Work<ClientError | undefined> {
  const items = yield* listed(resource, namespace);
  if ("kind" in items) return items;
  for (const { metadata: { name = "" } } of items) {
    const answer = yield { verb: "delete", resource, namespace, name, options: background };
    if (!answer.ok && !isNotServed(answer.error)) return answer.error;
  }
  return undefined;
}

function* listed(resource: ResourceInfo, namespace: string): Work<readonly KubeObject[] | ClientError> {
  if (!resource.verbs.includes("list")) return [];
  const answer = yield { verb: "list", resource, namespace, accept: METADATA_LIST };
  if (answer.ok) return itemsOf(answer.body as KubeList);
  return isNotServed(answer.error) ? [] : answer.error;
}

function* longestGrace(pods: ResourceInfo, namespace: string): Work<number | ClientError> {
  const answer = yield { verb: "list", resource: pods, namespace };
  if (!answer.ok) return answer.error;
  let longest = 0;
  for (const { spec, status } of itemsOf(answer.body as KubeList)) {
    const { phase } = (status ?? {}) as { readonly phase?: string };
    if (phase === "Succeeded" || phase === "Failed") continue;
    longest = Math.max(longest, (spec as { readonly terminationGracePeriodSeconds?: number }).terminationGracePeriodSeconds ?? 0);
  }
  return longest;
}

/** A list of metadata has null for none. */
function itemsOf({ items }: { readonly items: readonly KubeObject[] | null }): readonly KubeObject[] {
  return items ?? [];
}

function isNotServed(error: ClientError): boolean {
  return isNotFound(error) || isMethodNotSupported(error);
}
