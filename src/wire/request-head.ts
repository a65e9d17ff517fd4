import type { ApiRequest, GroupVersionResource, JsonObject, RequestBody, RequestOptions, Status, User, Verb } from "../api/index.ts";
import { badRequest, methodNotAllowed } from "../api/index.ts";
import { durationProblem } from "./duration.ts";

/**
 * Request head ⇄ request value. The only place where methods, paths and queries are read or written.
 *
 * @source apiserver pkg/endpoints/request/requestinfo.go (RequestInfoFactory), apimachinery pkg/runtime/conversion.go
 *   (Convert_Slice_string_To_*), client-go rest/request.go (Request.URL: parameters in the order of their names)
 * @limits bodies stay bytes here: how they decode depends on the kind.
 */
export interface RequestHead {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  /** In the order of names, as Go's url.Values encodes; decoded texts. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  readonly body?: Uint8Array;
}

export type ParsedHead =
  | { readonly kind: "request"; readonly request: ApiRequest }
  /** Refused whatever the resource is. */
  | { readonly kind: "refused"; readonly status: Status }
  /** Not a resource: discovery, health, or nothing at all. The server answers `request` all the same. */
  | { readonly kind: "path"; readonly method: string; readonly path: string; readonly request: ApiRequest };

const encoder = new TextEncoder();

/** As client-go writes it. */
export function requestHead(request: ApiRequest): RequestHead {
  const body = bodyOf(request);
  const headers: { [name: string]: string } = { accept: request.accept ?? "application/json" };
  if (request.agent !== "") headers["user-agent"] = request.agent;
  if (request.nonResource !== undefined) {
    const { ifNoneMatch, ...asked } = request.nonResource;
    if (ifNoneMatch !== undefined) headers["if-none-match"] = ifNoneMatch;
    return { ...asked, headers };
  }
  if (body !== undefined) headers["content-type"] = contentTypeOf(request.body);
  return { method: methods[request.verb], path: pathOf(request), query: queryOf(request), headers, ...(body === undefined ? {} : { body }) };
}

/** "/path?query" of a head. */
export function target(head: RequestHead): string {
  if (head.query.length === 0) return head.path;
  return `${head.path}?${head.query.map(([name, value]) => `${escapeQuery(name)}=${escapeQuery(value)}`).join("&")}`;
}

/**
 * @param query decoded pairs in the order received; only the first of a name counts, except `dryRun`'s
 * @param headers lower-case names
 */
export function parseRequestHead(head: RequestHead, user: User): ParsedHead {
  const { method, path } = head;
  const segments = segmentsOf(path);
  if (segments === undefined) return { kind: "refused", status: badRequest(`invalid URL escape in "${path}"`) };
  const place = placeOf(segments);
  if (place === undefined) return { kind: "path", method, path, request: nonResource(head, user) };
  const query = firstOf(head.query);
  const verb = verbOf(method, place, query.get("watch"));
  if (verb === undefined) return { kind: "refused", status: methodNotAllowed() };
  const late = verb === "watch" || long.has(place.subresource) ? undefined : durationProblem(query.get("timeout") ?? "");
  if (late !== undefined) return { kind: "refused", status: badRequest(`invalid timeout specified in the request URL - ${late}`) };
  const { options, refusal } = optionsOf(verb, query, head.query);
  const body = verb === "get" || verb === "list" || verb === "watch" ? undefined : head.body;
  const accept = head.headers["accept"];
  return {
    kind: "request",
    request: {
      verb,
      resource: place.resource,
      namespace: place.namespace,
      name: place.name,
      subresource: place.subresource,
      options,
      ...(body === undefined ? {} : { body: { form: "bytes" as const, contentType: head.headers["content-type"] ?? "", bytes: body } }),
      user,
      agent: head.headers["user-agent"] ?? "",
      ...(accept === undefined || accept === "" ? {} : { accept }),
      ...(place.watchPath ? { watchPath: true as const } : {}),
      ...(long.has(place.subresource) ? { query: head.query } : {}),
      ...(refusal === undefined ? {} : { refusal }),
    },
  };
}

const nowhere: GroupVersionResource = Object.freeze({ group: "", version: "", resource: "" });

function nonResource({ method, path, query, headers }: RequestHead, user: User): ApiRequest {
  const { accept = "", "user-agent": agent = "", "if-none-match": ifNoneMatch } = headers;
  const pretty = query.find(([name]) => name === "pretty")?.[1];
  return {
    verb: "get",
    resource: nowhere,
    namespace: "",
    name: "",
    subresource: "",
    options: pretty === undefined ? {} : { pretty },
    user,
    agent,
    ...(accept === "" ? {} : { accept }),
    nonResource: { method, path, query, ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) },
  };
}

