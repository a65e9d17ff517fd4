import type { Arbitrary } from "fast-check";
import { array, constant, constantFrom, dictionary, double, integer, nat, oneof, option, record, string, tuple, uint8Array } from "fast-check";
import type { AimedKind } from "./kinds.ts";
import { aimedKinds } from "./kinds.ts";

/** A request as it comes off a socket, right or wrong. */
export interface RawRequest {
  readonly method: string;
  /** "/path?query". */
  readonly target: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: Uint8Array;
}

/** Requests of every shape that a client out of its mind, or up to no good, may send. Most of them look right at first. */
export function malformedRequests(): Arbitrary<RawRequest> {
  const anything = tuple(methods, targets(), headers, option(bodies(), { freq: 4, nil: undefined })).map(([method, target, sent, body]) => ({
    method, target,
    headers: { "user-agent": "fuzz", ...sent },
    ...(body === undefined ? {} : { body }),
  }));
  return oneof({ weight: 3, arbitrary: aimed() }, { weight: 1, arbitrary: anything });
}

/** What is nearly right: the way, the type and the object fit each other, but for some part of one of them. */
function aimed(): Arbitrary<RawRequest> {
  const kind = constantFrom(...aimedKinds);
  const changes = array(tuple(nat(), oneof({ weight: 5, arbitrary: values }, { weight: 1, arbitrary: constant(GONE) })), { maxLength: 3 });
  const asked = array(tuple(constantFrom(...queryNames), oneof({ weight: 4, arbitrary: usualValues }, { weight: 1, arbitrary: oddTexts })), { maxLength: 3 })
    .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map(([name, value]) => `${name}=${encoded(value)}`).join("&")}`));
  const below = constantFrom("", "", "", "/status", "/scale", "/finalize", "/binding", "/eviction", "/token", "/approval", "/ephemeralcontainers", "/resize", "/none");
  const accept = option(record({ accept: mediaTypes }), { freq: 3, nil: {} });
  const write = tuple(kind, constantFrom("POST", "PUT"), changes, below, asked, accept, constantFrom("application/json", "application/json", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"))
    .map(([{ path, object }, method, changed, sub, query, sent, type]) => ({
      method, headers: { "user-agent": "fuzz", "content-type": type, ...sent }, body: bytesOf(changedIn(object, changed)),
      target: `${method === "POST" && sub === "" ? path : `${path}/${object.metadata.name}${sub}`}${query}`,
    }));
  const patch = tuple(kind, constantFrom("merge-patch+json", "json-patch+json", "strategic-merge-patch+json", "apply-patch+yaml"), changes, nat(), below, asked, accept)
    .map(([{ path, object }, type, changed, from, sub, query, sent]) => ({
      method: "PATCH", headers: { "user-agent": "fuzz", "content-type": `application/${type}`, ...sent }, body: bytesOf(type === "json-patch+json" ? operationsOf(object, changed, from) : changedIn(object, changed)),
      target: `${path}/${object.metadata.name}${sub}${query === "" ? "?" : `${query}&`}fieldManager=fuzz`,
    }));
  const patchAnyhow = tuple(kind, constantFrom("merge-patch+json", "json-patch+json", "strategic-merge-patch+json", "apply-patch+yaml"), patches(), below, asked)
    .map(([{ path, object }, type, body, sub, query]) => ({ method: "PATCH", headers: { "user-agent": "fuzz", "content-type": `application/${type}` }, body, target: `${path}/${object.metadata.name}${sub}${query}` }));
  const remove = tuple(kind, changes, constantFrom("", "/a"), asked, nat({ max: 3 }))
    .map(([{ path }, changed, one, query, much]) => ({
      method: "DELETE", headers: { "user-agent": "fuzz", "content-type": "application/json" }, target: `${path}${one}${query}`,
      ...(much === 0 ? {} : { body: bytesOf(changedIn({ kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0, propagationPolicy: "Background", preconditions: { uid: "u" }, dryRun: ["All"] }, changed)) }),
    }));
  const read = tuple(kind, constantFrom("", "/a"), below, array(tuple(constantFrom(...queryNames), oneof({ weight: 4, arbitrary: usualValues }, { weight: 2, arbitrary: oddTexts }, { weight: 1, arbitrary: longTexts })), { maxLength: 4 }), accept)
    .map(([{ path }, one, sub, pairs, sent]) => ({ method: "GET", headers: { "user-agent": "fuzz", ...sent }, target: `${path}${one}${one === "" ? "" : sub}?${pairs.map(([name, value]) => `${name}=${encoded(value)}`).join("&")}` }));
  return oneof({ weight: 4, arbitrary: write }, { weight: 3, arbitrary: patch }, { weight: 1, arbitrary: patchAnyhow }, { weight: 1, arbitrary: remove }, { weight: 2, arbitrary: read });
}

/** Stands for: taken out. */
const GONE = Symbol("gone");

type Change = readonly [place: number, value: unknown];

/** A copy in which some places hold something else. */
function changedIn(object: object, changes: readonly Change[]): unknown {
  const copy = structuredClone(object);
  for (const [place, value] of changes) {
    const places = placesIn(copy);
    const chosen = places[place % places.length];
    if (chosen === undefined) continue;
    const holder = chosen.holder as { [key: string]: unknown };
    if (value === GONE) delete holder[chosen.key];
    else Object.defineProperty(holder, chosen.key, { value: structuredClone(value), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

interface Place {
  readonly holder: object;
  readonly key: string;
  readonly pointer: string;
}

/** Every place in a value, and beside the fields of each object one that is new. */
function placesIn(value: object, pointer = ""): readonly Place[] {
  const own = Object.entries(value).flatMap(([key, held]: [string, unknown]): readonly Place[] => {
    const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return [{ holder: value, key, pointer: at }, ...(typeof held === "object" && held !== null ? placesIn(held, at) : [])];
  });
  return [...own, { holder: value, key: Array.isArray(value) ? String(value.length) : "extra", pointer: `${pointer}/${Array.isArray(value) ? "-" : "extra"}` }];
}

const operations = ["add", "replace", "remove", "test", "copy", "move"] as const;

function operationsOf({ ...object }: AimedKind["object"], changes: readonly Change[], from: number): unknown {
  const places = placesIn(object);
  return changes.map(([place, value], i) => ({
    op: operations[(place + i) % operations.length], path: places[place % places.length]?.pointer, from: places[from % places.length]?.pointer, ...(value === GONE ? {} : { value }),
  }));
}

const methods = oneof({ weight: 30, arbitrary: constantFrom("GET", "POST", "PUT", "PATCH", "DELETE") }, constantFrom("HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", "", "__proto__", "GET\tPOST"));

/** Texts that have broken something somewhere. */
export const oddTexts: Arbitrary<string> = oneof(
  constantFrom(
    "", " ", "..", ".", "__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "null", "undefined", "NaN", "true", "0", "-1", "-0", "1e999", "9007199254740993", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "0x10", "1_000", "١", "a\u0000b", "\ud800", "\uffff", "😀", "%00", "%", "%zz", "%2e%2e", "%2F", "+", "a=b", "a==b", "a in (", "a in (b", "a notin ()", "!", "!a", "a,,b", "a!=b", "a>1", "a<x", "(a)", "=", ",", "\\", "metadata.name=a", "metadata.name=", "spec.x=1",
    "kube-root-ca.crt", "default", "status", "scale", "2000-01-01T00:00:00Z", "10Gi", "1.5e3m", "%25", "../../etc/passwd", "${jndi:x}", "<script>", "'; drop table pods; --", "a".repeat(300), "a/b/c", "a/b", "/", "//", "-a", "a-", "A", "a_b", "1", "v1",
  ),
  string({ maxLength: 20 }),
  string({ unit: "binary", maxLength: 8 }),
  integer({ min: 1, max: 12 }).map((power) => "x".repeat(2 ** power)),
);

/** Selectors, tokens and the like of many kilobytes. */
const longTexts: Arbitrary<string> = oneof(
  constant("a=b,".repeat(25_000)), constant(`a in (${"b,".repeat(50_000)})`), constant("!".repeat(100_000)), constant("(".repeat(100_000)), constant("metadata.name=a,".repeat(8_000)), constant(`${"a".repeat(100_000)}=b`), constant("\\".repeat(100_000)),
);

const queryNames = ["labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch", "limit", "continue", "watch", "timeoutSeconds", "timeout", "allowWatchBookmarks", "sendInitialEvents", "dryRun", "fieldManager", "fieldValidation", "force", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "pretty", "includeObject", "export", "exact", "verbose", "exclude", "__proto__", "constructor", ""];
const usualValues = constantFrom("a", "fuzz", "0", "1", "true", "false", "All", "Strict", "Warn", "Ignore", "Foreground", "Orphan", "Background", "Exact", "NotOlderThan", "10s", "metadata.name=a", "a=b", "Object", "None", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0", "eyJ9");

function targets(): Arbitrary<string> {
  const segment = oneof({ weight: 6, arbitrary: constantFrom("a", "b", "default", "kube-system", "status", "scale", "finalize", "eviction", "binding", "token", "log", "exec", "proxy", "approval", "ephemeralcontainers", "resize", "widgets.fuzz.example.com") }, { weight: 1, arbitrary: oddTexts.map((text) => encoded(text)) });
  const ofKind = tuple(constantFrom(...aimedKinds), constantFrom("/namespaces/default", "/namespaces/a", "", "/watch", "/watch/namespaces/default", "/namespaces/%00", "/namespaces//"), array(segment, { maxLength: 3 }))
    .map(([{ path }, place, below]) => [path.replace("/namespaces/default", place), ...below].join("/"));
  const anywhere = oneof(
    constantFrom("/", "", "*", "/api", "/api/", "/apis", "/apis/", "/version", "/healthz", "/livez", "/readyz", "/readyz/etcd", "/livez/__proto__", "/metrics", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1", "/openapi/v3/../x", "/_loom/digest", "/apis/apps", "/apis/__proto__/v1/x", "/api/constructor/pods", "/debug/pprof", "/logs", "//api/v1/pods", "/api//v1/pods", "http://elsewhere/api/v1/pods", "/.well-known/openid-configuration", "/openid/v1/jwks"),
    array(oddTexts, { maxLength: 6 }).map((parts) => `/${parts.map(encoded).join("/")}`),
    array(oddTexts, { maxLength: 4 }).map((parts) => parts.join("/").replace(/\s/g, "")),
  );
  const values = oneof({ weight: 5, arbitrary: usualValues }, { weight: 3, arbitrary: oddTexts }, { weight: 1, arbitrary: longTexts });
  const query = array(tuple(oneof({ weight: 10, arbitrary: constantFrom(...queryNames) }, oddTexts), values, constantFrom("=", "==", "")), { maxLength: 5 })
    .map((pairs) => pairs.map(([name, value, equals]) => `${encoded(name)}${equals}${encoded(value)}`).join("&"));
  return tuple(oneof({ weight: 8, arbitrary: ofKind }, { weight: 1, arbitrary: anywhere }), option(query, { freq: 2, nil: "" }), constantFrom("?", "?", "?", "??", "?&", "#?"))
    .map(([path, asked, mark]) => (asked === "" ? path : `${path}${mark}${asked}`));
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const mediaTypes = constantFrom(
  "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/merge-patch+json", "application/json-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml", "application/cbor", "text/plain", "*/*", "application/*", "",
  "application/json;as=Table;g=meta.k8s.io;v=v1", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "application/json;as=__proto__;v=v1", "application/json;q=x", ";;;", "a/b;c", "application/json;charset=utf-16", "application/vnd.kubernetes.protobuf;stream=watch",
);
const headers: Arbitrary<{ readonly [name: string]: string }> = record(
  { accept: mediaTypes, "content-type": mediaTypes, "user-agent": oddTexts, "if-none-match": oddTexts, "impersonate-user": oddTexts, "accept-encoding": constantFrom("gzip", "br", "*") },
  { requiredKeys: [] },
);

function bodies(): Arbitrary<Uint8Array> {
  return oneof(
    { weight: 20, arbitrary: objects() },
    { weight: 8, arbitrary: patches() },
    { weight: 2, arbitrary: constantFrom(...bombs) },
    { weight: 4, arbitrary: tuple(objects(), integer({ min: 0, max: 4_000 }), uint8Array({ maxLength: 4 })).map(([bytes, at, inserted]) => spliced(bytes, at, inserted)) },
    { weight: 2, arbitrary: uint8Array({ maxLength: 64 }) },
    { weight: 2, arbitrary: uint8Array({ maxLength: 64 }).map((bytes) => Buffer.concat([Buffer.from("k8s\0"), bytes])) },
    { weight: 2, arbitrary: constantFrom(...yamls) },
  );
}

/** Bytes are overwritten and what is behind may be cut off: broken UTF-8, broken JSON, broken protobuf. */
function spliced(bytes: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  const place = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), inserted, at % 3 === 0 ? new Uint8Array(0) : bytes.subarray(place + inserted.length)]);
}

const values: Arbitrary<unknown> = oneof(
  oddTexts, double(), integer(), constantFrom(null, true, false, [], {}, [null], [[]], [{}], { a: { a: { a: {} } } }, 1e308, -1, 0.5, 2 ** 53, { __proto__: null }),
  array(oddTexts, { maxLength: 3 }), dictionary(oddTexts, oneof(oddTexts, integer(), constantFrom(null, [], {})), { maxKeys: 3 }),
);

/** An object of any kind with values of any type in places of any name. */
function objects(): Arbitrary<Uint8Array> {
  return tuple(constantFrom(...aimedKinds), array(tuple(nat(), values), { maxLength: 4 }), dictionary(oddTexts, values, { maxKeys: 2 })).map(([{ object }, changes, more]) => bytesOf(changedIn({ ...object, ...more }, changes)));
}

function patches(): Arbitrary<Uint8Array> {
  const pointer = oneof(constantFrom("", "/", "/metadata", "/metadata/labels", "/metadata/labels/a", "/metadata/name", "/spec", "/spec/-", "/spec/containers/0", "/spec/containers/-1", "/data", "/data/~0", "/data/~1", "/data/~2", "/__proto__", "/__proto__/x", "/constructor/prototype/x", "metadata"), oddTexts);
  const operation = record({ op: oneof(constantFrom("add", "remove", "replace", "move", "copy", "test"), oddTexts), path: pointer, from: pointer, value: values }, { requiredKeys: [] });
  const directive = dictionary(constantFrom("$patch", "$retainKeys", "$deleteFromPrimitiveList/finalizers", "$setElementOrder/containers", "$setElementOrder/finalizers", "metadata", "spec", "containers", "ownerReferences", "finalizers", "labels", "data", "__proto__"), values, { maxKeys: 4 });
  return oneof(
    array(operation, { maxLength: 5 }).map(bytesOf),
    tuple(directive, directive).map(([top, spec]) => bytesOf({ ...top, metadata: directiveOf(top), spec })),
    dictionary(oddTexts, values, { maxKeys: 3 }).map((metadata) => bytesOf({ metadata })),
  );
}

function directiveOf(top: object): unknown {
  return "metadata" in top ? top.metadata : {};
}

/** As JSON, but for what makes none. */
function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value) ?? "");
}

const wrapped = (inner: string): string => `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":${inner}}`;
const copies = JSON.stringify([{ op: "add", path: "/metadata/labels", value: { a: "aaaaaaaaaa" } }, ...Array.from({ length: 40 }, (_, i) => ({ op: "copy", from: "/metadata", path: `/metadata/x${i}` }))]);

