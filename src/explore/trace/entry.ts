import type { KubeObject } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { JsonValue } from "./json-values.ts";
import { kindOf } from "./resource-name.ts";
import { TraceError, type TraceFault } from "./trace-error.ts";

/** One line of a recording after its shape was checked. */
export interface TraceEntry {
  readonly file: string;
  readonly line: number;
  /** Undefined where the recording tells no time. */
  readonly at: Micros | undefined;
  readonly resource: string;
  readonly type: "LIST" | "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
  /** `metadata.resourceVersion` as a number. */
  readonly version: number;
  /** From a second list after lost history. */
  readonly relist: boolean;
}

/**
 * Reads the recorder's lines (`{"t","resource","event"}`) and kubectl's (`{"type","object"}`).
 * Bookmarks and errors tell nothing about the cluster and are left out (undefined).
 *
 * @throws {TraceError} naming the line, what was found and what was expected
 */
export function readEntry(file: string, { line, value, text }: JsonValue): TraceEntry | undefined {
  const fail: Fail = (fault, message) => new TraceError(fault, file, line, message);
  if (text.length > LONGEST) throw fail("tooLarge", `${text.length} characters; an apiserver takes at most ${LONGEST} bytes for one object`);
  if (!isRecord(value)) throw fail("shape", `expected an object with "type" and "object", found ${describe(value)}`);

  const recorded = "event" in value;
  const event = recorded ? value["event"] : value;
  if (!isRecord(event)) throw fail("shape", `"event" is ${describe(event)}; expected {"type", "object"}`);
  const at = recorded ? timeOf(value["t"], fail) : undefined;
  const { type, object } = event;
  if (type === "BOOKMARK" || type === "ERROR") return undefined;
  if (type !== "LIST" && type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") {
    const hint = value["items"] === undefined ? "" : " (this is a list: add --watch --output-watch-events)";
    throw fail("shape", `"type" is ${describe(type)}; expected ADDED, MODIFIED, DELETED or BOOKMARK${hint}`);
  }
  if (!isRecord(object)) throw fail("object", `"object" is ${describe(object)}; expected a Kubernetes object`);
  const { apiVersion, kind, metadata } = object;
  if (typeof kind !== "string" || kind === "") throw fail("object", `the object's "kind" is ${describe(kind)}; expected a text such as "Pod"`);
  if (typeof apiVersion !== "string" || apiVersion === "") throw fail("object", `the object's "apiVersion" is ${describe(apiVersion)}; expected a text such as "v1"`);
  if (!isRecord(metadata)) throw fail("object", `the ${kind}'s "metadata" is ${describe(metadata)}; expected an object`);
  if (type !== "LIST") {
    if (typeof metadata["name"] !== "string" || metadata["name"] === "") throw fail("object", `the ${kind}'s "metadata.name" is ${describe(metadata["name"])}; expected its name`);
    const { namespace } = metadata;
    if (namespace !== undefined && typeof namespace !== "string") throw fail("object", `the ${kind}'s "metadata.namespace" is ${describe(namespace)}; expected a text`);
  }
  const version = versionOf(metadata["resourceVersion"], fail, kind);
  const resource = resourceOf(recorded ? value["resource"] : undefined, apiVersion, kind, type, fail);
  frozen(object, 0, fail);
  return { file, line, at, resource, type, object: object as unknown as KubeObject, version, relist: value["relist"] === true };
}

/**
 * The largest request body an apiserver takes.
 * @source apiserver pkg/server/config.go MaxRequestBodyBytes (3 MiB)
 */
const LONGEST = 3 * 1024 * 1024;
/** As the cluster's own door. */
const DEEPEST = 256;
const PROTO = "__proto__";

type Fail = (fault: TraceFault, message: string) => TraceError;

function timeOf(t: unknown, fail: Fail): Micros {
  if (typeof t !== "number" || !Number.isFinite(t)) throw fail("time", `"t" is ${describe(t)}; expected milliseconds since the recording began`);
  if (t < 0) throw fail("time", `"t" is ${t}; a recording begins at 0, times are not negative`);
  return Math.round(t * 1000);
}

function versionOf(text: unknown, fail: Fail, kind: string): number {
  if (typeof text !== "string" || !/^\d{1,20}$/.test(text)) throw fail("object", `the ${kind}'s "metadata.resourceVersion" is ${describe(text)}; expected a text of digits`);
  const version = Number(text);
  if (!Number.isSafeInteger(version)) throw fail("object", `the ${kind}'s "metadata.resourceVersion" is ${text}; versions above ${Number.MAX_SAFE_INTEGER} cannot be told apart`);
  return version;
}

function resourceOf(named: unknown, apiVersion: string, kind: string, type: string, fail: Fail): string {
  const expected = kindOf(apiVersion, type === "LIST" ? kind.replace(/List$/, "") : kind);
  if (named === undefined) return expected.resource;
  if (typeof named !== "string" || !/^[a-z0-9-]+(\.[a-z0-9.-]+)?$/.test(named)) {
    throw fail("unknownResource", `"resource" is ${describe(named)}; expected a plural such as "pods" or "deployments.apps"`);
  }
  if (named === expected.resource) return named;
  const group = named.includes(".") ? named.slice(named.indexOf(".") + 1) : "";
  if (group !== expected.group || group === "") {
    throw fail("unknownResource", `"resource" is "${named}", but its object is a ${kind} of ${apiVersion}, which is "${expected.resource}"`);
  }
  return named;
}

/**
 * Frozen in place, since nobody else has what was just parsed. JSON.parse makes `__proto__` an own key, which an
 * assignment further on would turn into a prototype.
 */
function frozen(value: unknown, depth: number, fail: Fail): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > DEEPEST) throw fail("object", `nested deeper than ${DEEPEST}`);
  if (Array.isArray(value)) for (const each of value) frozen(each, depth + 1, fail);
  else {
    if (Object.hasOwn(value, PROTO)) throw fail("dangerousKey", `a key named "${PROTO}"; no Kubernetes object holds one, and assigning it would replace a prototype`);
    const { constructor } = value;
    if (typeof constructor === "object" && Object.hasOwn(constructor, "prototype")) throw fail("dangerousKey", 'a key named "constructor" with a "prototype" in it; no Kubernetes object holds one');
    for (const each of Object.values(value) as unknown[]) frozen(each, depth + 1, fail);
  }
  Object.freeze(value);
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
