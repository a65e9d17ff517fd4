import type { JsonObject, Json } from "./object.ts";
import type { Status } from "./status.ts";

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

/** Group "" is core. `resource` is the plural. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

export type PatchType =
  | "application/json-patch+json"
  | "application/merge-patch+json"
  | "application/strategic-merge-patch+json"
  | "application/apply-patch+yaml";

export type RequestBody =
  | { readonly form: "object"; readonly value: JsonObject }
  | { readonly form: "patch"; readonly type: PatchType; readonly value: Json }
  /** As received: how it reads depends on the kind, so the server has `wire/` decode it once it knows that. "" is no content type. */
  | { readonly form: "bytes"; readonly contentType: string; readonly bytes: Uint8Array };

/** Query parameters after decoding. Absent means not given; texts are as sent. */
export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly timeoutSeconds?: number;
  /** Go duration text; sent by typed clients beside timeoutSeconds, ignored by watches. */
  readonly timeout?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly dryRun?: readonly string[];
  readonly fieldManager?: string;
  readonly fieldValidation?: string;
  readonly force?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** What the rows of a Table hold beside their cells: "None", "Metadata" (as when absent) or "Object". */
  readonly includeObject?: string;
  /** Text with indentation, as Go reads a truth: "1", "t", "true". */
  readonly pretty?: string;
}

export interface User {
  readonly name: string;
  /** Absent: whoever knows the user gives none. */
  readonly uid?: string;
  readonly groups: readonly string[];
}

/** A path that names no resource: discovery, health, documents, or nothing at all. */
export interface NonResource {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  /** Decoded pairs in the order received. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The If-None-Match header as sent. */
  readonly ifNoneMatch?: string;
}

/** A request as a value: what `wire/` makes of bytes, what in-process clients make directly. */
export interface ApiRequest {
  readonly verb: Verb;
  readonly resource: GroupVersionResource;
  /** "" means cluster-scoped, or all namespaces. */
  readonly namespace: string;
  /** "" means the collection. */
  readonly name: string;
  /** "" means the object itself. */
  readonly subresource: string;
  readonly options: RequestOptions;
  readonly body?: RequestBody;
  readonly user: User;
  /** User agent; also the party name that network rules match. */
  readonly agent: string;
  /** The Accept header as sent. Absent: JSON. */
  readonly accept?: string;
  /** The deprecated path form `/api/v1/watch/…`: a watch whose options are checked as a list's. */
  readonly watchPath?: true;
  /** Set where the path names no resource: the verb is then "get", and the texts that would name one are empty. */
  readonly nonResource?: NonResource;
  /** Of what connects to something behind the server (a log, a proxy): the query as sent, decoded. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** What is wrong with the query: answered once the resource is known to exist, since that is checked first. */
  readonly refusal?: Status;
}
