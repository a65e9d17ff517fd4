import type { ReplyEnd, ReplyHead, Status } from "../api/index.ts";
import type { ApiRequest } from "../api/index.ts";
import { qualified, subjectOf } from "../api/index.ts";

/**
 * How connections fail, in the words a Go client prints.
 *
 * @source Go net (dial and read errors), golang.org/x/net/http2 transport.go (errClientConnLost, GoAwayError)
 */
const SERVER = "10.96.0.1:443";

function failed(failure: Extract<ReplyEnd, { kind: "failure" }>["failure"], message: string): ReplyEnd {
  return Object.freeze({ kind: "failure", failure, message });
}

export const REFUSED = failed("refused", `dial tcp ${SERVER}: connect: connection refused`);
export const DIAL_TIMEOUT = failed("timeout", `dial tcp ${SERVER}: i/o timeout`);
export const RESET = failed("reset", `read tcp ${SERVER}: read: connection reset by peer`);
export const CONNECTION_LOST = failed("reset", "http2: client connection lost");
export const REPLY_LOST = failed("eof", "EOF");
export const CUT = failed("unexpectedEOF", "unexpected EOF");
export const GO_AWAY = failed("goAway", "http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=\"\"");
export const COMPLETE: ReplyEnd = Object.freeze({ kind: "complete" });

export function answerHead(code: number, retryAfter: number | undefined): ReplyHead {
  return {
    status: code,
    headers: { "content-type": "application/json", ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }) },
  };
}

/** The reason that goes with a code, as the apiserver gives it. @source apimachinery pkg/api/errors/errors.go */
const REASONS: { readonly [code: number]: string } = {
  400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed", 406: "NotAcceptable", 409: "Conflict",
  410: "Expired", 413: "RequestEntityTooLarge", 415: "UnsupportedMediaType", 422: "Invalid", 429: "TooManyRequests", 500: "InternalError",
  503: "ServiceUnavailable", 504: "Timeout",
};

/** A Status of this code that says nothing of the request yet. */
export function bareStatus(code: number, reason?: string, message?: string): Status {
  const known = reason ?? REASONS[code];
  return {
    kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure",
    ...(message === undefined ? {} : { message }), ...(known === undefined ? {} : { reason: known }), code,
  };
}

/** The Status of an answer rule for one request: a missing message and missing details are those of the request. */
export function statusFor(status: Status, request: ApiRequest, retryAfter: number | undefined): Status {
  if (status.message !== undefined) return status;
  const subject = subjectOf(request.resource);
  const details = {
    ...(request.name === "" ? {} : { name: request.name }),
    ...(subject.group === "" ? {} : { group: subject.group }),
    kind: subject.resource,
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    ...status.details,
  };
  return { ...status, message: messageFor(status.code ?? 500, qualified(subject), request.name), details };
}

function messageFor(code: number, resource: string, name: string): string {
  switch (code) {
    case 404: return `${resource} "${name}" not found`;
    case 409: return `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
    case 410: return "The resourceVersion for the provided watch is too old.";
    case 429: return "the server has received too many requests and has asked us to try again later";
    case 503: return "the server is currently unable to handle the request";
    case 504: return "the server was unable to return a response in the time allotted, but may still be processing the request";
    default: return `an error on the server ("injected fault: ${code}") has prevented the request from succeeding`;
  }
}
