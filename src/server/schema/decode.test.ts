import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../api/index.ts";
import { admit } from "../../api/index.ts";
import { canonicalQuantity } from "./quantity.ts";
import { canonicalScalar } from "./scalars.ts";
import type { TypeModel } from "./type-model.ts";
import { typeModel } from "./type-model.ts";

const pod = typeModel("v1", "Pod") as TypeModel;
const configMap = typeModel("v1", "ConfigMap") as TypeModel;

function decoded(model: TypeModel, value: JsonObject): JsonObject {
  const made = model.decode(value);
  if (made.kind === "undecodable") throw new Error(model.explain(JSON.stringify(value)).problem);
  return made.object;
}

describe("decoding", () => {
  test("writes what Go writes: fields in order, zeros left out, structs always there", () => {
    const made = decoded(configMap, { data: {}, metadata: { labels: {}, name: "a", generation: 0, creationTimestamp: null }, immutable: false, kind: "ConfigMap", apiVersion: "v1" });
    expect(JSON.stringify(made)).toBe('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"immutable":false}');
  });

  test("a null in a map or list is the zero of what is in it", () => {
    expect(decoded(configMap, { data: { a: null } })["data"]).toEqual({ a: "" });
    expect(decoded(pod, { spec: { containers: [null] } })["spec"]).toMatchObject({ containers: [{ name: "", resources: {}, imagePullPolicy: "IfNotPresent" }] });
  });

  test("what is all that already is answered as it is", () => {
    const once = decoded(pod, { kind: "Pod", apiVersion: "v1", metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i" }] } });
    expect(decoded(pod, once)).toBe(once);
    expect(Object.isFrozen((once["spec"] as JsonObject)["containers"])).toBe(true);
  });

  test("unknown fields are dropped and told", () => {
    const made = configMap.decode({ data: { a: "1" }, foo: 1 });
    expect(made).toMatchObject({ kind: "object", unknown: true });
    expect(made).not.toHaveProperty("object.foo");
  });

  test("what Go leaves out by itself stays where it holds a pointer", () => {
    expect(decoded(pod, { spec: { terminationGracePeriodSeconds: 0, automountServiceAccountToken: false, hostNetwork: false } })["spec"]).toMatchObject({
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
    });
    expect(decoded(pod, { spec: { hostNetwork: false } })["spec"]).not.toHaveProperty("hostNetwork");
  });

  test("a schema within a definition is decoded as deep as it goes", () => {
    const definition = typeModel("apiextensions.k8s.io/v1", "CustomResourceDefinition") as TypeModel;
    const schema = { type: "object", properties: { a: { type: "array", items: { type: "string", nosuch: 1 } } } };
    const made = definition.decode({ spec: { versions: [{ name: "v1", schema: { openAPIV3Schema: schema } }] } });
    expect(made).toMatchObject({ unknown: true });
    expect(JSON.stringify(made)).not.toContain("nosuch");
  });
});

describe("what Go's decoder says", () => {
  test.each([
    ['{"spec":{"containers":[{"imag":1}],"nodeNam":2}}', ['unknown field "spec.containers[0].imag"', 'unknown field "spec.nodeNam"']],
    ['{"kind":"Pod","kind":"Pod","metadata":{"labels":{"a":"1","a":"2"}}}', ['duplicate field "kind"', 'duplicate field "metadata.labels.a"']],
    ['{"nosuch":{"a":1,"a":2}}', ['unknown field "nosuch"']],
  ])("%s", (text, strict) => {
    expect(pod.explain(text)).toEqual({ strict });
  });

  test.each([
    ['{"spec":{"containers":[{"ports":[{"containerPort":"x"}]}]}}', "json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32"],
    ['{"spec":{"containers":[{"ports":[{"containerPort":1.5}]}]}}', "json: cannot unmarshal number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32"],
    ['{"spec":{"priority":2.0}}', "json: cannot unmarshal number 2.0 into Go struct field PodSpec.spec.priority of type int32"],
    ['{"spec":{"priority":3000000000}}', "json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32"],
    ['{"spec":{"nodeSelector":{"a":true}}}', "json: cannot unmarshal bool into Go struct field PodSpec.spec.nodeSelector of type string"],
    ['{"spec":{"containers":{}}}', "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container"],
    ['{"spec":[]}', "json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec"],
    ['{"status":{"startTime":"soon"}}', 'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'],
    ['{"spec":{"containers":[{"resources":{"limits":{"cpu":"1x"}}}]}}', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ])("%s", (text, problem) => {
    expect(pod.explain(text).problem).toBe(problem);
  });
});

describe("canonical scalars", () => {
  test.each([
    ["1", "1"], ["1000m", "1"], ["0.5", "500m"], ["1024Mi", "1Gi"], ["1536Mi", "1536Mi"], ["1.5Gi", "1536Mi"], ["1000Ki", "1000Ki"], ["1000", "1k"],
    ["100000", "100k"], ["12e6", "12e6"], ["0.1Ki", "102400m"], ["-1000", "-1k"], ["0", "0"], ["0Mi", "0"], [" 1Gi ", "1Gi"], [2, "2"], ["1.5", "1500m"],
  ])("the quantity %s is %s", (sent, shown) => {
    expect(canonicalQuantity(sent)).toBe(shown);
  });

  test.each(["", "1x", "Gi", "1 Gi", "--1", "1e", "abc"])("%j is no quantity", (text) => {
    expect(canonicalQuantity(text)).toBeUndefined();
  });

  test.each([
    ["time", "2020-01-02T03:04:05+02:00", "2020-01-02T01:04:05Z"],
    ["time", "2020-01-02T03:04:05.9Z", "2020-01-02T03:04:05Z"],
    ["time", "2020-02-30T00:00:00Z", undefined],
    ["microTime", "2020-01-02T03:04:05.000001Z", "2020-01-02T03:04:05.000001Z"],
    ["microTime", "2020-01-02T03:04:05Z", undefined],
    ["duration", "90m", "1h30m0s"],
    ["duration", "1500ms", "1.5s"],
    ["bytes", "YQ==", "YQ=="],
    ["bytes", "Y Q", undefined],
  ] as const)("%s %s is %s", (form, sent, shown) => {
    expect(canonicalScalar({ kind: "scalar", form, goName: form })(sent)).toBe(shown);
  });
});

describe("straight from outside", () => {
  const sent = (): JsonObject => ({
    kind: "Pod", apiVersion: "v1",
    metadata: { labels: { app: "a", constructors: "b" }, name: "p", generation: 0 },
    spec: {
      hostNetwork: true,
      containers: [{ name: "c", image: "i", ports: [{ containerPort: 80 }], resources: { limits: { cpu: "1000m" } } }, null],
      nodeSelector: { a: null },
    },
  });

  function frozenThrough(value: unknown): boolean {
    return typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozenThrough));
  }

  test("is what decoding makes of what was admitted, and no part of what was sent", () => {
    const own = sent();
    const made = pod.straight?.(own)?.object ?? {};
    expect(JSON.stringify(made)).toBe(JSON.stringify(decoded(pod, admit(sent()))));
    expect(frozenThrough(made)).toBe(true);
    expect(own).toEqual(sent());
    expect(Object.isFrozen(own) || Object.isFrozen((own["metadata"] as JsonObject)["labels"])).toBe(false);
    expect((made["metadata"] as JsonObject)["labels"]).not.toBe((own["metadata"] as JsonObject)["labels"]);
  });

  test("keys without a value are none", () => {
    const made = pod.straight?.({ ...sent(), status: undefined } as never)?.object;
    expect(JSON.stringify(made)).toBe(JSON.stringify(decoded(pod, admit(sent()))));
  });

  test.each([
    ["an entry more", { app: "a", tier: "b" }],
    ["an entry less", {}],
    ["another value", { app: "z" }],
    ["another key", { apq: "a" }],
  ])("the same again is the same object; with %s it is another", (_, labels) => {
    const sent = (own: JsonObject): JsonObject => ({ metadata: { name: "p", labels: own }, spec: { containers: [{ name: "c", image: "i", args: ["x", "y"] }] } });
    const made = (own: JsonObject): { metadata: { labels?: JsonObject }; spec: JsonObject } => pod.straight?.(sent(own))?.object as never;
    const first = made({ app: "a" });
    expect(made({ app: "a" })).toBe(first);
    expect(made(labels).metadata.labels ?? {}).toEqual(labels);
    expect(made(labels).spec).toBe(first.spec);
    expect(first.metadata.labels).toEqual({ app: "a" });
  });

  test("lists that begin alike are told apart", () => {
    const args = (...of: string[]): unknown => {
      const made = pod.straight?.({ spec: { containers: [{ name: "c", image: "i", args: of }] } })?.object as { spec: { containers: { args: unknown }[] } } | undefined;
      return made?.spec.containers[0]?.args;
    };
    expect([args("x", "y"), args("x", "z"), args("x"), args("x", "z", "a"), args("x", "z")]).toEqual([["x", "y"], ["x", "z"], ["x"], ["x", "z", "a"], ["x", "z"]]);
  });

  test("what has all already is passed on, with its frozen parts", () => {
    const once = decoded(pod, admit(sent()));
    expect(pod.straight?.(once)?.object).toBe(once);
    const renamed = pod.straight?.({ ...once, metadata: { name: "q" } })?.object;
    expect(renamed?.["spec"]).toBe(once["spec"]);
  });

  test("its weight is never below what it weighs", () => {
    const straight = pod.straight?.(sent());
    expect(straight?.weight).toBeGreaterThanOrEqual(JSON.stringify(straight?.object).length);
  });

  const cyclic: { [key: string]: unknown } = { type: "object" };
  cyclic["not"] = cyclic;
  const branching: { [key: string]: unknown } = { type: "object" };
  branching["properties"] = { a: branching, b: branching };
  const version = (schema: unknown): unknown => ({ spec: { versions: [{ schema: { openAPIV3Schema: schema } }] } });
  const definition = typeModel("apiextensions.k8s.io/v1", "CustomResourceDefinition") as TypeModel;

  test.each<[string, TypeModel, unknown]>([
    ["an unknown field", pod, { ...sent(), nosuch: 1 }],
    ["a wrong type", pod, { spec: { containers: {} } }],
    ["a struct of a class", pod, { spec: new Date(0) }],
    ["a map of a class", configMap, { data: new Map() }],
    ["a prototype of its own", configMap, { data: Object.create({ a: "1" }) }],
    ["__proto__ in a map", configMap, JSON.parse('{"data":{"__proto__":"1"}}')],
    ["__proto__ in a struct", configMap, JSON.parse('{"__proto__":{"data":{}}}')],
    ["a key called constructor, which admission looks at", configMap, { data: { constructor: "1" } }],
    ["nothing in a map", configMap, { data: { a: undefined } }],
    ["a hole in a list", pod, { metadata: { finalizers: Array(2) } }],
    ["a number that is none", pod, { spec: { priority: Number.NaN } }],
    ["no number in a float", definition, version({ maximum: Number.POSITIVE_INFINITY })],
    ["a cycle", definition, version(cyclic)],
    ["a cycle of many branches", definition, version(branching)],
    ["content of any form", definition, version({ default: { a: 1 } })],
    ["much", configMap, { data: Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`k${i}`, "x".repeat(100_000)])), binaryData: { a: "" } }],
  ])("%s is left to admission", (_what, model, value) => {
    expect(model.straight?.(value as JsonObject)).toBeUndefined();
  });
});
