import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, KubeList, KubeObject, ReplyBody } from "../../api/index.ts";
import { apiVersionOf, createRegistry } from "../../api/index.ts";
import { decodeProtobuf, encodeProtobuf, encodeProtobufEvent } from "./index.ts";
import { messageOf } from "./messages.ts";

const nameless = { apiVersion: "", kind: "" };

function decoded(bytes: Uint8Array): JsonObject {
  const made = decodeProtobuf(bytes, nameless);
  if (made.kind === "broken") throw new Error(made.message);
  return made.value;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const encoded = (object: JsonObject): Uint8Array => encodeProtobuf(object as unknown as ReplyBody);

/** Request bodies of kubectl 1.32, by its arguments. */
const bodies = JSON.parse(readFileSync(new URL("kubectl-bodies.json", import.meta.url), "utf8")) as readonly { readonly command: string; readonly hex: string }[];

describe("what kubectl sends", () => {
  test.each(bodies.map(({ command, hex }) => [command, hex] as const))("%s", (_, hex) => {
    const bytes = Buffer.from(hex, "hex");
    expect(hexOf(encoded(decoded(bytes)))).toBe(hex);
  });

  test("says what was asked for", () => {
    const [configMap = "", , secret = ""] = bodies.map(({ hex }) => hex);
    expect(decoded(Buffer.from(configMap, "hex"))).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "y" } });
    expect(decoded(Buffer.from(secret, "hex"))).toEqual({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { k: "dg==" } });
    const [budget] = bodies.filter(({ command }) => command.includes("poddisruptionbudget"));
    expect(decoded(Buffer.from(budget?.hex ?? "", "hex"))).toMatchObject({ spec: { minAvailable: "50%", selector: { matchLabels: { a: "b" } } } });
    const [quota] = bodies.filter(({ command }) => command.includes("quota"));
    expect(decoded(Buffer.from(quota?.hex ?? "", "hex"))).toMatchObject({ spec: { hard: { cpu: "1", pods: "2" } } });
  });

  test("is told to be broken wherever it is cut", () => {
    for (const { hex } of bodies) {
      const bytes = Buffer.from(hex, "hex");
      for (let length = 0; length < bytes.length; length += 1) decodeProtobuf(bytes.subarray(0, length), nameless);
      expect(decodeProtobuf(bytes.subarray(0, bytes.length - 5), nameless)).toMatchObject({ kind: "broken", message: "unexpected EOF" });
    }
  });
});

const file = new URL("../../../properties/recordings/defaults.json.gz", import.meta.url);
const samples = JSON.parse(gunzipSync(readFileSync(file)).toString()) as readonly { readonly got: JsonObject }[];

/** Placeholders of recorded times and numbers are no values that a message could hold. */
function timed(text: string): JsonObject {
  return JSON.parse(text.replaceAll('"<time>"', '"2026-01-02T03:04:05Z"')) as JsonObject;
}

describe("what a server has of every kind goes through", () => {
  test.each(samples.map(({ got }) => [`${got["apiVersion"] as string} ${got["kind"] as string}`, got] as const))("%s", (_, got) => {
    const object = timed(JSON.stringify(got));
    const again = decoded(encoded(object));
    expect(compact(again)).toEqual(compact(object));
  });
});

