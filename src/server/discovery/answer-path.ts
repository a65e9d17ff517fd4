import type { ApiRequest, JsonObject, NonResource, Registry, Status } from "../../api/index.ts";
import { methodNotAllowed, noSuchResource } from "../../api/index.ts";
import { documentText, wantsPretty } from "../../wire/index.ts";
import { aggregated, coreVersions, groupDocument, groupList, resourceList } from "./documents.ts";
import { allGroups, builtInGroups } from "./groups.ts";
import { healthPaths, healthText } from "./health.ts";
import { metricsText, metricsType } from "./metrics.ts";
import { openApiDocument, openApiIndex, swagger, swaggerProtobuf } from "./openapi.ts";
import { sha256 } from "./sha256.ts";
import { version } from "./version.ts";

/** A whole answer. "" is no content type. */
export interface PathAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: { readonly [name: string]: string };
}

/** Where clients are told to find the server. It stands behind whatever listens, and does not know. */
const ADDRESS = "127.0.0.1:6443";
const TEXT = "text/plain; charset=utf-8";
const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Answers for paths that name no resource.
 *
 * @source apiserver pkg/server/handler.go, pkg/server/routes; kube-aggregator pkg/apiserver/handler_apis.go
 */
export function answerPath(registry: Registry, request: ApiRequest, asked: NonResource): PathAnswer {
  const found = answerTo(registry, request, asked);
  const answer = found.headers?.["etag"] !== undefined && found.headers["etag"] === asked.ifNoneMatch ? { ...found, status: 304, body: "" } : found;
  return asked.method === "HEAD" ? { ...answer, body: "" } : answer;
}

function answerTo(registry: Registry, request: ApiRequest, { method, path, query }: NonResource): PathAnswer {
  const reads = method === "GET";
  const health = healthText(path, query);
  if (health !== undefined) return { status: 200, contentType: TEXT, body: health };
  const [, first = "", ...rest] = (path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path).split("/");
  const slash = path.length > 1 && path.endsWith("/");
  switch (first) {
    case "":
      return rest.length > 0 ? nothing : indented({ paths: [...pathsOf(registry)].sort() });
    case "version":
      if (rest.length > 0) return nothing;
      return reads ? indented(version) : said(request, methodNotAllowed());
    case "metrics":
      return rest.length > 0 || slash ? nothing : { status: 200, contentType: metricsType, body: metricsText() };
    case "api":
      return core(registry, request, reads, rest);
    case "apis":
      return named(registry, request, reads, rest);
    case "openapi":
      return openApi(registry, request, rest);
    default:
      return nothing;
  }
}

function core(registry: Registry, request: ApiRequest, reads: boolean, [in_]: readonly string[]): PathAnswer {
  if (in_ !== undefined && in_ !== "v1") return said(request, noSuchResource());
  if (!reads) return said(request, methodNotAllowed());
  if (in_ === undefined) return wantsAggregated(request) ? groupsAsOne(request, aggregated(builtInGroups(), true)) : said(request, coreVersions(ADDRESS));
  return said(request, resourceList(registry, "", "v1", builtInGroups()[0]?.versions[0]?.resources ?? []));
}

function named(registry: Registry, request: ApiRequest, reads: boolean, [name, in_]: readonly string[]): PathAnswer {
  const groups = allGroups(registry);
  if (name === undefined) return wantsAggregated(request) ? groupsAsOne(request, aggregated(groups, false)) : said(request, groupList(groups));
  const group = groups.find(({ metadata }) => metadata.name === name);
  if (group === undefined) return nothing;
  if (in_ === undefined) return said(request, groupDocument(group));
  const builtIn = builtInGroups().includes(group);
  const served = group.versions.find((each) => each.version === in_);
  if (served === undefined) return builtIn ? said(request, noSuchResource()) : nothing;
  return builtIn && !reads ? said(request, methodNotAllowed()) : said(request, resourceList(registry, name, in_, served.resources));
}

