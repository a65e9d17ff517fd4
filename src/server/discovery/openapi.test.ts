import { expect, test } from "vitest";
import { testServer } from "../../../properties/api/test-server.ts";
import type { Json } from "../../api/index.ts";
import { SECOND } from "../../kernel/index.ts";
import { customPaths } from "./custom-paths.ts";
import { openApiDocument, openApiIndex, swagger } from "./openapi.ts";

const spec = {
  type: "object",
  description: "What is wanted.",
  required: ["color", "n"],
  properties: {
    color: { type: "string", enum: ["red"], default: "red" },
    off: { type: "boolean", default: false, nullable: false },
    port: { "x-kubernetes-int-or-string": true },
    percent: { "x-kubernetes-int-or-string": true, anyOf: [{ minimum: 3 }] },
    n: { type: "string", nullable: true },
    template: { type: "object", "x-kubernetes-embedded-resource": true, properties: { spec: { type: "object" } } },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    map: { type: "object", additionalProperties: true },
    one: { type: "integer", oneOf: [{ minimum: 3 }], not: { enum: [4] } },
  },
};
const definition = {
  apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: "gadgets.example.com" },
  spec: {
    group: "example.com", scope: "Namespaced", names: { plural: "gadgets", kind: "Gadget" },
    versions: [
      { name: "v1", served: true, storage: true, subresources: { status: {} }, selectableFields: [{ jsonPath: ".spec.color" }], schema: { openAPIV3Schema: { type: "object", properties: { spec } } } },
      { name: "v2", served: true, storage: false, schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } } },
    ],
  },
};

function defined() {
  const server = testServer();
  server.ask({ verb: "create", resource: { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" }, namespace: "", body: { form: "object", value: definition } });
  server.kernel.advanceSync(SECOND);
  return server;
}

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly parameters: readonly { readonly name: string }[] } } };
  readonly components: { readonly schemas: { readonly [name: string]: Json } };
  readonly definitions: { readonly [name: string]: Json };
}

function read(text: string | undefined): Document {
  return JSON.parse(text ?? "") as Document;
}

test("a custom resource has a document of its own, listed, and gone with it", () => {
  const { registry, ask, kernel } = defined();
  const index = JSON.parse(openApiIndex(registry)) as { readonly paths: object };
  expect(Object.keys(index.paths).filter((path) => path.includes("example.com"))).toEqual(["apis/example.com/v1", "apis/example.com/v2"]);
  const { paths } = read(openApiDocument(registry, "apis/example.com/v1"));
  const root = "/apis/example.com/v1/namespaces/{namespace}/gadgets";
  expect(Object.keys(paths)).toEqual(["/apis/example.com/v1/gadgets", root, `${root}/{name}`, `${root}/{name}/status`]);
  expect(paths[`${root}/{name}`]?.["patch"]).toMatchObject({ "x-kubernetes-action": "patch", "x-kubernetes-group-version-kind": { group: "example.com", version: "v1", kind: "Gadget" } });
  expect(paths[`${root}/{name}`]?.["patch"]?.parameters.map(({ name }) => name)).toEqual(["name", "namespace", "dryRun", "fieldManager", "fieldValidation", "pretty", "force"]);
  ask({ verb: "delete", resource: { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" }, namespace: "", name: "gadgets.example.com" });
  kernel.advanceSync(SECOND);
  expect(openApiDocument(registry, "apis/example.com/v1")).toBeUndefined();
  expect(openApiIndex(registry)).not.toContain("example.com");
});

test("its schema says what the definition says, and what all objects have", () => {
  const { registry } = defined();
  const { schemas } = read(openApiDocument(registry, "apis/example.com/v1")).components;
  const metadata = { allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }] };
  const { port, percent, template, off, ...same } = spec.properties;
  expect(schemas["com.example.v1.Gadget"]).toEqual({
    type: "object",
    properties: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata,
      spec: {
        ...spec,
        properties: {
          ...same,
          off: { type: off.type, default: off.default },
          port: { ...port, anyOf: [{ type: "integer" }, { type: "string" }] },
          percent: { ...percent, allOf: [{ anyOf: [{ type: "integer" }, { type: "string" }] }] },
          template: { ...template, properties: { ...template.properties, apiVersion: { type: "string" }, kind: { type: "string" }, metadata }, required: ["kind", "apiVersion"] },
        },
      },
    },
    "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Gadget", version: "v1" }],
    "x-kubernetes-selectable-fields": [{ fieldPath: "spec.color" }],
  });
  expect(schemas["com.example.v1.GadgetList"]).toMatchObject({ required: ["items"], properties: { items: { items: { $ref: "#/components/schemas/com.example.v1.Gadget" } } } });
  expect(Object.keys(schemas)).toContain("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
});

test("version 2 leaves out what its clients cannot cope with", () => {
  const { registry } = defined();
  const { definitions } = read(swagger(registry));
  expect(definitions["com.example.v2.Gadget"]).toEqual({ type: "object", "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Gadget", version: "v2" }] });
  expect(definitions["com.example.v1.Gadget"]).toMatchObject({
    properties: {
      metadata: { $ref: "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" },
      spec: { required: ["color"], properties: { n: {}, port: { "x-kubernetes-int-or-string": true }, free: { "x-kubernetes-preserve-unknown-fields": true }, one: { type: "integer" } } },
    },
  });
  expect(definitions).toHaveProperty(["io.k8s.api.core.v1.Pod"]);
  for (const left of ["anyOf", "oneOf", "nullable", '"default"']) expect(JSON.stringify(definitions["com.example.v1.Gadget"])).not.toContain(left);
});

test("what is of the whole cluster has no path in a namespace", () => {
  const { registry } = testServer();
  const info = registry.register({ group: "example.com", version: "v1", resource: "things", kind: "Thing", namespaced: false });
  expect(Object.keys(customPaths(info))).toEqual(["/apis/example.com/v1/things", "/apis/example.com/v1/things/{name}"]);
  expect(read(openApiDocument(registry, "apis/example.com/v1")).components.schemas["com.example.v1.Thing"]).toEqual({ type: "object", "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Thing", version: "v1" }] });
});
