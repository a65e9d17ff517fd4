import type { GroupVersionResource, Verb } from "./request.ts";

/** What clients and server both must know of a resource. */
export interface ResourceInfo extends GroupVersionResource {
  readonly kind: string;
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly string[];
}
