import { describe, expect, test } from "vitest";
import { builtInType } from "./built-in-types.ts";
import { itemElement, partsOf, typeAt } from "./path.ts";
import type { StructType, Type } from "./type.ts";

function at(type: Type | undefined, ...path: readonly string[]): Type | undefined {
  let found = type;
  for (const name of path) {
    if (found?.kind === "list") found = found.items;
    found = found === undefined ? undefined : typeAt(found, { field: name });
  }
  return found;
}

const pod = builtInType("v1", "Pod") as StructType;

describe("the built-in types", () => {
  test("kinds are found by version and name, others are not", () => {
    expect(builtInType("apps/v1", "Deployment")?.goName).toBe("v1.Deployment");
    expect(builtInType("v1", "Deployment")).toBeUndefined();
  });

  test("fields stand in Go's order", () => {
    expect([...pod.fields.keys()]).toEqual(["kind", "apiVersion", "metadata", "spec", "status"]);
  });

  test.each([
    ["a map list", "containers", { merge: "map", keys: [{ name: "name" }], goName: "[]v1.Container" }],
    ["keys with defaults", "containers.ports", { merge: "map", keys: [{ name: "containerPort" }, { name: "protocol", default: "TCP" }] }],
    ["an atomic list", "containers.args", { merge: "atomic", goName: "[]string" }],
    ["an atomic map", "nodeSelector", { kind: "map", atomic: true, goName: "map[string]string" }],
    ["a named map", "containers.resources.limits", { kind: "map", atomic: false, goName: "v1.ResourceList" }],
    ["an atomic struct", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution", { kind: "struct", atomic: true }],
    ["an integer", "terminationGracePeriodSeconds", { kind: "scalar", form: "integer", bits: 64 }],
  ])("%s", (_, path, shape) => {
    expect(at(pod, "spec", ...path.split("."))).toMatchObject(shape);
  });

  test("a reference may be granular where its type is atomic", () => {
    const volume = builtInType("v1", "PersistentVolume") as StructType;
    expect(at(volume, "spec", "claimRef")).toMatchObject({ atomic: false });
    expect(at(builtInType("v1", "Event"), "involvedObject")).toMatchObject({ atomic: true });
  });

  test("finalizers are a set", () => {
    expect(at(pod, "metadata", "finalizers")).toMatchObject({ merge: "set" });
  });

  test("a schema within a schema is one", () => {
    const definition = builtInType("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    const schema = at(definition, "spec", "versions", "schema", "openAPIV3Schema");
    expect(at(schema, "allOf", "properties")).toMatchObject({ kind: "map" });
    expect(at(schema, "additionalProperties")).toMatchObject({ kind: "any", objects: schema });
  });
});

test("items are named by their keys, with defaults for absent ones", () => {
  const ports = at(pod, "spec", "containers", "ports");
  if (ports?.kind !== "list") throw new Error("ports are a list");
  expect(itemElement(ports, { containerPort: 80 }, 0)).toEqual({ key: [{ name: "containerPort", value: 80 }, { name: "protocol", value: "TCP" }] });
});

test("parts of a value: what is owned one by one", () => {
  const elements = (type: Type | undefined, value: never): unknown => (type === undefined ? [] : [...partsOf(type, value)].map((part) => part.element));
  expect(elements(at(pod, "metadata", "finalizers"), ["a", "b"] as never)).toEqual([{ value: "a" }, { value: "b" }]);
  expect(elements(at(pod, "spec", "containers", "args"), ["a"] as never)).toEqual([]);
  expect(elements(at(pod, "metadata", "labels"), { a: "1" } as never)).toEqual([{ field: "a" }]);
});
