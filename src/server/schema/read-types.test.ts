import { describe, expect, test } from "vitest";
import { builtInType } from "./built-in-types.ts";
import type { StructType, Type } from "./type.ts";

function at(type: Type | undefined, ...path: readonly string[]): Type | undefined {
  let found = type;
  for (const name of path) {
    if (found?.kind === "list") found = found.items;
    if (found?.kind === "map") found = found.values;
    else if (found?.kind === "struct") found = found.fields.get(name)?.type ?? found.others;
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
