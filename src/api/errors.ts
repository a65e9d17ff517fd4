import type { GroupVersionResource } from "./request.ts";
import type { Status, StatusCause, StatusDetails } from "./status.ts";

/**
 * What an apiserver answers when it does not do as asked, one constructor a reason. Plain frozen values: they travel in
 * replies and ERROR events like any object.
 *
 * @source apimachinery pkg/api/errors/errors.go (New* and Reason constants), apiserver pkg/storage/errors.go
 */

/** What a Status speaks of: the plural (or, where upstream does, the kind) and its group. */
export interface Subject {
  readonly group: string;
  readonly resource: string;
}

/** "deployments.apps", or "pods" for the core group. */
export function qualified({ group, resource }: Subject): string {
  return group === "" ? resource : `${resource}.${group}`;
}

const emptyMetadata = Object.freeze({});

interface Failure {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly details?: StatusDetails;
}

export function failure({ code, reason, message, details }: Failure): Status {
  return Object.freeze({
    kind: "Status",
    apiVersion: "v1",
    metadata: emptyMetadata,
    status: "Failure",
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details: Object.freeze(details) }),
    code,
  });
}

function subjectDetails(subject: Subject, name: string): StatusDetails {
  return {
    ...(name === "" ? {} : { name }),
    ...(subject.group === "" ? {} : { group: subject.group }),
    ...(subject.resource === "" ? {} : { kind: subject.resource }),
  };
}

/** The answer to a deletion that left nothing to show. */
export function removed(subject: Subject, name: string, uid: string | undefined): Status {
  return Object.freeze({
    kind: "Status",
    apiVersion: "v1",
    metadata: emptyMetadata,
    status: "Success",
    details: Object.freeze({ ...subjectDetails(subject, name), ...(uid === undefined ? {} : { uid }) }),
  });
}

export function notFound(subject: Subject, name: string): Status {
  return failure({ code: 404, reason: "NotFound", message: `${qualified(subject)} "${name}" not found`, details: subjectDetails(subject, name) });
}

/** No such resource in a group that exists. */
export function noSuchResource(): Status {
  return failure({ code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: {} });
}

export function alreadyExists(subject: Subject, name: string): Status {
  return failure({ code: 409, reason: "AlreadyExists", message: `${qualified(subject)} "${name}" already exists`, details: subjectDetails(subject, name) });
}

/** A generated name was taken, as often as the server cared to try. */
export function generatedNameTaken(subject: Subject, name: string): Status {
  return failure({
    code: 409,
    reason: "AlreadyExists",
    message: `${qualified(subject)} "${name}" already exists, the server was not able to generate a unique name for the object`,
    details: { ...subjectDetails(subject, name), retryAfterSeconds: 1 },
  });
}

export function conflict(subject: Subject, name: string, why: string): Status {
  return failure({
    code: 409,
    reason: "Conflict",
    message: `Operation cannot be fulfilled on ${qualified(subject)} "${name}": ${why}`,
    details: subjectDetails(subject, name),
  });
}

/** What an optimistic lock that lost is told. */
export const MODIFIED = "the object has been modified; please apply your changes to the latest version and try again";

export interface InvalidField {
  readonly reason: string;
  /** Path of the field; "<nil>" where upstream has none. */
  readonly field: string;
  /** Without the path. */
  readonly message: string;
}

/** `subject.resource` holds a Kind here, as upstream's details do. */
export function invalid(subject: Subject, name: string, fields: readonly InvalidField[]): Status {
  const texts = [...new Set(fields.map((f) => `${f.field}: ${f.message}`))];
  const why = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return failure({
    code: 422,
    reason: "Invalid",
    message: `${qualified(subject)} "${name}" is invalid: ${why}`,
    details: { ...subjectDetails(subject, name), causes: fields.map(cause) },
  });
}

function cause({ reason, message, field }: InvalidField): StatusCause {
  return { reason, message, field };
}

export function badRequest(message: string): Status {
  return failure({ code: 400, reason: "BadRequest", message });
}

export function forbidden(subject: Subject, name: string, why: string, causes?: readonly StatusCause[]): Status {
  return failure({
    code: 403,
    reason: "Forbidden",
    message: name === "" ? `${qualified(subject)} is forbidden: ${why}` : `${qualified(subject)} "${name}" is forbidden: ${why}`,
    details: { ...subjectDetails(subject, name), ...(causes === undefined ? {} : { causes }) },
  });
}

/** A method that no storage behind this path has. */
export function methodNotAllowed(): Status {
  return failure({
    code: 405,
    reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource",
    details: {},
  });
}

/** What is served there, but not so. @source apimachinery pkg/api/errors/errors.go NewMethodNotSupported */
export function methodNotSupported(subject: Subject, verb: string): Status {
  return failure({ code: 405, reason: "MethodNotAllowed", message: `${verb} is not supported on resources of kind "${qualified(subject)}"`, details: subjectDetails(subject, "") });
}

/** 410: history is gone. `continueToken` lets a list that was cut go on inconsistently. */
export function expired(message: string, continueToken?: string): Status {
  const status = failure({ code: 410, reason: "Expired", message });
  return continueToken === undefined ? status : Object.freeze({ ...status, metadata: Object.freeze({ continue: continueToken }) });
}

export function requestTooLarge(limit: number): Status {
  return failure({ code: 413, reason: "RequestEntityTooLarge", message: `Request entity too large: limit is ${limit}` });
}

export function unsupportedMediaType(accepted: readonly string[]): Status {
  return failure({
    code: 415,
    reason: "UnsupportedMediaType",
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  });
}

export function notAcceptable(message: string, details?: StatusDetails): Status {
  return failure({ code: 406, reason: "NotAcceptable", message, ...(details === undefined ? {} : { details }) });
}

export function tooManyRequests(message: string, retryAfterSeconds: number): Status {
  return failure({ code: 429, reason: "TooManyRequests", message, details: { retryAfterSeconds } });
}

/** A plain error of the server, which upstream answers without a reason. */
export function serverError(message: string): Status {
  return failure({ code: 500, message });
}

export function internalError(message: string): Status {
  return failure({ code: 500, reason: "InternalError", message: `Internal error occurred: ${message}`, details: { causes: [{ message }] } });
}

/** @param retryAfterSeconds 0: not said (a read of the storage itself). */
export function tooLargeResourceVersion(asked: number | string, current: number, retryAfterSeconds: number): Status {
  return failure({
    code: 504,
    reason: "Timeout",
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
    },
  });
}

/** Same resource, spoken of by its plural. */
export function subjectOf({ group, resource }: GroupVersionResource): Subject {
  return { group, resource };
}

export function isStatus(body: { readonly kind?: unknown; readonly apiVersion?: unknown }): body is Status {
  return body.kind === "Status" && body.apiVersion === "v1";
}