/** Splits "/path?query" as a server receives it. */
export function splitTarget(text: string): Pick<RequestHead, "path" | "query"> {
  const cut = text.indexOf("?");
  if (cut < 0) return { path: text, query: [] };
  return { path: text.slice(0, cut), query: [...new URLSearchParams(text.slice(cut + 1)).entries()] };
}

// Writing

const methods: { readonly [verb in Verb]: string } = {
  get: "GET",
  list: "GET",
  watch: "GET",
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  deletecollection: "DELETE",
};

function pathOf({ resource, namespace, name, subresource }: ApiRequest): string {
  const root = resource.group === "" ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = namespace === "" ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const object = name === "" ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${resource.resource}${object}${subresource === "" ? "" : `/${subresource}`}`;
}

const inQuery: { readonly [option in keyof RequestOptions]?: true } = {
  allowWatchBookmarks: true,
  continue: true,
  dryRun: true,
  fieldManager: true,
  fieldSelector: true,
  fieldValidation: true,
  force: true,
  includeObject: true,
  labelSelector: true,
  limit: true,
  pretty: true,
  resourceVersion: true,
  resourceVersionMatch: true,
  sendInitialEvents: true,
  timeout: true,
  timeoutSeconds: true,
};
const queryNames = (Object.keys(inQuery) as (keyof RequestOptions)[]).sort();

function queryOf({ verb, options }: ApiRequest): [string, string][] {
  const query: [string, string][] = [];
  for (const name of queryNames) {
    const value = options[name];
    if (value === undefined) continue;
    // client-go leaves zero values out, but for pointers (sendInitialEvents, force).
    if (value === "" || value === 0 || (value === false && name === "allowWatchBookmarks")) continue;
    if (Array.isArray(value)) for (const each of options.dryRun ?? []) query.push([name, each]);
    else if (typeof value !== "object") query.push([name, String(value)]);
  }
  if (verb === "watch") query.push(["watch", "true"]);
  return query;
}

function contentTypeOf(body: RequestBody | undefined): string {
  if (body?.form === "patch") return body.type;
  if (body?.form === "bytes") return body.contentType;
  return "application/json";
}

function bodyOf(request: ApiRequest): Uint8Array | undefined {
  const { body, verb } = request;
  if (body?.form === "bytes") return body.bytes;
  if (body !== undefined) return encoder.encode(JSON.stringify(body.value));
  if (verb === "delete" || verb === "deletecollection") return encoder.encode(JSON.stringify(deleteOptions(request.options)));
  return undefined;
}

/** client-go sends them always, as a body. */
function deleteOptions({ gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun }: RequestOptions): JsonObject {
  return {
    kind: "DeleteOptions",
    apiVersion: "v1",
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(dryRun === undefined || dryRun.length === 0 ? {} : { dryRun }),
  };
}

/** Go's url.QueryEscape: like encodeURIComponent, but a space is "+" and `!'()*` are escaped. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

// Reading

interface Place {
  readonly resource: GroupVersionResource;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly watchPath: boolean;
}

function segmentsOf(path: string): readonly string[] | undefined {
  const parts = path.split("/").slice(1);
  if (!path.includes("%")) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Subresources of a namespace itself; anything else below one is a resource inside it. */
const ofNamespaces = new Set(["status", "finalize"]);

/** What goes on as long as its client likes. @source kubernetes pkg/kubeapiserver/options: long-running subresources */
const long: ReadonlySet<string> = new Set(["attach", "exec", "proxy", "log", "portforward"]);

function placeOf(segments: readonly string[]): Place | undefined {
  const core = segments[0] === "api";
  if (!core && segments[0] !== "apis") return undefined;
  const at = core ? 1 : 2;
  const version = segments[at];
  const group = core ? "" : segments[1];
  if (version === undefined || version === "" || group === undefined || (!core && group === "")) return undefined;
  let from = at + 1;
  const watchPath = segments[from] === "watch" && segments.length > from + 1;
  if (watchPath) from += 1;
  const end = segments.at(-1) === "" ? segments.length - 1 : segments.length;
  if (from >= end) return undefined;
  const inNamespace = segments[from] === "namespaces" && end > from + 2 && !ofNamespaces.has(segments[from + 2] ?? "");
  const namespace = inNamespace ? (segments[from + 1] ?? "") : "";
  if (inNamespace) from += 2;
  const name = from + 1 < end ? (segments[from + 1] ?? "") : "";
  // Whatever stands behind a proxy is the business of whoever is proxied to.
  const below = segments[from + 2] === "proxy" ? segments.slice(from + 2, from + 3) : segments.slice(from + 2, end);
  const subresource = from + 2 < end ? below.join("/") : "";
  return { resource: { group, version, resource: segments[from] ?? "" }, namespace, name, subresource, watchPath };
}

function verbOf(method: string, place: Place, watch: string | undefined): Verb | undefined {
  const named = place.name !== "";
  switch (method) {
    case "GET":
      if (place.watchPath) return "watch";
      if (named) return "get";
      return watch !== undefined && truth(watch) ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return named ? "delete" : "deletecollection";
    default:
      return undefined;
  }
}

function firstOf(pairs: RequestHead["query"]): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of pairs) if (!query.has(name)) query.set(name, value);
  return query;
}

