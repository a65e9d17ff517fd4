import type { KubeList, ReplyBody, ReplySink, WatchEvent } from "../api/index.ts";
import { documentText } from "./document-text.ts";
import { jsonLine, jsonOf } from "./json.ts";
import type { ListItems } from "./list-body.ts";
import { listParts } from "./list-body.ts";
import { encodeProtobuf, encodeProtobufEvent, PROTOBUF } from "./protobuf/index.ts";
import { encodeWatchEvent, watchFrameReader } from "./watch-frames.ts";

/**
 * Between answers as objects and answers as bytes.
 *
 * @source apiserver pkg/endpoints/handlers/responsewriters, client-go rest/request.go, watch/streamwatcher.go
 */

const NEWLINE = Buffer.from("\n");

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
      if (pretty || contentType.startsWith("application/yaml")) {
        const value = JSON.parse(new TextDecoder().decode(bodyBytes(body, items, ""))) as object;
        return to.bytes(Buffer.from(documentText(value, { contentType, pretty })));
      }
      if (!isList(body)) return to.bytes(jsonLine(body));
      for (const part of listParts(body, items)) to.bytes(part);
      to.bytes(NEWLINE);
    },
    event: (event) => to.bytes(eventBytes(event, contentType)),
    bytes: (chunk) => to.bytes(chunk),
    end: (end) => to.end(end),
  };
}

/** An answer as one who wants no line break after JSON gets it: in protobuf where `contentType` says so, else in JSON. */
export function bodyBytes(body: ReplyBody, items: ListItems, contentType: string): Uint8Array {
  if (contentType.startsWith(PROTOBUF)) return encodeProtobuf(body);
  return isList(body) ? joined(listParts(body, items)) : jsonOf(body);
}

/** The frame of a watch event, in protobuf where `contentType` says so, else in JSON. */
export function eventBytes(event: WatchEvent, contentType: string): Uint8Array {
  return contentType.startsWith(PROTOBUF) ? encodeProtobufEvent(event) : encodeWatchEvent(event);
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
