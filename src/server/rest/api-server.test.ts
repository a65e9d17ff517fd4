import { describe, expect, test } from "vitest";
import type { ApiRequest, RequestBody } from "../../api/index.ts";
import { configMap, objectIn, pods, statusIn, testServer } from "../../../properties/api/test-server.ts";

function merge(value: unknown): RequestBody {
  return { form: "patch", type: "application/merge-patch+json", value: value as never };
}

function bytes(text: string, contentType = "application/json"): RequestBody {
  return { form: "bytes", contentType, bytes: new TextEncoder().encode(text) };
}

const pod = { apiVersion: "v1", kind: "Pod", spec: { containers: [{ name: "c", image: "i" }] } };

test("neighbours are told of as they are seen: a store that is well, and nobody else", () => {
  const { ask } = testServer();
  const resource = { group: "", version: "v1", resource: "componentstatuses" };
  const healthy = (body: unknown): unknown => (body as { readonly conditions: readonly { readonly status: string }[] }).conditions[0]?.status;
  const { items } = ask({ verb: "list", resource, namespace: "" }).body as { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
  expect(items.map((each) => [each.metadata.name, healthy(each)])).toEqual([["controller-manager", "False"], ["scheduler", "False"], ["etcd-0", "True"]]);
  expect(healthy(ask({ verb: "get", resource, namespace: "", name: "etcd-0" }).body)).toBe("True");
  expect(statusIn(ask({ verb: "get", resource, namespace: "", name: "x" })).message).toBe('componentstatus "x" not found');
});

describe("writing", () => {
  test("create fills what is the server's to say, and shares the frozen object", () => {
    const { ask } = testServer();
    const made = objectIn(ask({ verb: "create", body: configMap("a", { metadata: { uid: "mine", generation: 9 }, data: { k: "v" } }) }));
    expect(made.metadata).toMatchObject({ name: "a", namespace: "shop", generation: 9, creationTimestamp: "2000-01-01T00:00:00Z" });
    expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(objectIn(ask({ verb: "get", name: "a" }))).toBe(made);
    expect(() => ((made["data"] as { k: string }).k = "w")).toThrow(TypeError);
  });

  test("an update that changes nothing writes nothing", () => {
    const { ask, storage } = testServer();
    ask({ verb: "create", body: configMap("a", { data: { k: "v" } }) });
    const before = storage.current;
    expect(ask({ verb: "update", name: "a", body: configMap("a", { data: { k: "v" } }) }).code).toBe(200);
    expect(ask({ verb: "patch", name: "a", body: merge({ data: { k: "v" } }) }).code).toBe(200);
    expect(storage.current).toBe(before);
  });

  test("a stale version is a conflict that changes nothing; none is unconditional", () => {
    const { ask } = testServer();
    const { metadata } = objectIn(ask({ verb: "create", body: configMap("a") }));
    expect(ask({ verb: "update", name: "a", body: configMap("a", { data: { k: "1" } }) }).code).toBe(200);
    const refused = ask({ verb: "update", name: "a", body: configMap("a", { metadata: { resourceVersion: metadata.resourceVersion }, data: { k: "2" } }) });
    expect(statusIn(refused)).toMatchObject({ code: 409, reason: "Conflict", details: { name: "a", kind: "configmaps" } });
    expect(objectIn(ask({ verb: "get", name: "a" }))["data"]).toEqual({ k: "1" });
  });

  test("finalizers hold a deleted object back; removing the last deletes it", () => {
    const { ask } = testServer();
    ask({ verb: "create", body: configMap("a", { metadata: { finalizers: ["example.com/f"] } }) });
    const marked = objectIn(ask({ verb: "delete", name: "a" }));
    expect(marked.metadata).toMatchObject({ deletionTimestamp: "2000-01-01T00:00:00Z", deletionGracePeriodSeconds: 0 });
    const again = objectIn(ask({ verb: "delete", name: "a" }));
    expect(again.metadata.resourceVersion).toBe(marked.metadata.resourceVersion);
    expect(ask({ verb: "patch", name: "a", body: merge({ metadata: { finalizers: ["example.com/f", "example.com/g"] } }) }).code).toBe(422);
    expect(ask({ verb: "patch", name: "a", body: merge({ metadata: { finalizers: null } }) }).code).toBe(200);
    expect(ask({ verb: "get", name: "a" }).code).toBe(404);
  });

  test("a pod that goes at once is written twice; a scheduled one waits out its grace", () => {
    const { ask, kernel } = testServer();
    const body = (name: string, spec = {}): RequestBody => ({ form: "object", value: { ...pod, metadata: { name }, spec: { ...pod.spec, ...spec } } });
    const watch = ask({ verb: "watch", resource: pods });
    ask({ verb: "create", resource: pods, body: body("a") });
    ask({ verb: "delete", resource: pods, name: "a" });
    kernel.advanceSync(1_000);
    expect(watch.events.map((event) => event.type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    ask({ verb: "create", resource: pods, body: body("b", { nodeName: "n" }) });
    const going = objectIn(ask({ verb: "delete", resource: pods, name: "b" }));
    expect(going.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, deletionTimestamp: "2000-01-01T00:00:30Z", generation: 2 });
    const sooner = objectIn(ask({ verb: "delete", resource: pods, name: "b", options: { gracePeriodSeconds: 10 } }));
    expect(sooner.metadata.deletionTimestamp).toBe("2000-01-01T00:00:10Z");
    expect(ask({ verb: "delete", resource: pods, name: "b", options: { gracePeriodSeconds: 0 } }).code).toBe(200);
    expect(ask({ verb: "get", resource: pods, name: "b" }).code).toBe(404);
  });

  test("the status subresource takes the status, the object's own path everything else", () => {
    const { ask } = testServer();
    ask({ verb: "create", resource: pods, body: { form: "object", value: { ...pod, metadata: { name: "a" }, status: { phase: "Running" } } } });
    expect(objectIn(ask({ verb: "get", resource: pods, name: "a" }))["status"]).toMatchObject({ phase: "Pending" });
    ask({ verb: "patch", resource: pods, name: "a", body: merge({ status: { phase: "Failed" } }) });
    ask({ verb: "patch", resource: pods, name: "a", subresource: "status", body: merge({ status: { phase: "Running" }, spec: { nodeName: "n" } }) });
    const seen = objectIn(ask({ verb: "get", resource: pods, name: "a" }));
    expect(seen["status"]).toMatchObject({ phase: "Running" });
    expect(seen["spec"]).not.toHaveProperty("nodeName");
    expect(seen.metadata.generation).toBe(1);
  });

  test("generated names are tried eight times", () => {
    const { ask, storage } = testServer();
    const body: RequestBody = { form: "object", value: { kind: "ConfigMap", metadata: { generateName: "gen-" } } };
    const made = objectIn(ask({ verb: "create", body }));
    expect(made.metadata.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    let tried = 0;
    const create = storage.create.bind(storage);
    storage.create = (path, object) => {
      tried += 1;
      return create(`/core/configmaps/shop/${made.metadata.name ?? ""}`, object) ?? path;
    };
    expect(statusIn(ask({ verb: "create", body }))).toMatchObject({ code: 409, details: { retryAfterSeconds: 1 } });
    expect(tried).toBe(8);
  });

  test("dry runs answer as if, and write nothing", () => {
    const { ask, storage } = testServer();
    ask({ verb: "create", body: configMap("a") });
    const before = storage.current;
    const options = { dryRun: ["All"] };
    expect(ask({ verb: "create", options, body: configMap("b") }).code).toBe(201);
    expect(ask({ verb: "create", options, body: configMap("a") }).code).toBe(409);
    expect(objectIn(ask({ verb: "update", name: "a", options, body: configMap("a", { data: { k: "v" } }) }))["data"]).toEqual({ k: "v" });
    expect(ask({ verb: "delete", name: "a", options }).code).toBe(200);
    expect(ask({ verb: "deletecollection", options }).code).toBe(200);
    expect(storage.current).toBe(before);
  });

  test("a namespace must exist, and must not be on its way out", () => {
    const { ask } = testServer();
    const namespaces = { group: "", version: "v1", resource: "namespaces" };
    expect(statusIn(ask({ verb: "create", namespace: "none", body: configMap("a") }))).toMatchObject({ code: 404, details: { kind: "namespaces" } });
    expect(ask({ verb: "delete", resource: namespaces, namespace: "", name: "shop" }).code).toBe(200);
    expect(statusIn(ask({ verb: "create", body: configMap("a") }))).toMatchObject({ code: 403, details: { causes: [{ reason: "NamespaceTerminating" }] } });
  });

  test("deletecollection takes what its selector shows", () => {
    const { ask } = testServer();
    for (const [name, x] of [["a", "1"], ["b", "2"], ["c", "1"]] as const) ask({ verb: "create", body: configMap(name, { metadata: { labels: { x } } }) });
    ask({ verb: "deletecollection", options: { labelSelector: "x=1" } });
    const left = ask({ verb: "list" }).body as unknown as { items: { metadata: { name: string } }[] };
    expect(left.items.map((item) => item.metadata.name)).toEqual(["b"]);
  });
});

describe("custom resources", () => {
  const definitions = { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" };
  const widgets = { group: "example.com", version: "v1", resource: "widgets" };
  const anything = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const spec = {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
    versions: [{ name: "v1", served: true, storage: true, schema: anything, subresources: { status: {} } }, { name: "v0", served: false, storage: false, schema: anything }],
  };
  const definition: RequestBody = { form: "object", value: { kind: "CustomResourceDefinition", metadata: { name: "widgets.example.com" }, spec } };
  const widget: RequestBody = { form: "object", value: { kind: "Widget", metadata: { name: "w" }, spec: { size: 1 }, status: { ready: 9 } } };

  test("are served while their definition is there", () => {
    const { ask, registry, kernel } = testServer();
    expect(ask({ verb: "list", resource: widgets }).code).toBe(404);
    expect(ask({ verb: "create", resource: definitions, namespace: "", body: definition }).code).toBe(201);
    expect(ask({ verb: "list", resource: widgets }).code, "its names are not accepted yet").toBe(404);
    kernel.drainSync();
    expect(registry.named("wd")).toMatchObject({ ...widgets, subresources: ["status"] });
    const made = objectIn(ask({ verb: "create", resource: widgets, body: widget }));
    expect(made).toMatchObject({ apiVersion: "example.com/v1", metadata: { generation: 1 } });
    expect(made).not.toHaveProperty("status");
    expect(objectIn(ask({ verb: "patch", resource: widgets, name: "w", body: merge({ spec: { size: 2 } }) })).metadata.generation).toBe(2);
    expect(ask({ verb: "list", resource: { ...widgets, version: "v0" } }).code).toBe(404);
    ask({ verb: "delete", resource: definitions, namespace: "", name: "widgets.example.com" });
    kernel.drainSync();
    expect(ask({ verb: "list", resource: widgets })).toMatchObject({ code: 404, body: "404 page not found\n" });
  });

  test("a definition that says nothing is told what it lacks", () => {
    const { ask } = testServer();
    const made = (spec_: object): RequestBody => ({ form: "object", value: { kind: "CustomResourceDefinition", metadata: { name: "x" }, spec: spec_ as never } });
    expect(ask({ verb: "create", resource: definitions, namespace: "", body: made({ versions: [{}, null] }) }).code).toBe(422);
    expect(statusIn(ask({ verb: "create", resource: definitions, namespace: "", body: made({ names: 5 }) })).message).toMatch(
      "cannot unmarshal number into Go struct field CustomResourceDefinitionSpec.spec.names of type v1.CustomResourceDefinitionNames",
    );
  });
});

describe("bad input is answered, and the server stays usable", () => {
  const cyclic: { [field: string]: unknown } = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
  cyclic["data"] = { self: cyclic };
  const huge = bytes(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"${"x".repeat(3 * 1024 * 1024)}"}}`);
  const polluting = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"__proto__":{"polluted":"yes"}}}}') as never;

  test.each<[string, RequestBody, number, RegExp]>([
    ["no name", { form: "object", value: { kind: "ConfigMap" } }, 422, /name or generateName is required/],
    ["another kind", { form: "object", value: { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } } }, 400, /cannot be handled as a ConfigMap/],
    ["a list", { form: "object", value: [] as never }, 400, /cannot unmarshal array/],
    ["a text", { form: "object", value: "x" as never }, 400, /cannot unmarshal string/],
    ["a kind that is a number", { form: "object", value: { kind: 5, metadata: { name: "a/b" } } }, 422, /subdomain/],
    ["metadata that is a text", { form: "object", value: { metadata: "x" } }, 400, /cannot unmarshal string/],
    ["a name that is a number", { form: "object", value: { metadata: { name: 5 } } }, 400, /metadata\.name of type string/],
    ["labels that are a list", { form: "object", value: { metadata: { name: "a", labels: ["x"] } } }, 400, /metadata\.labels/],
    ["an owner whose name is a number", { form: "object", value: { metadata: { name: "a", ownerReferences: [{ name: 5 }] } } }, 400, /ownerReferences\.name of type string/],
    ["an owner that is null", { form: "object", value: { metadata: { name: "a", ownerReferences: [null] } } }, 422, /ownerReferences\.uid/],
    ["a finalizer that is null", { form: "object", value: { metadata: { name: "a", finalizers: [null] } } }, 422, /metadata\.finalizers/],
    ["a label that is no text", { form: "object", value: { metadata: { name: "a", labels: { x: 1 } } } }, 400, /metadata\.labels of type string/],
    ["data that is no map", { form: "object", value: { metadata: { name: "a" }, data: [1] } }, 400, /ConfigMap\.data/],
    ["a cycle", { form: "object", value: cyclic as never }, 400, /contains itself/],
    ["prototype pollution", { form: "object", value: polluting }, 400, /__proto__/],
    ["functions", { form: "object", value: { metadata: { name: "a" }, data: { k: (() => 1) as never } } }, 400, /is a function/],
    ["not JSON", bytes("not json"), 400, /invalid character 'o' in literal null/],
    ["nothing", bytes(""), 400, /unexpected end of JSON input/],
    ["another content type", bytes("{}", "text/plain"), 415, /unknown format/],
    ["more than three mebibytes", huge, 413, /limit is 3145728/],
    ["a broken name", configMap("A_"), 422, /subdomain/],
    ["deep nesting", { form: "object", value: { metadata: { name: "a" }, deep: nested(10_000) as never } }, 400, /nested deeper than 256/],
  ])("create with %s", (_, body, code, message) => {
    const { ask, storage } = testServer();
    const before = storage.current;
    const answered = ask({ verb: "create", body });
    expect(statusIn(answered)).toMatchObject({ kind: "Status", status: "Failure", code });
    expect(statusIn(answered).message).toMatch(message);
    expect(answered.ended).toBe(true);
    expect(storage.current).toBe(before);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(ask({ verb: "create", body: configMap("fine") }).code).toBe(201);
  });

  test.each<[string, Partial<ApiRequest> & Pick<ApiRequest, "verb">, number]>([
    ["an unknown resource", { verb: "list", resource: { group: "", version: "v1", resource: "gizmos" } }, 404],
    ["an unknown group", { verb: "list", resource: { group: "nope.example.com", version: "v1", resource: "things" } }, 404],
    ["an unknown subresource", { verb: "update", name: "a", subresource: "nope" }, 404],
    ["a verb the resource lacks", { verb: "list", resource: { group: "", version: "v1", resource: "bindings" } }, 405],
    ["create with a name", { verb: "create", name: "a" }, 405],
    ["a cluster-scoped resource in a namespace", { verb: "list", resource: { group: "", version: "v1", resource: "nodes" } }, 404],
    ["a label selector that does not parse", { verb: "list", options: { labelSelector: "x=1=2" } }, 400],
    ["a field nobody selects by", { verb: "watch", options: { fieldSelector: "data.x=1" } }, 400],
    ["a version that is none", { verb: "list", options: { resourceVersion: "abc" } }, 400],
    ["a broken token", { verb: "list", options: { continue: "xyz!" } }, 400],
    ["a patch of an unknown type", { verb: "patch", name: "a", body: bytes("{}", "text/plain") }, 415],
    ["a patch that is no patch", { verb: "patch", name: "a", body: bytes("[]", "application/merge-patch+json") }, 400],
    ["a patch bomb", { verb: "patch", name: "a", body: { form: "patch", type: "application/json-patch+json", value: doubling(60) } }, 400],
    ["a deep patch", { verb: "patch", name: "a", body: bytes(`${'{"d":'.repeat(100_000)}1${"}".repeat(100_000)}`, "application/merge-patch+json") }, 400],
    ["a deep body", { verb: "create", body: bytes(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) }, 400],
    ["a deep body that does not end", { verb: "create", body: bytes("[".repeat(1_000_000)) }, 400],
    ["a selector of a hundred kilobytes", { verb: "list", options: { labelSelector: `x in (${"a,".repeat(50_000)}` } }, 400],
    ["too many operations", { verb: "patch", name: "a", body: { form: "patch", type: "application/json-patch+json", value: Array.from({ length: 10_001 }, () => ({ op: "test", path: "/kind", value: "ConfigMap" })) } }, 413],
    ["deletion of what is not there", { verb: "delete", name: "none" }, 404],
    ["a policy nobody knows", { verb: "delete", name: "a", options: { propagationPolicy: "Sideways" } }, 422],
    ["a media type nobody speaks", { verb: "list", accept: "text/html" }, 406],
  ])("%s", (_, parts, code) => {
    const { ask, storage } = testServer();
    ask({ verb: "create", body: configMap("a") });
    const before = storage.current;
    const answered = ask(parts);
    expect(answered.code).toBe(code);
    expect(answered.ended).toBe(true);
    expect(storage.current).toBe(before);
  });
});

/** Each step holds the one before it twice. */
function doubling(steps: number): never {
  const copies = Array.from({ length: steps }, (_, i) => [
    { op: "copy", from: `/data${i === 0 ? "" : i}`, path: `/data${i + 1}` },
    { op: "add", path: `/data${i + 1}`, value: {} },
    { op: "copy", from: `/data${i === 0 ? "" : i}`, path: `/data${i + 1}/a` },
    { op: "copy", from: `/data${i === 0 ? "" : i}`, path: `/data${i + 1}/b` },
  ]).flat();
  return [{ op: "add", path: "/data", value: { k: "v" } }, ...copies] as never;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = { d: value };
  return value;
}
