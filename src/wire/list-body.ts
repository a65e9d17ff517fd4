import type { KubeList, KubeObject } from "../api/index.ts";
import { jsonLine, jsonOf } from "./json.ts";

/** How items of a list name their kind: built-in kinds leave it to the list. */
export type ListItems = "bare" | "whole";

/**
 * A list as JSON, in parts to be sent one behind the other. Items were encoded when they were last shown; a list that is
 * still the same is not even put together again.
 */
export function listParts({ items: objects, ...head }: KubeList, items: ListItems): readonly Uint8Array[] {
  const partial = head.kind === "PartialObjectMetadataList";
  // Go writes a list that was never made as null, and only here does a server not make one.
  if (partial && objects.length === 0) return [Buffer.from(JSON.stringify({ ...head, items: null }))];
  const begin = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":`);
  return [begin, items === "bare" && !partial ? bareItems(objects) : itemsOf(objects, jsonOf), CLOSE];
}

const CLOSE = Buffer.from("}");
const bareLists = new WeakMap<readonly KubeObject[], Buffer>();

function bareItems(objects: readonly KubeObject[]): Buffer {
  let items = bareLists.get(objects);
  if (items === undefined) {
    items = itemsOf(objects, bare);
    if (Object.isFrozen(objects)) bareLists.set(objects, items);
  }
  return items;
}

const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** @param encode what begins with a brace, or with the byte that one is to be put in place of */
function itemsOf(objects: readonly KubeObject[], encode: (object: KubeObject) => Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  let size = 2 + Math.max(0, objects.length - 1);
  for (const object of objects) {
    const part = encode(object);
    parts.push(part);
    size += part.length;
  }
  const whole = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    whole[at] = COMMA;
    whole.set(part, at + 1);
    whole[at + 1] = OPEN_BRACE;
    at += 1 + part.length;
  }
  whole[0] = OPEN_BRACKET;
  whole[size - 1] = CLOSE_BRACKET;
  return whole;
}

/** What stands before the rest of an object of one kind, in both orders. */
let prefixes: { readonly kind: string; readonly apiVersion: string; readonly texts: readonly Buffer[] } | undefined;

/** An object without what names its kind: all of its bytes but those, which nearly always come first. */
function bare(object: KubeObject): Uint8Array {
  const { apiVersion, kind } = object;
  if (prefixes?.kind !== kind || prefixes.apiVersion !== apiVersion) prefixes = prefixesOf(kind, apiVersion);
  const line = jsonLine(object);
  for (const prefix of prefixes.texts) {
    if (line.compare(prefix, 0, prefix.length, 0, Math.min(prefix.length, line.length)) === 0) return line.subarray(prefix.length - 1, line.length - 1);
  }
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return Buffer.from(JSON.stringify(rest));
}

function prefixesOf(kind: string, apiVersion: string): NonNullable<typeof prefixes> {
  const [a, b] = [`"kind":${JSON.stringify(kind)}`, `"apiVersion":${JSON.stringify(apiVersion)}`];
  return { kind, apiVersion, texts: [Buffer.from(`{${a},${b},`), Buffer.from(`{${b},${a},`)] };
}