/** @source apimachinery pkg/runtime/conversion.go Convert_Slice_string_To_bool: whatever is neither "false" nor "0" is true */
function truth(text: string): boolean {
  return text !== "0" && text.toLowerCase() !== "false";
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const texts = [
  "labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch", "continue", "timeout", "fieldManager", "fieldValidation", "propagationPolicy", "includeObject", "pretty",
] as const;
const flags = ["allowWatchBookmarks", "sendInitialEvents", "force", "orphanDependents"] as const;
const numbers = ["limit", "timeoutSeconds", "gracePeriodSeconds"] as const;

/** Which typed parameters each verb decodes: others may hold anything. */
function decodes(verb: Verb, name: (typeof numbers)[number]): boolean {
  if (name === "gracePeriodSeconds") return verb === "delete" || verb === "deletecollection";
  return verb === "list" || verb === "watch" || verb === "deletecollection";
}

function optionsOf(
  verb: Verb,
  query: ReadonlyMap<string, string>,
  all: RequestHead["query"],
): { readonly options: RequestOptions; readonly refusal: Status | undefined } {
  const options: Mutable<RequestOptions> = {};
  let refusal: Status | undefined;
  for (const name of texts) {
    const text = query.get(name);
    if (text !== undefined && text !== "") options[name] = text;
  }
  for (const name of flags) {
    const text = query.get(name);
    if (text !== undefined) options[name] = truth(text);
  }
  for (const name of numbers) {
    const text = query.get(name);
    if (text === undefined || !decodes(verb, name)) continue;
    const problem = intProblem(text);
    if (problem === undefined) options[name] = Number(text);
    else refusal ??= badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${problem}`);
  }
  if (verb === "get" && query.get("export") !== undefined && truth(query.get("export") ?? "")) {
    refusal = badRequest("the export parameter, deprecated since v1.14, is no longer supported");
  }
  const dryRun = all.filter(([name]) => name === "dryRun").map(([, value]) => value);
  if (dryRun.length > 0) options.dryRun = dryRun;
  return { options, refusal };
}

const INT64_MAX = 9_223_372_036_854_775_807n;

/** Why Go's strconv.ParseInt(text, 10, 64) would refuse it. */
function intProblem(text: string): string | undefined {
  if (!/^[+-]?\d+$/.test(text)) return "invalid syntax";
  const value = BigInt(text);
  return value > INT64_MAX || value < -INT64_MAX - 1n ? "value out of range" : undefined;
}
