import type { FailureKind, Status } from "../../api/index.ts";

/**
 * Why a request, a stream or a store call failed, as a value. `context` is what a caller put before the cause
 * ("failed to list …: "), which keeps its class.
 */
export type ClientError = {
  /** Empty, or what stands before the cause's own text. */
  readonly context?: string;
  readonly message: string;
} & (
  | { readonly kind: "status"; readonly status: Status }
  | { readonly kind: "transport"; readonly failure: FailureKind }
  /** Given up by this side. `sent`: the request was on its way. */
  | { readonly kind: "canceled"; readonly sent: boolean }
  | { readonly kind: "decode" }
  | { readonly kind: "unexpectedObject" }
  /** A store or a transform refused an object. */
  | { readonly kind: "store" }
  /** The waiting ended first: the tries were used up, or the time was. */
  | { readonly kind: "timedOut" }
  | { readonly kind: "deadlineExceeded" }
  /** Only a text is left of it. */
  | { readonly kind: "text" }
);

export function statusError(status: Status): ClientError {
  return { kind: "status", status, message: status.message ?? "" };
}

/** The same cause with more said before it. */
export function withContext(error: ClientError, context: string): ClientError {
  return { ...error, context: context + (error.context ?? "") };
}

export function textOf(error: ClientError): string {
  return (error.context ?? "") + error.message;
}

/**
 * Reasons that a client knows; only with another reason, or none, does a code speak for itself.
 *
 * @source apimachinery pkg/apis/meta/v1/types.go StatusReason, pkg/api/errors knownReasons
 */
const knownReasons: ReadonlySet<string> = new Set([
  "Unauthorized", "Forbidden", "NotFound", "AlreadyExists", "Conflict", "Gone", "Invalid", "ServerTimeout", "StoreReadError", "Timeout", "TooManyRequests",
  "BadRequest", "MethodNotAllowed", "NotAcceptable", "RequestEntityTooLarge", "UnsupportedMediaType", "InternalError", "Expired", "ServiceUnavailable",
]);

function hasReason(status: Status, reason: string, code: number): boolean {
  if (status.reason === reason) return true;
  return status.code === code && !knownReasons.has(status.reason ?? "");
}

/** @source apimachinery pkg/api/errors IsResourceExpired and IsGone, as client-go reflector.go isExpiredError joins them */
export function isExpired(error: ClientError): boolean {
  return error.kind === "status" && (error.status.reason === "Expired" || hasReason(error.status, "Gone", 410));
}

/** Reason only: what the pager asks. @source apimachinery pkg/api/errors IsResourceExpired */
export function isResourceExpired(error: ClientError): boolean {
  return error.kind === "status" && error.status.reason === "Expired";
}

/** @source client-go tools/cache/reflector.go isTooLargeResourceVersionError, with its two older forms */
export function isTooLargeResourceVersion(error: ClientError): boolean {
  if (error.kind !== "status") return false;
  const { status } = error;
  const causes = status.details?.causes ?? [];
  if (causes.some((cause) => cause.reason === "ResourceVersionTooLarge")) return true;
  if (!hasReason(status, "Timeout", 504) || error.context !== undefined || status.details === undefined) return false;
  return causes.some((cause) => cause.message === TOO_LARGE) || (status.message ?? "").includes(TOO_LARGE);
}

const TOO_LARGE = "Too large resource version";

export function isTooManyRequests(error: ClientError): boolean {
  return error.kind === "status" && (error.status.reason === "TooManyRequests" || error.status.code === 429);
}

export function isInternalError(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "InternalError", 500);
}

export function isConnectionRefused(error: ClientError): boolean {
  return error.kind === "transport" && error.failure === "refused";
}

export function isForbidden(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "Forbidden", 403);
}

export function isUnauthorized(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "Unauthorized", 401);
}

export function isConflict(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "Conflict", 409);
}

export function isNotFound(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "NotFound", 404);
}

export function isAlreadyExists(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "AlreadyExists", 409);
}

/**
 * The connection broke in a way that looks like an end.
 *
 * @source apimachinery pkg/util/net IsProbableEOF
 */
export function isProbableEof(failure: FailureKind): boolean {
  return failure === "eof" || failure === "unexpectedEOF" || failure === "goAway" || failure === "reset";
}

export function isMethodNotSupported(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "MethodNotAllowed", 405);
}

export function isUnsupportedMediaType(error: ClientError): boolean {
  return error.kind === "status" && hasReason(error.status, "UnsupportedMediaType", 415);
}
