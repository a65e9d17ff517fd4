import type { ApiRequest } from "../api/index.ts";
import type { Match } from "./fault.ts";

/** The name that stands for every replica. */
export const ANY_REPLICA = "apiserver";

/** A match with its texts taken apart once. */
export interface CompiledMatch {
  readonly of: Match;
  readonly resource: string | undefined;
  readonly group: string | undefined;
}

export function compileMatch(match: Match): CompiledMatch {
  if (match.resource === undefined) return { of: match, resource: undefined, group: undefined };
  const dot = match.resource.indexOf(".");
  return dot < 0
    ? { of: match, resource: match.resource, group: "" }
    : { of: match, resource: match.resource.slice(0, dot), group: match.resource.slice(dot + 1) };
}

export function matches({ of, resource, group }: CompiledMatch, from: string, to: string, request: ApiRequest): boolean {
  if (of.verb !== undefined && of.verb !== request.verb) return false;
  if (resource !== undefined && (resource !== request.resource.resource || group !== request.resource.group)) return false;
  if (of.subresource !== undefined && of.subresource !== request.subresource) return false;
  if (of.namespace !== undefined && of.namespace !== request.namespace) return false;
  if (of.name !== undefined && of.name !== nameOf(request)) return false;
  if (of.from !== undefined && !covers(of.from, from)) return false;
  return of.to === undefined || coversReplica(of.to, to);
}

/** Whether a party's name is this one or below it. */
export function covers(name: string, party: string): boolean {
  return party === name || (party.length > name.length && party.charCodeAt(name.length) === SLASH && party.startsWith(name));
}

export function coversReplica(name: string, replica: string): boolean {
  return name === replica || name === ANY_REPLICA;
}

const SLASH = 47;

/** A create carries its name in the body only. */
function nameOf(request: ApiRequest): string {
  if (request.name !== "" || request.verb !== "create" || request.body?.form !== "object") return request.name;
  const metadata = request.body.value["metadata"];
  if (metadata === null || typeof metadata !== "object" || Array.isArray(metadata)) return "";
  const name = (metadata as { readonly name?: unknown }).name;
  return typeof name === "string" ? name : "";
}
