import { brotliDecompressSync } from "node:zlib";
import type { JsonObject } from "../../api/index.ts";
import { builtInDocumentsData } from "./built-in-documents.data.ts";
import { builtInGroups } from "./groups.ts";
import { sha256 } from "./sha256.ts";

/**
 * OpenAPI documents of the built-in groups, put together when they are asked for.
 *
 * @source kube-openapi pkg/handler3/handler.go, pkg/builder3/openapi.go
 * @limits no descriptions and no response bodies; custom resources have no document; in version 2 there are definitions
 *   but no paths, and its protobuf form says its version alone
 */
interface DocumentFacts {
  readonly schemas: JsonObject;
  /** Lists of parameter names. */
  readonly parameterSets: readonly (readonly string[])[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
}

interface Operation {
  readonly action?: string;
  readonly parameters: number;
  readonly consumes?: readonly string[];
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
export function openApiIndex(): string {
  return once("", () => ({
    paths: Object.fromEntries(
      Object.entries(documents()).map(([name, document]) => {
        const hash = Buffer.from(sha256(Buffer.from(JSON.stringify(document)))).toString("hex").toUpperCase();
        return [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` }];
      }),
    ),
  }));
}

/** @param name "api/v1", "apis/apps/v1"; undefined: there is no such document */
export function openApiDocument(name: string): string | undefined {
  const document = Object.hasOwn(documents(), name) ? documents()[name] : undefined;
  if (document === undefined) return undefined;
  return once(name, () => ({
    openapi: "3.0.0",
    info,
    paths: Object.fromEntries(Object.entries(document.paths).map(([path, methods]) => [path, pathItem(name, path, methods, document)])),
    components: {
      schemas: document.schemas,
      securitySchemes: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    },
  }));
}

/** What `/openapi/v2` says. */
export function swagger(): string {
  return once("v2", () => {
    const schemas = Object.assign({}, ...Object.values(documents()).map((document) => document.schemas)) as JsonObject;
    const definitions = JSON.parse(JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/definitions/")) as JsonObject;
    return { swagger: "2.0", info, paths: {}, definitions };
  });
}

/** The protobuf form of a document that says `swagger: "2.0"`: field 1. @source gnostic openapiv2/OpenAPIv2.proto Document */
export const swaggerProtobuf: Uint8Array = Uint8Array.of(0x0a, 0x03, 0x32, 0x2e, 0x30);

const info: JsonObject = { title: "Kubernetes", version: "v1.36.3" };

function pathItem(name: string, path: string, methods: { readonly [method: string]: Operation }, { parameterSets }: DocumentFacts): JsonObject {
  const kind = kindOf(name, path);
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
