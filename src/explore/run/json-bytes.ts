import type { KubeList, KubeObject, ReplyBody, WatchEvent } from "../../api/index.ts";

/**
 * How many bytes of JSON an answer takes, though it is passed by reference. Lists are added up from their items, each of
 * which is measured once, however many lists and streams carry it.
 */
export function bodyBytes(body: ReplyBody): number {
  if (!isList(body)) return jsonBytes(body) + NEWLINE;
  const known = lists.get(body);
  if (known !== undefined) return known;
  let bytes = Buffer.byteLength(JSON.stringify({ ...body, items: [] })) + NEWLINE + Math.max(0, body.items.length - 1);
  for (const item of body.items) bytes += jsonBytes(item);
  lists.set(body, bytes);
  return bytes;
}

/** One line of a watch. */
export function eventBytes({ type, object }: WatchEvent): number {
  return EVENT_FRAME + type.length + jsonBytes(object);
}

const lists = new WeakMap<KubeList, number>();
const NEWLINE = 1;
/** `{"type":"","object":}` and the line's end, around a type and an object. */
const EVENT_FRAME = 22;

export function isList(body: ReplyBody): body is KubeList {
  return body.kind !== "Status" && Array.isArray((body as Partial<KubeList>).items);
}

/**
 * Parts are measured once and remembered: a store that plays one workload again makes new metadata (the versions), but
 * keeps spec and status.
 */
function jsonBytes(object: object): number {
  const known = wholes.get(object);
  if (known !== undefined) return known;
  let bytes = BRACES;
  let fields = 0;
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    fields += 1;
    bytes += keyBytes(key) + valueBytes(value);
  }
  bytes += Math.max(0, fields - 1);
  wholes.set(object, bytes);
  return bytes;
}

const wholes = new WeakMap<object, number>();
const parts = new WeakMap<object, number>();
const keys = new Map<string, number>();
const BRACES = 2;
const COLON = 1;

function valueBytes(value: unknown): number {
  if (typeof value !== "object" || value === null) return Buffer.byteLength(JSON.stringify(value));
  const known = parts.get(value);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(value));
  parts.set(value, bytes);
  return bytes;
}

function keyBytes(key: string): number {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(key)) + COLON;
  keys.set(key, bytes);
  return bytes;
}

/** `metadata.resourceVersion` as a number; 0 where there is none. */
export function versionOf({ metadata }: Pick<KubeObject, "metadata">): number {
  return metadata.resourceVersion === undefined ? 0 : Number(metadata.resourceVersion);
}
