/**
 * node scripts/built-in-types/write.ts TYPES SCHEMAS RESOURCES: writes src/server/schema/built-in-types.data.ts.
 * TYPES is what types.go prints, SCHEMAS a directory of OpenAPI v3 documents (a file a group and version, "schemas" in
 * each), RESOURCES the resources of discovery with their subresources. The form is told in read-types.ts.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";

interface GoField {
  /** Name in JSON, type, what is omitted, patch strategy and merge key. */
  readonly n: string;
  readonly t: string;
  readonly o?: string;
  readonly p?: string;
  readonly k?: string;
}

interface GoTypes {
  readonly kinds: { readonly [kind: string]: string };
  readonly types: { readonly [name: string]: { readonly go: string; readonly f: readonly GoField[] | null } };
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: string;
}

interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresources?: readonly { readonly kind: string; readonly responseKind?: { readonly group?: string; readonly version: string; readonly kind: string } }[];
}

const [typesFile = "", schemasDirectory = "", resourcesFile = ""] = process.argv.slice(2);
if (resourcesFile === "") throw new Error("three arguments are needed: TYPES SCHEMAS RESOURCES");

const go = read(typesFile) as GoTypes;
const schemas: { [name: string]: Schema } = {};
for (const file of readdirSync(schemasDirectory).sort()) Object.assign(schemas, (read(join(schemasDirectory, file)) as { schemas?: object }).schemas);
const { resources } = read(resourcesFile) as { resources: readonly Resource[] };

const kinds = kindsOf(resources);
const paragraphs = new Map<string, string>();
const queue = kinds.map(([, type]) => type);
for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
  if (!paragraphs.has(shortName(name))) paragraphs.set(shortName(name), paragraphOf(name, queue));
}
const head = kinds.map(([kind, type]) => `${kind} ${shortName(type)}`).join("\n");
const body = [...paragraphs.keys()].sort().map((name) => `${name} ${paragraphs.get(name) ?? ""}`).join("\n");
const data = deflateRawSync(`${head}\n\n${body}\n`, { level: 9 }).toString("base64");
writeFileSync(
  resolve(import.meta.dirname, "../../src/server/schema/built-in-types.data.ts"),
  `/**
 * The built-in kinds' types, deflated, in base64: names, order and Go types of fields, what is omitted, how lists and maps
 * merge. Written by scripts/built-in-types; see read-types.ts for its form.
 *
 * @source k8s.io/api v0.36.3, apiextensions-apiserver v0.36.3, kube-aggregator v0.36.3; OpenAPI v3 of kube-apiserver v1.36.3
 */
export const builtInTypesData: string =
  "${data}";
`,
);

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Those served, and those that are sent beside them. */
function kindsOf(all: readonly Resource[]): readonly (readonly [string, string])[] {
  const wanted = new Set(["v1/DeleteOptions", "policy/v1/Eviction", "autoscaling/v1/Scale", "v1/Binding", "authentication.k8s.io/v1/TokenRequest"]);
  for (const { group, version, kind, subresources = [] } of all) {
    wanted.add(kindName(group, version, kind));
    for (const sub of subresources) {
      const { responseKind: other } = sub;
      wanted.add(other === undefined ? kindName(group, version, sub.kind) : kindName(other.group ?? "", other.version, other.kind));
    }
  }
  const options = /(?:Proxy|Exec|Attach|PortForward)Options$/;
  return [...wanted].sort().flatMap((kind) => {
    const type = go.kinds[kind];
    return type === undefined || options.test(kind) ? [] : [[kind, type] as const];
  });
}

function kindName(group: string, version: string, kind: string): string {
  return group === "" ? `${version}/${kind}` : `${group}/${version}/${kind}`;
}

/** "core.v1.PodSpec". */
function shortName(name: string): string {
  return name.replace(/^(?:api|apimachinery\.pkg\.apis|apimachinery\.pkg|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\./, "");
}

function paragraphOf(name: string, found: string[]): string {
  const type = go.types[name];
  if (type === undefined) throw new Error(`${typesFile} lacks the type ${name}`);
  const schema = schemas[`io.k8s.${name}`];
  const lines = [type.go + (schema?.["x-kubernetes-map-type"] === "atomic" ? "!" : "")];
  for (const field of type.f ?? []) {
    for (const [, other = ""] of field.t.matchAll(/@([\w.-]+)/g)) found.push(other);
    lines.push(lineOf(field, schema?.properties?.[field.n]));
  }
  return lines.join("\n ");
}

function lineOf({ n, t, o = "", p = "", k = "" }: GoField, property: Schema | undefined): string {
  const type = t.replace(/@([\w.-]+)/g, (_, name: string) => `@${shortName(name)}`).replace(/(string|int32|int64|bool|float64):\1(?![\w.])/g, "$1");
  const patch = p + (k === "" ? "" : `:${k}`);
  // Of fields that are no pointers, zeros are told by the type.
  const otherwise = property?.default === undefined || (!t.startsWith("*") && isZero(property.default)) ? "" : JSON.stringify(property.default);
  const parts = [n, type, o, mergeOf(property), patch, otherwise].map((part) => (part === "" ? "-" : part));
  while (parts.at(-1) === "-") parts.pop();
  return parts.join(" ");
}

function mergeOf(property: Schema | undefined): string {
  const merge = property?.["x-kubernetes-list-type"];
  if (property?.type !== "array" || merge === undefined || merge === "atomic") return property?.["x-kubernetes-map-type"] ?? "";
  if (merge === "set") return "set";
  const item = schemas[(property.items?.$ref ?? property.items?.allOf?.[0]?.$ref ?? "").replace("#/components/schemas/", "")];
  const keys = (property["x-kubernetes-list-map-keys"] ?? []).map((key) => {
    const otherwise = item?.properties?.[key]?.default;
    return otherwise === undefined || isZero(otherwise) ? key : `${key}=${JSON.stringify(otherwise)}`;
  });
  return `map:${keys.join(",")}`;
}

function isZero(value: unknown): boolean {
  return ["{}", "0", '""', "false"].includes(JSON.stringify(value));
}