function openApi(registry: Registry, { accept = "" }: ApiRequest, [in_, ...rest]: readonly string[]): PathAnswer {
  if (in_ === "v2" && rest.length === 0) {
    if (accept.includes(PROTO_OPENAPI)) return { status: 200, contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", body: swaggerProtobuf };
    return { status: 200, contentType: "application/json", body: swagger(registry) };
  }
  if (in_ !== "v3") return nothing;
  if (rest.length === 0) return { status: 200, contentType: TEXT, body: openApiIndex(registry) };
  const text = openApiDocument(registry, rest.join("/"));
  return text === undefined ? { status: 404, contentType: "", body: "" } : { status: 200, contentType: "application/json", body: text };
}

const PROTO_OPENAPI = "application/com.github.proto-openapi.spec.v2";
const nothing: PathAnswer = Object.freeze({ status: 404, contentType: TEXT, body: "404 page not found\n" });

/** @source apiserver pkg/endpoints/handlers/responsewriters/writers.go WriteRawJSON */
function indented(document: JsonObject): PathAnswer {
  return { status: 200, contentType: "application/json", body: JSON.stringify(document, undefined, 2) };
}

/** A document in the first media type of Accept that there is; JSON where there is none. */
function said({ accept = "", agent, options }: ApiRequest, document: JsonObject | Status): PathAnswer {
  const status = document["kind"] === "Status" ? ((document as Status).code ?? 500) : 200;
  const media = accept.split(",").map((clause) => (clause.split(";")[0] ?? "").trim());
  const contentType = media.find((each) => each === "application/yaml" || each === "application/json" || each === "*/*") === "application/yaml" ? "application/yaml" : "application/json";
  return { status, contentType, body: documentText(document, { contentType, pretty: wantsPretty(options.pretty, agent) }) };
}

function groupsAsOne({ agent, options }: ApiRequest, document: JsonObject): PathAnswer {
  const body = documentText(document, { contentType: AGGREGATED, pretty: wantsPretty(options.pretty, agent) });
  return { status: 200, contentType: AGGREGATED, body, headers: { etag: etagOf(body), vary: "Accept", "cache-control": "public" } };
}

/** Whether the first clause that can be served asks for all in one. @source apiserver pkg/endpoints/discovery/aggregated/wrapper.go */
function wantsAggregated({ accept = "" }: ApiRequest): boolean {
  for (const clause of accept.split(",")) {
    const [media = "", ...parameters] = clause.split(";").map((part) => part.trim());
    if (media !== "application/json") {
      if (media === "*/*" || media === "application/yaml") return false;
      continue;
    }
    if (!parameters.some((parameter) => parameter.startsWith("as="))) return false;
    if (["g=apidiscovery.k8s.io", "v=v2", "as=APIGroupDiscoveryList"].every((parameter) => parameters.includes(parameter))) return true;
  }
  return false;
}

function pathsOf(registry: Registry): readonly string[] {
  const groups = allGroups(registry).flatMap(({ metadata: { name }, versions }) => (name === undefined ? [] : [`/apis/${name}`, ...versions.map(({ version: in_ }) => `/apis/${name}/${in_}`)]));
  return ["/api", "/api/v1", "/apis", "/apis/", ...groups, ...healthPaths, "/metrics", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"];
}

const etags = new Map<string, string>();

/**
 * @source apiserver pkg/endpoints/discovery/aggregated/etag.go
 * @differs half as long: nobody reads it
 */
function etagOf(text: string): string {
  let tag = etags.get(text);
  if (tag === undefined) {
    // A few texts at a time: each change of the custom resources makes another.
    if (etags.size >= MOST_ETAGS) etags.clear();
    tag = `"${Buffer.from(sha256(Buffer.from(text))).toString("hex").toUpperCase()}"`;
    etags.set(text, tag);
  }
  return tag;
}

const MOST_ETAGS = 8;
