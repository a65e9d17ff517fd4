import type { KubeList, KubeObject, ReplyBody, WatchEvent } from "../../api/index.ts";

/**
 * How many bytes of JSON an answer takes, though it is passed by reference. An object is measured once, however many
 * streams and lists carry it.
 */
export interface JsonBytes {
  body(body: ReplyBody): number;
  /** One line of a watch. */
  event(event: WatchEvent): number;
}

export function createJsonBytes(): JsonBytes {
  const known = new WeakMap<object, number>();
  const measure = (object: object): number => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const bytes = Buffer.byteLength(JSON.stringify(object));
    known.set(object, bytes);
    return bytes;
  };
  const list = (body: KubeList): number => {
    const before = known.get(body);
    if (before !== undefined) return before;
    let bytes = Buffer.byteLength(JSON.stringify({ ...body, items: [] })) + NEWLINE + Math.max(0, body.items.length - 1);
    for (const item of body.items) bytes += measure(item);
    known.set(body, bytes);
    return bytes;
  };
  return {
    body: (body) => (isList(body) ? list(body) : measure(body) + NEWLINE),
    event: (event) => EVENT_FRAME + event.type.length + measure(event.object),
  };
}

const NEWLINE = 1;
/** `{"type":"","object":}` and the line's end, around a type and an object. */
const EVENT_FRAME = 22;

export function isList(body: ReplyBody): body is KubeList {
  return Array.isArray((body as Partial<KubeList>).items) && body.kind !== "Status";
}

/** `metadata.resourceVersion` as a number; 0 where there is none. */
export function versionOf({ metadata }: Pick<KubeObject, "metadata">): number {
  return metadata.resourceVersion === undefined ? 0 : Number(metadata.resourceVersion);
}
