import type { Json, JsonObject, KubeObject } from "../../api/index.ts";
import { differ } from "./differ.ts";
import { difference, has, pathsOf, pathSet, union } from "./field-set.ts";
import type { FieldSet } from "./field-set.ts";
import type { Ground } from "./ground.ts";
import { misfitText } from "./misfits.ts";
import { goJson } from "./path-element.ts";
import type { Taken } from "./rivals.ts";
import { saidPaths } from "./said.ts";

const ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

/** @source apimachinery pkg/api/validation/objectmeta.go TotalAnnotationSizeLimitB */
const ANNOTATIONS_LIMIT = 262_144;

/**
 * What of a conflict remains for kubectl, which may take over what it wrote by client-side apply: none, if all of it is
 * in the annotation and still stands as it wrote it.
 *
 * @source apimachinery pkg/util/managedfields/internal/lastappliedmanager.go
 */
export function notLastApplied(ground: Ground, live: KubeObject | JsonObject, taken: readonly Taken[]): readonly Taken[] {
  const own = lastAppliedPaths(ground, live as KubeObject);
  if (own === undefined) return taken;
  return taken.flatMap(({ owner, set }) => {
    const rest = [...pathsOf(set)].filter((path) => !has(own, path)).map(pathSet);
    return rest.length === 0 ? [] : [{ owner, set: rest.reduce(union) }];
  });
}

/** Undefined: it says nothing that could be understood. */
function lastAppliedPaths({ atom, apiVersion }: Ground, live: KubeObject): FieldSet | undefined {
  const config = parsed(textOf(live));
  if (config?.["apiVersion"] !== apiVersion || misfitText(atom, config) !== undefined) return undefined;
  const found = differ(atom, config, live as unknown as Json);
  return found === undefined ? undefined : difference(difference(difference(saidPaths(atom, config), found.modified), found.added), found.removed);
}

function textOf({ metadata }: KubeObject): string {
  return metadata?.annotations?.[ANNOTATION] ?? "";
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The object with the annotation of client-side apply brought up to date, if it has one: unless it would be too long.
 *
 * @source apimachinery pkg/util/managedfields/internal/lastappliedupdater.go
 */
export function withLastApplied(object: KubeObject, config: JsonObject): KubeObject {
  if (textOf(object) === "") return object;
  const { [ANNOTATION]: _last, ...others } = object.metadata.annotations ?? {};
  const annotations = { ...others, [ANNOTATION]: configText(config) };
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return { ...object, metadata: { ...object.metadata, annotations: size > ANNOTATIONS_LIMIT ? others : annotations } };
}

function configText(config: JsonObject): string {
  const metadata = (config["metadata"] ?? {}) as JsonObject;
  const annotations = metadata["annotations"] as JsonObject | undefined | null;
  if (annotations === undefined || annotations === null) return `${goJson(sorted(config))}\n`;
  const { [ANNOTATION]: _last, ...others } = annotations;
  return `${goJson(sorted({ ...config, metadata: { ...metadata, annotations: others } }))}\n`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const map = value as JsonObject;
  return Object.fromEntries(Object.keys(map).sort().map((key) => [key, sorted(map[key] as Json)]));
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
