import type { KubeObject } from "../../api/index.ts";

/**
 * What is known of a kind's fields, made once a kind and shared by whatever must know them: decoding today; defaulting,
 * pruning, strict decoding, strategic and structured merge and arbitraries join it as they come to need schemas. Nobody
 * else looks at a schema.
 *
 * @limits made by hand for the kinds whose fields are checked; the others take any JSON below metadata
 */
export interface TypeModel {
  /** Why Go could not decode the content, in its words. */
  decodeProblem(object: KubeObject): string | undefined;
}

/** A kind whose named fields are maps of texts. */
export function textMaps(kindName: string, fields: readonly string[], also?: (object: KubeObject) => string | undefined): TypeModel {
  return {
    decodeProblem(object) {
      for (const field of fields) {
        const problem = textMapProblem(object[field], `${kindName}.${field}`);
        if (problem !== undefined) return problem;
      }
      return also?.(object);
    },
  };
}

function textMapProblem(map: unknown, field: string): string | undefined {
  if (map === undefined || map === null) return undefined;
  const problem = (what: unknown, type: string): string => `json: cannot unmarshal ${goName(what)} into Go struct field ${field} of type ${type}`;
  if (typeof map !== "object" || Array.isArray(map)) return problem(map, "map[string]string");
  const wrong = Object.values(map).find((text) => text !== null && typeof text !== "string");
  return wrong === undefined ? undefined : problem(wrong, "string");
}

/** What Go's decoder calls a JSON value. */
function goName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