/** What costs little to send and, taken as it is, much to read. */
const bombs: readonly Uint8Array[] = [
  "[".repeat(100_000), `${"[".repeat(50_000)}${"]".repeat(50_000)}`, wrapped(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`), wrapped(`{${'"a":"b",'.repeat(20_000)}"a":"c"}`), wrapped(`{"a":${"9".repeat(100_000)}}`), wrapped('{"a":1e999999999}'), wrapped('{"__proto__":{"polluted":"yes"}}'),
  '{"__proto__":{"polluted":"yes"},"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}', wrapped('{"\\ud800":"\\udfff"}'), wrapped('{"a":"\\u0000"}'), copies, JSON.stringify(Array.from({ length: 12_000 }, () => ({ op: "test", path: "/kind", value: "x" }))),
  JSON.stringify({ apiVersion: "fuzz.example.com/v1", kind: "Widget", metadata: { name: "a" }, spec: { type: `${"a".repeat(5_000)}!` } }),
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`l${i}`, "v"])) } }), JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", finalizers: Array.from({ length: 5_000 }, (_, i) => `a/${i}`) } }),
].map((text) => Buffer.from(text));

const yamls: readonly Uint8Array[] = [
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, i) => `${"bcdefghij"[i] ?? ""}: &${"bcdefghij"[i] ?? ""} [${`*${"abcdefghi"[i] ?? ""},`.repeat(9)}]`).join("\n")}\n`, "a: *missing\n", "? [a, b]\n: c\n", "!!binary abc", "&a [*a]\n", "---\n---\n", "\t- a", "a: b: c", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n<<: {kind: Pod}\n", `${"- ".repeat(10_000)}a`, "%YAML 9.9\n---\na", "a: !!js/function x",
].map((text) => Buffer.from(text));
