import { expect, test } from "vitest";
import { objectIn, statusIn, testServer } from "../../../properties/api/test-server.ts";
import type { Json, JsonObject, KubeObject } from "../../api/index.ts";
import { SECOND } from "../../kernel/index.ts";

const definitions = { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" };
const widgets = { group: "example.com", version: "v1", resource: "widgets" };
const open = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };

function definition(plural: string, names: JsonObject, versions: readonly JsonObject[] = [{ name: "v1", served: true, storage: true, schema: open }]): JsonObject {
  return { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: `${plural}.example.com` }, spec: { group: "example.com", scope: "Namespaced", names: { plural, ...names }, versions } };
}

function version(name: string, spec: JsonObject, more: JsonObject = {}): JsonObject {
  return { name, served: true, storage: false, schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", ...spec } } } }, ...more };
}

function server() {
  const base = testServer();
  const at = { resource: definitions, namespace: "" };
  const later = (seconds = 1) => base.kernel.advanceSync(seconds * SECOND);
  return {
    ...base,
    later,
    define(object: JsonObject) {
      const made = base.ask({ verb: "create", ...at, body: { form: "object", value: object } });
      later();
      return made;
    },
    merge: (name: string, value: Json, resource: typeof widgets = definitions) =>
      base.ask({ verb: "patch", resource, namespace: resource === definitions ? "" : "shop", name, body: { form: "patch", type: "application/merge-patch+json", value } }),
    remove: (name: string) => base.ask({ verb: "delete", ...at, name }),
    conditions(name: string): { readonly [type: string]: string } {
      const found = objectIn(base.ask({ verb: "get", ...at, name }));
      const { conditions } = found["status"] as { readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[] | null };
      return Object.fromEntries((conditions ?? []).map(({ type, status, reason }) => [type, `${status} ${reason}`]));
    },
    make: (spec: Json, name = "a", metadata: JsonObject = {}) =>
      base.ask({ verb: "create", resource: widgets, body: { form: "object", value: { apiVersion: "example.com/v1", kind: "Widget", metadata: { name, ...metadata }, spec } } }),
    read: (in_: string, name = "a") => base.ask({ verb: "get", resource: { ...widgets, version: in_ }, name }),
  };
}

test("what is asked for first gets its names; the other waits until they are free", () => {
  const { define, conditions, remove, later, registry } = server();
  define(definition("widgets", { kind: "Widget", shortNames: ["wd"] }));
  define(definition("gadgets", { kind: "Gadget", shortNames: ["wd"] }));
  expect(conditions("widgets.example.com")).toEqual({ NamesAccepted: "True NoConflicts", Established: "True InitialNamesAccepted" });
  expect(conditions("gadgets.example.com")).toEqual({ NamesAccepted: "False ShortNamesConflict", Established: "False NotAccepted" });
  expect(registry.find("example.com", "v1", "gadgets")).toBeUndefined();
  remove("widgets.example.com");
  later();
  expect(conditions("gadgets.example.com")).toEqual({ NamesAccepted: "True NoConflicts", Established: "True InitialNamesAccepted" });
});

test("a definition goes when its instances are gone, and takes nothing new until then", () => {
  const { define, make, remove, merge, conditions, later, ask } = server();
  define(definition("widgets", { kind: "Widget" }));
  make({}, "a");
  make({}, "kept", { finalizers: ["example.com/f"] });
  remove("widgets.example.com");
  later();
  expect(conditions("widgets.example.com")).toMatchObject({ Terminating: "True InstanceDeletionInProgress" });
  expect(statusIn(make({}, "b"))).toMatchObject({ code: 403, message: "widgets.example.com \"b\" is forbidden: create not allowed while custom resource definition is terminating" });
  expect(statusIn(ask({ verb: "get", resource: widgets, name: "a" }))).toMatchObject({ code: 404 });
  merge("kept", { metadata: { finalizers: null } }, widgets);
  later(6);
  expect(statusIn(ask({ verb: "get", resource: definitions, namespace: "", name: "widgets.example.com" }))).toMatchObject({ code: 404 });
});

test("instances that stay a minute are told, and tried again", () => {
  const { define, make, remove, later, ask } = server();
  define(definition("widgets", { kind: "Widget" }));
  make({}, "kept", { finalizers: ["example.com/f"] });
  const { events } = ask({ verb: "watch", resource: definitions, namespace: "" });
  later(0);
  remove("widgets.example.com");
  later(62);
  const reasons = events.flatMap(({ object }) => terminating(object as KubeObject));
  expect(reasons).toEqual(["InstanceDeletionPending", "InstanceDeletionInProgress", "InstanceDeletionCheck", "InstanceDeletionInProgress"]);
});

function terminating(object: KubeObject): readonly string[] {
  const { conditions } = object["status"] as { readonly conditions: readonly { readonly type: string; readonly reason: string }[] };
  return conditions.flatMap(({ type, reason }) => (type === "Terminating" ? [reason] : []));
}

test("what is stored is filled in by the stored version, and shown as the one asked for", () => {
  const { define, make, merge, read } = server();
  const v1 = version("v1", { properties: { a: { type: "string" } } }, { storage: true });
  const v2 = version("v2", { properties: { a: { type: "string" }, b: { type: "integer", default: 7 } } });
  define(definition("widgets", { kind: "Widget" }, [v1, v2]));
  expect(objectIn(make({ a: "x", c: 1 }))["spec"]).toEqual({ a: "x" });
  expect(objectIn(read("v2"))).toMatchObject({ apiVersion: "example.com/v2", spec: { a: "x" } });
  const filled = version("v1", { properties: { a: { type: "string" }, b: { type: "integer", default: 3 } } }, { storage: true });
  merge("widgets.example.com", { spec: { versions: [filled, v2] } });
  expect(objectIn(read("v1"))["spec"]).toEqual({ a: "x", b: 3 });
  expect(objectIn(read("v2"))).toMatchObject({ apiVersion: "example.com/v2", spec: { a: "x", b: 3 } });
});

test("an update may keep what was wrong before, and may not make more wrong", () => {
  const { define, make, merge } = server();
  const loose = version("v1", { properties: { a: { type: "string" }, b: { type: "string" } } }, { storage: true });
  define(definition("widgets", { kind: "Widget" }, [loose]));
  make({ a: "long", b: "x" });
  const strict = version("v1", { properties: { a: { type: "string", maxLength: 2 }, b: { type: "string", maxLength: 2 } } }, { storage: true });
  merge("widgets.example.com", { spec: { versions: [strict] } });
  expect(merge("a", { spec: { b: "y" } }, widgets).code).toBe(200);
  expect(statusIn(merge("a", { spec: { b: "yyy" } }, widgets))).toMatchObject({ code: 422, details: { causes: [{ field: "spec.b" }] } });
  expect(statusIn(merge("a", { spec: { a: "longer" } }, widgets))).toMatchObject({ code: 422, details: { causes: [{ field: "spec.a", message: "Too long: may not be more than 2 bytes" }] } });
});

test.each([
  [{ type: "string", pattern: "^a+$" }, "b", 'Invalid value: "b": spec.v in body should match \'^a+$\''],
  [{ type: "string", enum: ["a"] }, "b", 'Unsupported value: "b": supported values: "a"'],
  [{ type: "integer", minimum: 3 }, 2, "Invalid value: 2: spec.v in body should be greater than or equal to 3"],
  [{ type: "array", items: { type: "string" }, maxItems: 1 }, ["a", "b"], "Too many: 2: must have at most 1 item"],
  [{ type: "string", format: "ipv4" }, "x", 'Invalid value: "x": spec.v in body must be of type ipv4: "x"'],
  [{ type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" }, ["a", "a"], 'Duplicate value: "a"'],
  [{ type: "string" }, 1, 'Invalid value: "integer": spec.v in body must be of type string: "integer"'],
])("%j refuses %j", (schema, value, message) => {
  const { define, make } = server();
  define(definition("widgets", { kind: "Widget" }, [version("v1", { properties: { v: schema } }, { storage: true })]));
  const { code, details } = statusIn(make({ v: value }));
  expect({ code, message: details?.causes?.[0]?.message }).toEqual({ code: 422, message });
});

test("a subresource takes only what it is for", () => {
  const { define, ask } = server();
  define(definition("widgets", { kind: "Widget" }, [version("v1", {}, { storage: true, subresources: { status: {} } })]));
  const refused = statusIn(ask({ verb: "delete", resource: widgets, name: "a", subresource: "status" }));
  expect(refused).toMatchObject({ code: 405, reason: "MethodNotAllowed", message: 'delete is not supported on resources of kind "widgets.example.com"', details: { group: "example.com", kind: "widgets" } });
});
