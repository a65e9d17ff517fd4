import type { KubeList, KubeObject, ReplyBody, WatchEvent } from "../../api/index.ts";
import { jsonBytes } from "../../wire/index.ts";

/**
 * How many bytes of JSON an answer takes, though it is passed by reference. Lists are added up from their items, each of
 * which is measured once, however many lists and streams carry it.
 */
export function bodyBytes(body: ReplyBody): number {
  if (!isList(body)) return jsonBytes(body) + NEWLINE;
  const known = lists.get(body);
  if (known !== undefined) return known;
  let bytes = JSON.stringify({ ...body, items: [] }).length + NEWLINE + Math.max(0, body.items.length - 1);
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

/** `metadata.resourceVersion` as a number; 0 where there is none. */
export function versionOf({ metadata }: Pick<KubeObject, "metadata">): number {
  return metadata.resourceVersion === undefined ? 0 : Number(metadata.resourceVersion);
}
