import type { KubeList, KubeObject, ReplyBody, ReplySink, WatchEvent } from "../api/index.ts";
import { documentText } from "./document-text.ts";
import { jsonText } from "./json.ts";
import { encodeProtobuf, encodeProtobufEvent, PROTOBUF } from "./protobuf/index.ts";
import { encodeWatchEvent, watchFrameReader } from "./watch-frames.ts";

/**
 * Between answers as objects and answers as bytes.
 *
 * @source apiserver pkg/endpoints/handlers/responsewriters, client-go rest/request.go, watch/streamwatcher.go
 */

const encoder = new TextEncoder();

/** How items of a list name their kind: built-in kinds leave it to the list. */
export type ListItems = "bare" | "whole";

/** A sink for a handler that answers with objects, before one that wants bytes. */
export function encodingSink(to: ReplySink, items: ListItems): ReplySink {
  let contentType = "";
  let pretty = false;
  return {
    ...(to.flow === undefined ? {} : { flow: to.flow }),
    head(head) {
      contentType = head.headers["content-type"] ?? "";
      pretty = head.pretty === true;
      to.head(head);
    },
    object(body) {
      if (contentType.startsWith(PROTOBUF)) return to.bytes(encodeProtobuf(body));
      const text = bodyText(body, items);
      const plain = !pretty && !contentType.startsWith("application/yaml");
      to.bytes(encoder.encode(plain ? `${text}\n` : documentText(JSON.parse(text) as object, { contentType, pretty })));
    },
    event: (event) => to.bytes(eventBytes(event, contentType)),
    bytes: (chunk) => to.bytes(chunk),
    end: (end) => to.end(end),
  };
}

/** An answer as one who wants no line break after JSON gets it: in protobuf where `contentType` says so, else in JSON. */
export function bodyBytes(body: ReplyBody, items: ListItems, contentType: string): Uint8Array {
  return contentType.startsWith(PROTOBUF) ? encodeProtobuf(body) : encoder.encode(bodyText(body, items));
}

/** The frame of a watch event, in protobuf where `contentType` says so, else in JSON. */
export function eventBytes(event: WatchEvent, contentType: string): Uint8Array {
  return contentType.startsWith(PROTOBUF) ? encodeProtobufEvent(event) : encodeWatchEvent(event);
}

/** JSON text of an answer as a server writes it. */
function bodyText(body: ReplyBody, items: ListItems): string {
  if (!isList(body)) return jsonText(body);
  const { items: objects, ...head } = body;
  const partial = head.kind === "PartialObjectMetadataList";
  // Go writes a list that was never made as null, and only here does a server not make one.
  if (partial && objects.length === 0) return JSON.stringify({ ...head, items: null });
  const texts = objects.map((object) => (items === "bare" && !partial ? bareText(object) : jsonText(object)));
  return `${JSON.stringify(head).slice(0, -1)},"items":[${texts.join(",")}]}`;
}

/**
 * A sink that turns bytes into what they say, as client-go's decoders do. A value cut by the end of a stream is dropped
 * (client-go only logs it); text that is no JSON, or an event type nobody knows, ends the stream with an ERROR event of
 * the client's own; an answer that is no JSON is passed on as bytes for the caller to judge.
 *
 * @param form how to read the bytes: the caller knows what it asked for
 */
export function decodingSink(to: ReplySink, form: "watch" | "object"): ReplySink {
  let status = 0;
  const read = (): boolean => form === "watch" && status === 200;
  const frames = watchFrameReader();
  const chunks: Uint8Array[] = [];
  let over = false;
  return {
    ...(to.flow === undefined ? {} : { flow: to.flow }),
    head(head) {
      status = head.status;
      to.head(head);
    },
    object: (body, keys) => to.object(body, keys),
    event: (event) => to.event(event),
    bytes(chunk) {
      if (over) return;
      if (!read()) {
        chunks.push(chunk);
        return;
      }
      frames.push(chunk, (decoded) => {
        if (over) return;
        if (decoded.kind === "event" && eventTypes.has(decoded.type)) {
          to.event(Object.freeze({ type: decoded.type, object: deepFreeze(decoded.object) }) as WatchEvent);
          return;
        }
        over = true;
        const why = decoded.kind === "event" ? `got invalid watch event type: ${decoded.type}` : decoded.message;
        to.event(undecodable(why));
        to.end({ kind: "complete" });
      });
    },
    end(end) {
      if (over) return;
      over = true;
      if (!read() && chunks.length > 0) {
        const whole = joined(chunks);
        const value = parsed(whole);
        if (value === undefined) to.bytes(whole);
        else to.object(value);
      }
      to.end(end);
    },
  };
}

const eventTypes = new Set(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]);

/** @source apimachinery pkg/watch/streamwatcher.go receive, pkg/api/errors NewClientErrorReporter */
function undecodable(why: string): WatchEvent {
  const message = `unable to decode an event from the watch stream: ${why}`;
  return Object.freeze({
    type: "ERROR",
    object: Object.freeze({
      kind: "Status",
      apiVersion: "v1",
      metadata: Object.freeze({}),
      status: "Failure",
      message: `an error on the server ("${message}") has prevented the request from succeeding`,
      reason: "InternalError",
      details: Object.freeze({
        causes: Object.freeze([
          { reason: "UnexpectedServerResponse", message },
          { reason: "ClientWatchDecoding", message },
        ]),
      }),
      code: 500,
    }),
  });
}

function isList(body: ReplyBody): body is KubeList {
  return "items" in body && Array.isArray(body["items"]);
}

const bare = new WeakMap<KubeObject, string>();

function bareText(object: KubeObject): string {
  let text = bare.get(object);
  if (text === undefined) {
    const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
    text = JSON.stringify(rest);
    bare.set(object, text);
  }
  return text;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function parsed(bytes: Uint8Array): ReplyBody | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (deepFreeze(value) as ReplyBody) : undefined;
  } catch {
    return undefined;
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value) as unknown[]) if (typeof part === "object" && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
