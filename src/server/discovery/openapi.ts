import { brotliDecompressSync } from "node:zlib";
import type { JsonObject, Registry, ResourceInfo } from "../../api/index.ts";
import { builtInDocumentsData } from "./built-in-documents.data.ts";
import type { Operation, Paths } from "./custom-paths.ts";
import { customParameterSets, customPaths } from "./custom-paths.ts";
import { customSchemas } from "./custom-schema.ts";
import { builtInGroups, establishedResources } from "./groups.ts";
import { sha256 } from "./sha256.ts";

/**
 * OpenAPI documents, put together when they are asked for.
 *
 * @source kube-openapi pkg/handler3/handler.go, pkg/builder3/openapi.go; apiextensions-apiserver pkg/controller/openapi, openapiv3
 * @limits no descriptions but those of definitions, and no response bodies; in version 2 there are definitions but no
 *   paths, and its protobuf form says its version alone
 */
interface DocumentFacts {
  readonly schemas: JsonObject;
  /** Lists of parameter names. */
  readonly parameterSets: readonly (readonly string[])[];
  readonly paths: Paths;
}

let facts: { readonly [document: string]: DocumentFacts } | undefined;

function documents(): { readonly [document: string]: DocumentFacts } {
  return (facts ??= JSON.parse(brotliDecompressSync(Buffer.from(builtInDocumentsData, "base64")).toString()) as { readonly [document: string]: DocumentFacts });
}

const made = new Map<string, string>();

function once(name: string, make: () => JsonObject): string {
  let text = made.get(name);
  if (text === undefined) made.set(name, (text = JSON.stringify(make())));
  return text;
}

/** What `/openapi/v3` says: where the documents are. */
export function openApiIndex(registry: Registry): string {
  const builtIn = Object.entries(documents()).map(([name, document]) => [name, link(name, JSON.stringify(document))] as const);
  const custom = [...customDocuments(registry)].map(([name, text]) => [name, link(name, text)] as const);
  if (custom.length === 0) return once("", () => ({ paths: Object.fromEntries(builtIn) }));
  return JSON.stringify({ paths: Object.fromEntries([...builtIn, ...custom].sort(([a], [b]) => (a < b ? -1 : 1))) });
}