/** Without what Go holds as a zero value, which messages do not tell from nothing. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, part]) => [name, compact(part)] as const)
      // Of objects within objects, messages do not name the kind.
      .filter(([name, part]) => name !== "kind" && name !== "apiVersion" && !(part === null || part === "" || part === 0 || part === false) && !(typeof part === "object" && Object.keys(part).length === 0)),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Buffer.from([...bytes, value]);
}

test("every built-in kind and its list has a message, and so has what else is answered", () => {
  const lacking = createRegistry().all().flatMap((info) => {
    const { kind, verbs } = info;
    const apiVersion = apiVersionOf(info);
    const kinds = verbs.includes("list") ? [kind, `${kind}List`] : [kind];
    return kinds.filter((each) => messageOf(apiVersion, each) === undefined).map((each) => `${apiVersion} ${each}`);
  });
  expect(lacking).toEqual([]);
  for (const [apiVersion, kind] of [["v1", "Status"], ["autoscaling/v1", "Scale"], ["policy/v1", "Eviction"], ["authentication.k8s.io/v1", "TokenRequest"], ["meta.k8s.io/v1", "PartialObjectMetadataList"]] as const) {
    expect(messageOf(apiVersion, kind)?.goName).toBe(kind);
  }
  expect(messageOf("stable.example.com/v1", "CronTab")).toBeUndefined();
  expect(() => encoded({ apiVersion: "stable.example.com/v1", kind: "CronTab" })).toThrow(/no protobuf/);
});

test("a list is its items", () => {
  const item = (name: string): JsonObject => Object.freeze({ metadata: { name }, data: { a: name } });
  const list = { apiVersion: "v1", kind: "ConfigMapList", metadata: { resourceVersion: "7", remainingItemCount: 0 }, items: [item("a"), item("b")] };
  expect(decoded(encodeProtobuf(list as unknown as KubeList))).toEqual(list);
});

test("an event is a frame of a length and an envelope", () => {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "y" } } as unknown as KubeObject;
  const frame = Buffer.from(encodeProtobufEvent({ type: "ADDED", object }));
  const envelope = hexOf(encodeProtobuf(object));
  const size = (envelope.length / 2).toString(16);
  const inner = (envelope.length / 2 + 2).toString(16);
  expect(frame.readUInt32BE(0)).toBe(frame.length - 4);
  expect(frame.subarray(4).toString("hex")).toBe(`0a05414444454412${inner}0a${size}${envelope}`);
});

describe("forms that differ from JSON", () => {
  const roundTrip = (object: JsonObject): JsonObject => decoded(encoded(object));

  test("zeros of pointers stay", () => {
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", spec: { storageClassName: "" } };
    expect(roundTrip(claim)).toEqual(claim);
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 0, template: { spec: { volumes: [{ name: "v", emptyDir: {} }], automountServiceAccountToken: false } } } };
    expect(roundTrip(deployment)).toEqual(deployment);
  });

  test("times, with fractions where there are any", () => {
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { creationTimestamp: "1969-12-31T23:59:59Z" }, spec: { renewTime: "2026-01-02T03:04:05.000678Z" } };
    expect(roundTrip(lease)).toEqual(lease);
  });

  test("numbers below zero and beyond 32 bits", () => {
    const pod = { apiVersion: "v1", kind: "Pod", spec: { priority: -2_000_000_000, terminationGracePeriodSeconds: Number.MAX_SAFE_INTEGER } };
    expect(roundTrip(pod)).toEqual(pod);
  });

  test("schemas of definitions", () => {
    const openAPIV3Schema = {
      type: "object", minimum: -0.5, default: { a: [null, 1] }, additionalProperties: false, enum: ["x", { y: 1 }],
      properties: { __proto_: { type: "array", items: { type: "string" } }, many: { items: [{ type: "string" }] }, free: { additionalProperties: { type: "string" } } },
    };
    const crd = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", spec: { versions: [{ name: "v1", schema: { openAPIV3Schema }, subresources: { status: {} } }] } };
    expect(roundTrip(crd)).toEqual(crd);
  });

  test("lists of texts under their own type, and projections that merely have items", () => {
    const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec: { extra: { scopes: ["a", "b"] } } };
    expect(roundTrip(review)).toEqual(review);
    const pod = { apiVersion: "v1", kind: "Pod", spec: { volumes: [{ name: "v", projected: { sources: [{ downwardAPI: { items: [{ path: "p" }] } }] } }] } };
    expect(roundTrip(pod)).toEqual(pod);
  });

  test("a key that names a prototype is a key", () => {
    const map = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","data":{"__proto__":"x"}}') as JsonObject;
    expect(JSON.stringify(roundTrip(map))).toBe(JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", data: {} }).replace("{}", '{"__proto__":"x"}'));
  });
});

describe("broken input", () => {
  const envelope = (raw: readonly number[]): Uint8Array => {
    const configMap = [0x0a, 2, 0x76, 0x31, 0x12, 9, ...Buffer.from("ConfigMap")];
    return Uint8Array.from([0x6b, 0x38, 0x73, 0, 0x0a, configMap.length, ...configMap, 0x12, raw.length, ...raw]);
  };

  test.each([
    ["nothing", new Uint8Array(), "empty data"],
    ["JSON", Buffer.from("{}"), "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"],
    ["the magic alone", Buffer.from("k8s\0"), "empty body"],
    ["a number for a message", envelope([0x08, 1]), "proto: wrong wireType = 0 for field Metadata"],
    ["an end without a group", envelope([0x0c]), "proto: ConfigMap: wiretype end group for non-group"],
    ["field 0", envelope([0x02, 0]), "proto: ConfigMap: illegal tag 0 (wire type 2)"],
    ["a number without end", envelope([0x78, ...new Array<number>(10).fill(0xff)]), "proto: integer overflow"],
    ["a length below zero", envelope([0x0a, ...new Array<number>(9).fill(0xff), 1]), "proto: negative length found during unmarshaling"],
  ])("%s", (_, bytes, message) => {
    expect(decodeProtobuf(bytes, nameless)).toMatchObject({ kind: "broken", message });
  });

  test("fields that nobody knows are passed over", () => {
    expect(decoded(envelope([0x78, 1, 0x7a, 1, 65, 0x7b, 0x08, 1, 0x7c, 0x7d, 1, 2, 3, 4, 0x20, 1]))).toEqual({ apiVersion: "v1", kind: "ConfigMap", immutable: true });
  });

  test("schemas nested without end", () => {
    const definition = messageOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    const path = ["spec", "versions", "schema", "openAPIV3Schema"];
    const nested = (depth: number): Uint8Array => {
      let message = definition;
      const numbers = [...path, ...new Array<string>(depth).fill("not")].map((name) => {
        const field = message?.fields.find((each) => each.name === name);
        message = field?.message();
        return field?.number ?? 0;
      });
      return numbers.reduceRight((inner, number) => Buffer.concat([varint(number * 8 + 2), varint(inner.length), inner]), Buffer.alloc(0));
    };
    const typed = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    const sent = (raw: Uint8Array): Uint8Array => Buffer.concat([Buffer.from("k8s\0\x12"), varint(raw.length), raw]);
    expect(decodeProtobuf(sent(nested(50)), typed)).toMatchObject({ kind: "value", value: { spec: { versions: [{ schema: { openAPIV3Schema: { not: { not: {} } } } }] } } });
    expect(decodeProtobuf(sent(nested(20_000)), typed)).toMatchObject({ kind: "broken", sent: typed });
  });

  test("bytes of any kind", () => {
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), ({ hex }, changes) => {
        const bytes = Buffer.from(hex, "hex");
        for (const [at, byte] of changes) bytes[4 + (at % (bytes.length - 4))] = byte;
        expect(["value", "broken"]).toContain(decodeProtobuf(bytes, nameless).kind);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (raw) => void decodeProtobuf(envelope([...raw]), nameless)), { numRuns: 1000 });
  });
});

test("any maps, texts and bytes of a ConfigMap go through", () => {
  const map = fc.dictionary(fc.string({ unit: "binary", minLength: 1 }), fc.string({ unit: "binary" }), { minKeys: 1 });
  const binary = fc.dictionary(fc.string({ minLength: 1 }), fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64")), { minKeys: 1 });
  fc.assert(
    fc.property(map, binary, fc.option(fc.boolean(), { nil: undefined }), (data, binaryData, immutable) => {
      const object: JsonObject = { apiVersion: "v1", kind: "ConfigMap", data, binaryData, ...(immutable === undefined ? {} : { immutable }) };
      expect(decoded(encoded(object))).toEqual({ ...object, data: { ...data }, binaryData: { ...binaryData } });
    }),
  );
});
