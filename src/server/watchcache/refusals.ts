import type { Status, WatchEvent } from "../../api/index.ts";
import { expired, serverError, tooLargeResourceVersion, tooManyRequests } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { Refusal } from "./watchcache.ts";

/** @source apiserver pkg/storage/etcd3/errors.go */
export const LIST_EXPIRED = "The resourceVersion for the provided list is too old.";
export const WATCH_EXPIRED = "The resourceVersion for the provided watch is too old.";
export const CONTINUE_EXPIRED =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, " +
  "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an " +
  "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

/** How long a client should wait for a version that the cache has not reached, in seconds. @source cacher.go resourceVersionTooHighRetrySeconds */
export const TOO_HIGH_RETRY_SECONDS = 1;

/** @source apiserver pkg/storage/cacher/cacher.go, util.go calculateRetryAfterForUnreadyCache */
export function notReady(downFor: Micros): Refusal {
  const retryAfter = Math.floor(Math.min(30, Math.max(1, Math.exp(0.06 * (downFor / SECOND)))));
  return { kind: "notReady", message: "storage is (re)initializing", retryAfter };
}

/** What an open stream says instead of an answer. */
export function errorEvent(refusal: Refusal): WatchEvent {
  return Object.freeze({ type: "ERROR", object: statusOf(refusal) });
}

function statusOf(refusal: Refusal): Status {
  switch (refusal.kind) {
    case "expired":
      return expired(refusal.message);
    case "tooLarge":
      return tooLargeResourceVersion(refusal.requested, refusal.current, refusal.retryAfter);
    case "notReady":
      return tooManyRequests(refusal.message, refusal.retryAfter);
    case "badRequest":
    case "internal":
      return serverError(refusal.message);
  }
}
