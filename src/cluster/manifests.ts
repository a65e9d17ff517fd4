import { parseAllDocuments } from "yaml";
import type { KubeObject, RandomIntegers, Registry } from "../api/index.ts";
import { newUid, rfc3339 } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import { InvalidManifest } from "./errors.ts";

/** YAML or JSON text (several documents are fine), one object, or many; lists of objects are taken apart. */
export type Manifests = string | object | readonly (string | object)[];

export interface Filling {
  readonly registry: Registry;
  readonly random: RandomIntegers;
  readonly wall: Micros;
}

/**
 * The objects of manifests, with what a server would have given them: namespace "default", a uid, a creation time.
 *
 * @throws InvalidManifest naming the text's line or the object's place
 */
export function readManifests(manifests: Manifests, filling: Filling): readonly object[] {
  const objects: object[] = [];
  collect(manifests, "", objects);
  return objects.map((object) => filled(object, filling));
}

function collect(manifests: unknown, where: string, into: object[]): void {
  if (typeof manifests === "string") {
    for (const [i, document] of documentsOf(manifests).entries()) collect(document, `${where}document ${i}`, into);
  } else if (Array.isArray(manifests)) {
    for (const [i, each] of manifests.entries()) collect(each, `${where}[${i}]`, into);
  } else if (typeof manifests !== "object" || manifests === null) {
    throw new InvalidManifest(`${where === "" ? "the manifest" : where} is ${manifests === undefined ? "undefined" : JSON.stringify(manifests)}; expected an object, a list of them, or YAML text`);
  } else if (isList(manifests)) {
    for (const [i, each] of manifests.items.entries()) collect(each, `${where}.items[${i}]`, into);
  } else into.push(manifests);
}

function documentsOf(text: string): readonly unknown[] {
  const parsed = parseAllDocuments(text, { uniqueKeys: true });
  if (!Array.isArray(parsed)) return [];
  const documents = parsed as ReturnType<typeof parseAllDocuments> & readonly { readonly errors: readonly Error[]; toJS(): unknown }[];
  for (const { errors } of documents) if (errors[0] !== undefined) throw new InvalidManifest(`the YAML is malformed: ${errors[0].message}`);
  return documents.map((document) => document.toJS()).filter((value) => value !== null);
}

function isList(value: object): value is { readonly items: readonly unknown[] } {
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  return Array.isArray(items) && typeof kind === "string" && kind.endsWith("List");
}

/** Only what is missing: recorded objects keep what they bring. What is no object at all is for the loader to refuse. */
function filled(object: object, { registry, random, wall }: Filling): object {
  const { apiVersion, kind, metadata } = object as Partial<KubeObject>;
  if (typeof metadata !== "object" || metadata === null || typeof apiVersion !== "string" || typeof kind !== "string") return object;
  const info = registry.ofKind(apiVersion, kind);
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(info?.namespaced === true && metadata.namespace === undefined ? { namespace: "default" } : {}),
      ...(metadata.uid === undefined ? { uid: newUid(random) } : {}),
      ...(metadata.creationTimestamp === undefined ? { creationTimestamp: rfc3339(wall) } : {}),
    },
  };
}
