import type { JsonObject, ReplyBody, WatchEvent } from "../../api/index.ts";
import { decodeMessage } from "./decode-message.ts";
import { encodeMessage } from "./encode-message.ts";
import type { Message } from "./messages.ts";
import { messageOf } from "./messages.ts";
import { BrokenMessage, WireReader } from "./wire-reader.ts";

export const PROTOBUF = "application/vnd.kubernetes.protobuf";

/**
 * The envelope of Kubernetes' protobuf: four bytes, then a runtime.Unknown whose typeMeta (1) names the kind, whose raw (2)
 * holds the object, and whose contentEncoding (3) and contentType (4) are empty.
 *
 * @source apimachinery pkg/runtime/serializer/protobuf/protobuf.go, pkg/runtime/generated.proto
 */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const TAIL = Buffer.from([0x1a, 0x00, 0x22, 0x00]);

/** A kind, as a text names it. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

export type DecodedProtobuf =
  /** Of a kind that is not built in, its name alone. */
  | { readonly kind: "value"; readonly value: JsonObject; readonly text?: undefined }
  /** `sent`: what kind it says it is, where that could be read. */
  | { readonly kind: "broken"; readonly message: string; readonly sent?: KindName };

/** @param expected what it is where it does not say */
export function decodeProtobuf(bytes: Uint8Array, expected: KindName): DecodedProtobuf {
  if (bytes.length === 0) return { kind: "broken", message: "empty data" };
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!whole.subarray(0, MAGIC.length).equals(MAGIC)) {
    return { kind: "broken", message: "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]" };
  }
  if (whole.length === MAGIC.length) return { kind: "broken", message: "empty body" };
  let sent: KindName | undefined;
  try {
    const unknown = unknownOf(whole.subarray(MAGIC.length));
    sent = { apiVersion: unknown.apiVersion || expected.apiVersion, kind: unknown.kind || expected.kind };
    const message = messageOf(sent.apiVersion, sent.kind);
    return { kind: "value", value: { ...sent, ...(message === undefined ? {} : decodeMessage(message, unknown.raw)) } };
  } catch (error) {
    if (!(error instanceof BrokenMessage)) throw error;
    return { kind: "broken", message: error.message, ...(sent === undefined ? {} : { sent }) };
  }
}

function unknownOf(bytes: Buffer): KindName & { readonly raw: Buffer } {
  const reader = new WireReader(bytes, 0, bytes.length);
  let typeMeta: { readonly [field: number]: Buffer } = {};
  const found = fieldsOf(reader, "Unknown");
  if (found[1] !== undefined) typeMeta = fieldsOf(new WireReader(found[1], 0, found[1].length), "TypeMeta");
  return { apiVersion: typeMeta[1]?.toString("utf8") ?? "", kind: typeMeta[2]?.toString("utf8") ?? "", raw: found[2] ?? Buffer.alloc(0) };
}

/** The fields of a message that has none but those with a length. */
function fieldsOf(reader: WireReader, goName: string): { readonly [field: number]: Buffer } {
  const found: { [field: number]: Buffer } = {};
  while (reader.more) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8) | 0;
    const wire = tag & 7;
    if (wire === 4) throw new BrokenMessage(`proto: ${goName}: wiretype end group for non-group`);
    if (number <= 0) throw new BrokenMessage(`proto: ${goName}: illegal tag ${number} (wire type ${wire})`);
    if (wire === 2 && number <= 4) found[number] = reader.part().rest();
    else reader.skip(wire);
  }
  return found;
}

/** @throws RangeError for objects that are of no built-in kind: they have no protobuf */
export function encodeProtobuf(body: ReplyBody): Uint8Array {
  const { apiVersion = "", kind = "", items } = body as JsonObject & Partial<KindName>;
  const message = messageOf(apiVersion, kind);
  if (message === undefined) throw new RangeError(`"${apiVersion} ${kind}" has no protobuf; answer it in JSON`);
  const typeMeta = delimited(1, delimited(1, Buffer.from(apiVersion)), delimited(2, Buffer.from(kind)));
  const { items: _items, ...head } = body as unknown as JsonObject;
  const element = Array.isArray(items) ? message.byNumber.get(ITEMS)?.message() : undefined;
  const raw = element === undefined ? [rawOf(message, body)] : [encodeMessage(message, head), ...(items as readonly JsonObject[]).map((item) => delimited(ITEMS, rawOf(element, item)))];
  return Buffer.concat([MAGIC, typeMeta, delimited(2, ...raw), TAIL]);
}

/** Where lists hold their items. */
const ITEMS = 2;

const raws = new WeakMap<object, Uint8Array>();

/** The message of a frozen object: encoded once, however many lists and streams send it. */
function rawOf(message: Message, object: object): Uint8Array {
  let raw = raws.get(object);
  if (raw === undefined) {
    raw = encodeMessage(message, object as JsonObject);
    if (Object.isFrozen(object)) raws.set(object, raw);
  }
  return raw;
}

const frames = new WeakMap<WatchEvent, Uint8Array>();

/**
 * The frame of a watch event: four bytes of length, then a meta.v1.WatchEvent whose object's raw (1) holds an envelope.
 *
 * @source apimachinery pkg/util/framer (lengthDelimitedFrameWriter); apiserver pkg/endpoints/handlers/watch.go
 */
export function encodeProtobufEvent(event: WatchEvent): Uint8Array {
  let frame = frames.get(event);
  if (frame === undefined) {
    const content = Buffer.concat([delimited(1, Buffer.from(event.type)), delimited(2, delimited(1, encodeProtobuf(event.object)))]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    frame = Buffer.concat([length, content]);
    if (Object.isFrozen(event)) frames.set(event, frame);
  }
  return frame;
}

function delimited(number: number, ...parts: readonly Uint8Array[]): Buffer {
  let rest = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [number * 8 + 2];
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) head.push((rest % 0x80) | 0x80);
  head.push(rest);
  return Buffer.concat([Buffer.from(head), ...parts]);
}
