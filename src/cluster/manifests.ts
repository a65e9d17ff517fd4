import type { KubeObject, RandomIntegers, Registry } from "../api/index.ts";
import { newUid, rfc3339 } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import { yamlLibrary } from "../wire/index.ts";
import { InvalidManifest } from "./errors.ts";

/** YAML or JSON text (several documents are fine), one object, or many; lists of objects are taken apart. */
export type Manifests = string | object | readonly (string | object)[];

/** One object, and what errors call it: "document 1 (line 7)". */
export interface Manifest {
  readonly place: string;
  readonly object: object;
}

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
export function readManifests(manifests: Manifests, filling: Filling): readonly Manifest[] {
  const found: Manifest[] = [];
  collect(manifests, "", "text", found);
  return found.map(({ object, place }) => ({ place, object: filled(object, filling) }));
}

/** @param strings "text" is YAML to be read; what was read is read once only: plain text would be YAML of itself, for ever */
function collect(manifests: unknown, where: string, strings: "text" | "read", into: Manifest[]): void {
  if (typeof manifests === "string" && strings === "text") {
    for (const { place, value } of documentsOf(manifests, where)) collect(value, place, "read", into);
  } else if (Array.isArray(manifests)) {
    for (const [i, each] of manifests.entries()) collect(each, `${where}[${i}]`, strings, into);
  } else if (typeof manifests !== "object" || manifests === null) {
    throw unfit(placeOrWhole(where), manifests);
  } else if (isList(manifests)) {
    for (const [i, each] of manifests.items.entries()) collect(each, `${where}.items[${i}]`, "read", into);
  } else into.push({ object: manifests, place: placeOrWhole(where) });
}

function placeOrWhole(where: string): string {
  return where === "" ? "the manifest" : where;
}

function unfit(place: string, found: unknown): InvalidManifest {
  return new InvalidManifest(`${place} is ${found === undefined ? "undefined" : (JSON.stringify(found) ?? typeof found)}; expected an object with apiVersion and kind, a list of them, or YAML text of such`);
}

/** The documents of a text that say something, and what errors call them. */
function documentsOf(text: string, where: string): readonly { readonly place: string; readonly value: unknown }[] {
  const { LineCounter, parseAllDocuments } = yamlLibrary();
  const lines = new LineCounter();
  const parsed: readonly Document[] = parseAllDocuments(text, { uniqueKeys: true, lineCounter: lines });
  return parsed
    .map((document, i) => ({ place: placeOf(document, i), value: valueOf(document, i) }))
    .filter(({ value }) => value !== null);

  function placeOf({ range, contents }: Document, i: number): string {
    const { line } = lines.linePos(contents?.range?.[0] ?? range?.[0] ?? 0);
    return `${where === "" ? "" : `${where} `}document ${i} (line ${line})`;
  }

  function valueOf(document: Document, i: number): unknown {
    const [malformed] = document.errors;
    if (malformed !== undefined) throw new InvalidManifest(`${placeOf(document, i)}: the YAML is malformed: ${malformed.message}`);
    try {
      // An anchor that is missing is found out only here.
      return document.toJS();
    } catch (cause) {
      throw new InvalidManifest(`${placeOf(document, i)}: the YAML cannot be resolved: ${cause instanceof Error ? cause.message : String(cause)}; expected an anchor ahead of each alias, and fewer than 100 aliases within aliases`, { cause });
    }
  }
}

type Document = ReturnType<ReturnType<typeof yamlLibrary>["parseAllDocuments"]>[number] & object;

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
