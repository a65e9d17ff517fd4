/**
 * node scripts/protobuf/write.ts PROTOBUF: writes src/wire/protobuf/messages.data.ts. PROTOBUF is the field numbers of the
 * messages of k8s.io/api by kind ("kinds", "messages"). Which fields are pointers is told by the built-in types, so
 * scripts/built-in-types comes before. The form is told in messages.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { builtInTypes } from "../../src/server/schema/built-in-types.ts";

interface ProtoField {
  readonly n: number;
  readonly type: string;
  readonly list?: true;
  readonly map?: string;
  readonly inline?: true;
}

interface Protobuf {
  readonly kinds: { readonly [kind: string]: string };
  readonly messages: { readonly [name: string]: { readonly [field: string]: ProtoField } };
}

const [protobufFile = ""] = process.argv.slice(2);
if (protobufFile === "") throw new Error("one argument is needed: PROTOBUF");

const { kinds, messages } = JSON.parse(readFileSync(protobufFile, "utf8")) as Protobuf;
const types = builtInTypes();

/** Pointers of messages that are no built-in types. @source apimachinery pkg/apis/meta/v1/types.go */
const otherPointers: { readonly [message: string]: readonly string[] } = {
  "meta.v1.ListMeta": ["remainingItemCount", "shardInfo"],
  "meta.v1.Status": ["details"],
};

const wanted = new Map<string, string>();
for (const [name, message] of Object.entries(kinds)) {
  const [apiVersion = "", kind = ""] = name.split(" ");
  const served = types.ofKind(apiVersion, kind) ?? types.ofKind(apiVersion, kind.replace(/List$/, ""));
  if (served !== undefined || message === "meta.v1.DeleteOptions") wanted.set(name, message);
}
wanted.set("v1 Status", "meta.v1.Status");
for (const version of ["v1", "v1beta1"]) {
  for (const kind of ["PartialObjectMetadata", "PartialObjectMetadataList"]) wanted.set(`meta.k8s.io/${version} ${kind}`, `meta.v1.${kind}`);
}

const pointers = new Map<string, Set<string>>();
const paragraphs = new Map<string, string>();
for (const message of wanted.values()) add(message, new Set(otherPointers[message] ?? []));

/** @param inherited the pointers of the struct that a message's fields stand in */
function add(name: string, inherited: ReadonlySet<string>): void {
  if (paragraphs.has(name)) return;
  const fields = messages[name];
  if (fields === undefined) throw new Error(`${protobufFile} lacks the message ${name}`);
  const own = pointersOf(name, inherited);
  pointers.set(name, own);
  paragraphs.set(name, "");
  const lines = Object.entries(fields).sort(([, a], [, b]) => a.n - b.n).map(([field, { n, type, list, map, inline }]) => {
    const scalar = !type.includes(".");
    if (!scalar) add(type, inline === true ? own : new Set());
    const form = list === true ? "[]" : map !== undefined ? "{}" : inline === true ? "^" : own.has(field) ? "*" : "";
    return `${n} ${field} ${form}${scalar ? type : `@${type}`}`;
  });
  paragraphs.set(name, lines.join("\n "));
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function pointersOf(name: string, inherited: ReadonlySet<string>): Set<string> {
  const found = new Set([...inherited, ...(otherPointers[name] ?? [])]);
  try {
    for (const [field, { pointer }] of types.named(name).fields) if (pointer) found.add(field);
  } catch (error) {
    // Messages of lists, and those whose fields stand in their parent's struct, are no types of their own.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

const head = [...wanted].sort(byName).map(([kind, message]) => `${kind} ${message}`).join("\n");
const body = [...paragraphs].sort(byName).map(([name, lines]) => `${name}\n ${lines}`).join("\n");
const data = deflateRawSync(`${head}\n\n${body}`, { level: 9 }).toString("base64");
writeFileSync(
  resolve(import.meta.dirname, "../../src/wire/protobuf/messages.data.ts"),
  `/**
 * The built-in kinds' protobuf messages, deflated, in base64: numbers, names and types of fields, and which are pointers.
 * Written by scripts/protobuf; see messages.ts for its form.
 *
 * @source k8s.io/api v0.36.3, k8s.io/apimachinery v0.36.3: generated.proto, types.go
 */
export const messagesData: string =
  "${data}";
`,
);
