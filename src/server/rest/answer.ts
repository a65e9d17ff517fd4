import type { KubeList, KubeObject, ReplyBody, ReplySink, Status } from "../../api/index.ts";
import { badRequest, expired, isStatus, serverError, tooLargeResourceVersion, tooManyRequests } from "../../api/index.ts";
import type { PathAnswer } from "../discovery/index.ts";
import type { Form } from "../represent/index.ts";
import type { Refusal } from "../watchcache/index.ts";

/** A sink whose answer carries these warnings too. @source apiserver pkg/endpoints/installer.go (deprecated types) */
export function warning(sink: ReplySink, warnings: readonly string[]): ReplySink {
  return {
    ...(sink.flow === undefined ? {} : { flow: sink.flow }),
    head({ status, headers: { warning: own, ...headers } }) {
      const all = own === undefined ? warningHeader(warnings) : `${warningHeader(warnings)}, ${own}`;
      sink.head({ status, headers: { ...headers, warning: all } });
    },
    object: (body, keys) => sink.object(body, keys),
    event: (event) => sink.event(event),
    bytes: (chunk) => sink.bytes(chunk),
    end: (end) => sink.end(end),
  };
}

/** Each text once. */
function warningHeader(warnings: readonly string[]): string {
  return [...new Set(warnings)].map((text) => `299 - ${JSON.stringify(text)}`).join(", ");
}

/**
 * A sink whose answers, where they are JSON, are written otherwise.
 *
 * @param streams a watch: its events, though not the Status of a refusal, say so in their type
 * @source apiserver pkg/endpoints/handlers/watch.go serveWatchHandler
 */
export function inForm(sink: ReplySink, { contentType, pretty }: Form, streams: boolean): ReplySink {
  if (contentType === JSON_TYPE && !pretty) return sink;
  return {
    ...(sink.flow === undefined ? {} : { flow: sink.flow }),
    head({ status, headers }) {
      const own = headers["content-type"] === JSON_TYPE;
      const streamed = streams && status === 200 ? `${contentType};stream=watch` : contentType;
      sink.head({ status, headers: own ? { ...headers, "content-type": contentType === JSON_TYPE ? contentType : streamed } : headers, ...(own && pretty ? { pretty } : {}) });
    },
    object: (body, keys) => sink.object(body, keys),
    event: (event) => sink.event(event),
    bytes: (chunk) => sink.bytes(chunk),
    end: (end) => sink.end(end),
  };
}

const JSON_TYPE = "application/json";

/** One whole answer. */
export function answer(sink: ReplySink, code: number, body: ReplyBody, warnings: readonly string[] = []): void {
  sink.head({ status: code, headers: headersOf(body, warnings) });
  sink.object(body);
  sink.end({ kind: "complete" });
}

/** An object, or the reason why it cannot be shown as asked for. */
export function tellObject(sink: ReplySink, code: number, shown: KubeObject | Status, warnings?: readonly string[]): void {
  if (isStatus(shown) && shown.status === "Failure") refuse(sink, shown, warnings);
  else answer(sink, code, shown, warnings);
}

/** @param keys of the items, as the store made them */
export function answerList(sink: ReplySink, body: KubeList | KubeObject | Status, keys: readonly string[]): void {
  if (isStatus(body)) return refuse(sink, body);
  sink.head({ status: 200, headers: json });
  sink.object(body, keys);
  sink.end({ kind: "complete" });
}

/** Of what leads behind the server: why not, or that there is nothing. */
export function tellConnection(sink: ReplySink, connection: Status | "empty"): void {
  if (connection !== "empty") return refuse(sink, connection);
  sink.head({ status: 204, headers: {} });
  sink.end({ kind: "complete" });
}

/** A Status with its own code. */
export function refuse(sink: ReplySink, status: Status, warnings?: readonly string[]): void {
  answer(sink, status.code ?? 500, status, warnings);
}

/** What the outermost layer says of paths that nobody serves. */
export function nothingThere(sink: ReplySink): void {
  sink.head({ status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });
  sink.bytes(new TextEncoder().encode("404 page not found\n"));
  sink.end({ kind: "complete" });
}

/** A document that no object of the API is. */
export function answerWhole(sink: ReplySink, { status, contentType, body, headers = {} }: PathAnswer): void {
  sink.head({ status, headers: contentType === "" ? headers : { "content-type": contentType, ...headers } });
  if (body.length > 0) sink.bytes(typeof body === "string" ? new TextEncoder().encode(body) : body);
  sink.end({ kind: "complete" });
}

const json: { readonly [name: string]: string } = Object.freeze({ "content-type": JSON_TYPE });

/** @source apiserver pkg/endpoints/handlers/responsewriters/status.go (Retry-After), pkg/warning */
function headersOf(body: ReplyBody, warnings: readonly string[]): { readonly [name: string]: string } {
  const retryAfter = isStatus(body) ? body.details?.retryAfterSeconds : undefined;
  if (retryAfter === undefined && warnings.length === 0) return json;
  return {
    ...json,
    ...(retryAfter === undefined || retryAfter === 0 ? {} : { "retry-after": String(retryAfter) }),
    ...(warnings.length === 0 ? {} : { warning: warningHeader(warnings) }),
  };
}

/** @source apiserver pkg/storage/errors.go and pkg/storage/etcd3/errors.go */
export function statusOf(refusal: Refusal): Status {
  switch (refusal.kind) {
    case "expired":
      return expired(refusal.message, refusal.continue);
    case "tooLarge":
      return tooLargeResourceVersion(refusal.requested, refusal.current, refusal.retryAfter);
    case "notReady":
      return tooManyRequests(refusal.message, refusal.retryAfter);
    case "badRequest":
      return badRequest(refusal.message);
    case "internal":
      return serverError(refusal.message);
  }
}
