import type { Target } from "../target.ts";
import type { Facet } from "./scale.ts";
import { scaleOf } from "./scale.ts";

export { act, createUnstored } from "./actions.ts";
export { connectionOf } from "./connections.ts";
export { tokenHolder } from "./service-account-tokens.ts";
export { signingKey } from "./signed-token.ts";
export type { Facet } from "./scale.ts";

const facets: { readonly [subresource: string]: (target: Target) => Facet | undefined } = { scale: scaleOf };

/** Undefined where a subresource speaks of the object in the object's own kind. */
export function facetOf(target: Target, subresource: string): Facet | undefined {
  return facets[subresource]?.(target);
}