function link(name: string, document: string): JsonObject {
  const hash = Buffer.from(sha256(Buffer.from(document))).toString("hex").toUpperCase();
  return { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` };
}

/** @param name "api/v1", "apis/apps/v1"; undefined: there is no such document */
export function openApiDocument(registry: Registry, name: string): string | undefined {
  const document = Object.hasOwn(documents(), name) ? documents()[name] : undefined;
  if (document === undefined) return customDocuments(registry).get(name);
  return once(name, () => ({
    openapi: "3.0.0",
    info,
    paths: Object.fromEntries(Object.entries(document.paths).map(([path, methods]) => [path, pathItem(path, methods, document, kindOf(name, path))])),
    components: {
      schemas: document.schemas,
      securitySchemes: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    },
  }));
}

/** What `/openapi/v2` says. */
export function swagger(registry: Registry): string {
  const custom = establishedResources(registry);
  if (custom.length === 0) return once("v2", () => swaggerOf(builtInDefinitions()));
  return swaggerOfCustom(custom, () => JSON.stringify(swaggerOf({ ...builtInDefinitions(), ...schemasOf(custom, "v2") })));
}

function swaggerOf(definitions: JsonObject): JsonObject {
  return { swagger: "2.0", info, paths: {}, definitions };
}

function builtInDefinitions(): JsonObject {
  const schemas = Object.assign({}, ...Object.values(documents()).map((document) => document.schemas)) as JsonObject;
  return JSON.parse(JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/definitions/")) as JsonObject;
}

/** Those of each group and version of custom resources, by name. */
function customDocuments(registry: Registry): ReadonlyMap<string, string> {
  const groups = Map.groupBy(establishedResources(registry), ({ group, version }) => `apis/${group}/${version}`);
  return new Map([...groups].map(([name, infos]) => [name, documentOfCustom(infos, () => customDocument(infos))]));
}

const documentOfCustom = rememberedFor();
const swaggerOfCustom = rememberedFor();

/** The text made last for resources, while they are the same. */
function rememberedFor(): (infos: readonly ResourceInfo[], make: () => string) => string {
  const last = new WeakMap<ResourceInfo, { readonly infos: readonly ResourceInfo[]; readonly text: string }>();
  return (infos, make) => {
    const [first] = infos;
    const before = first === undefined ? undefined : last.get(first);
    if (before?.infos.length === infos.length && before.infos.every((each, i) => each === infos[i])) return before.text;
    const text = make();
    if (first !== undefined) last.set(first, { infos, text });
    return text;
  };
}

function customDocument(infos: readonly ResourceInfo[]): string {
  const schemas = { ...schemasOf(infos, "v3"), ...sharedSchemas(infos.some(({ subresources }) => subresources.includes("scale"))) };
  const facts: DocumentFacts = { schemas, parameterSets: customParameterSets, paths: {} };
  const paths = infos.flatMap((info) => {
    const { group, version, kind } = info;
    return Object.entries(customPaths(info)).map(([path, methods]) => [path, pathItem(path, methods, facts, { group, version, kind })] as const);
  });
  return JSON.stringify({ openapi: "3.0.0", info: customInfo, paths: Object.fromEntries(paths), components: { schemas } });
}

const customInfo: JsonObject = { title: "Kubernetes CRD Swagger", version: "v0.1.0" };

function schemasOf(infos: readonly ResourceInfo[], dialect: "v2" | "v3"): JsonObject {
  return Object.assign({}, ...infos.map((info) => customSchemas(info, dialect))) as JsonObject;
}

/** What schemas of custom resources and their operations refer to. */
function sharedSchemas(withScale: boolean): JsonObject {
  const meta = Object.entries(documents()["apis/apiextensions.k8s.io/v1"]?.schemas ?? {}).filter(([name]) => /\.meta\.v1\.(?!API|WatchEvent)/.test(name));
  const scale = withScale ? Object.entries(documents()["apis/apps/v1"]?.schemas ?? {}).filter(([name]) => name.startsWith("io.k8s.api.autoscaling.v1.Scale")) : [];
  return Object.fromEntries([...scale, ...meta]);
}

/** The protobuf form of a document that says `swagger: "2.0"`: field 1. @source gnostic openapiv2/OpenAPIv2.proto Document */
export const swaggerProtobuf: Uint8Array = Uint8Array.of(0x0a, 0x03, 0x32, 0x2e, 0x30);

const info: JsonObject = { title: "Kubernetes", version: "v1.36.3" };

function pathItem(path: string, methods: { readonly [method: string]: Operation }, { parameterSets }: DocumentFacts, kind: JsonObject | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(methods).map(([method, { action, parameters, consumes }]) => [
      method,
      {
        ...(action === undefined ? {} : { "x-kubernetes-action": action }),
        ...(kind === undefined || action === undefined ? {} : { "x-kubernetes-group-version-kind": kind }),
        parameters: (parameterSets[parameters] ?? []).map((parameter) => parameterOf(parameter, path)),
        ...(consumes === undefined ? {} : { requestBody: { content: Object.fromEntries(consumes.map((type) => [type, { schema: bodySchema }])) } }),
        responses: { "200": { description: "OK" }, "401": { description: "Unauthorized" } },
      },
    ]),
  );
}

const bodySchema: JsonObject = { type: "object" };
const flags: ReadonlySet<string> = new Set(["allowWatchBookmarks", "force", "orphanDependents", "sendInitialEvents", "watch", "ignoreStoreReadErrorWithClusterBreakingPotential"]);
const integers: ReadonlySet<string> = new Set(["gracePeriodSeconds", "limit", "timeoutSeconds"]);

function parameterOf(name: string, path: string): JsonObject {
  const inPath = path.includes(`{${name}}`);
  const type = flags.has(name) ? "boolean" : integers.has(name) ? "integer" : "string";
  return { name, in: inPath ? "path" : "query", ...(inPath ? { required: true } : {}), schema: { type, uniqueItems: true } };
}

/** The kind a path speaks of: a subresource's own where it has one. */
function kindOf(name: string, path: string): JsonObject | undefined {
  const [, second = "", third = ""] = name.split("/");
  const [group, version] = third === "" ? ["", second] : [second, third];
  const rest = path.slice(name.length + 2).replace(/^watch\//, "").replace(/^namespaces\/\{namespace\}\/(?=.)/, "");
  const [resource = "", , subresource] = rest.split("/");
  const served = builtInGroups().find((each) => (each.metadata.name ?? "") === group)?.versions.find((each) => each.version === version);
  const found = served?.resources.find((each) => each.resource === resource);
  const responseKind = found?.subresources?.find((each) => each.subresource === subresource)?.responseKind ?? found?.responseKind;
  if (responseKind === undefined) return undefined;
  return responseKind.version === "" ? { group, version, kind: responseKind.kind } : { ...responseKind };
}
