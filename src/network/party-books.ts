import type { ApiRequest } from "../api/index.ts";
import type { Party } from "./party.ts";

/** One text for all requests of a kind: a ledger of ten thousand watches holds it once. */
export function labelOf({ name, labels }: Party, { verb, resource: { resource } }: ApiRequest): string {
  let ofVerb = labels.get(verb);
  if (ofVerb === undefined) labels.set(verb, (ofVerb = new Map()));
  let label = ofVerb.get(resource);
  if (label === undefined) ofVerb.set(resource, (label = `${verb} ${resource} by ${name}`));
  return label;
}

/** A request was made. */
export function countRequest({ counts }: Party, { verb, options }: ApiRequest): void {
  counts.requests += 1;
  if (verb === "list") counts.lists += 1;
  else if (verb !== "watch") counts.writes += verb === "get" ? 0 : 1;
  else if (options.sendInitialEvents === true) counts.watchLists += 1;
  else counts.watches += 1;
}
