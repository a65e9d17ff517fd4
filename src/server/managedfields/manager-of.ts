import type { ApiRequest } from "../../api/index.ts";

/** Bytes of a manager's name. @source apimachinery pkg/apis/meta/v1/validation/validation.go FieldManagerMaxLength */
const LONGEST = 128;

/**
 * Under whose name a request writes: the field manager it says, or else its user agent up to the first "/".
 *
 * @source apiserver pkg/endpoints/handlers/create.go managerOrUserAgent, prefixFromUserAgent
 */
export function managerOf({ options: { fieldManager = "" }, agent }: ApiRequest): string {
  if (fieldManager !== "") return fieldManager;
  let name = names.get(agent);
  if (name === undefined) {
    if (names.size >= MANY) names.clear();
    names.set(agent, (name = nameIn(agent)));
  }
  return name;
}

const names = new Map<string, string>();
const MANY = 1_000;

function nameIn(agent: string): string {
  let name = "";
  let bytes = 0;
  for (const c of agent.split("/")[0] ?? "") {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(c)) continue;
    bytes += new TextEncoder().encode(c).length;
    if (bytes > LONGEST) break;
    name += c;
  }
  // Who does not say a name has none.
  return name === "" ? "unknown" : name;
}
