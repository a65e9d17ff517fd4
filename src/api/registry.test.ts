import { expect, test } from "vitest";
import { createRegistry } from "./registry.ts";

test.each([
  ["po", "", "pods"],
  ["deploy", "apps", "deployments"],
  ["deployments.apps", "apps", "deployments"],
  ["cronjob", "batch", "cronjobs"],
  ["ev", "", "events"],
  ["events.events.k8s.io", "events.k8s.io", "events"],
])("%s is known by its names", (name, group, resource) => {
  expect(createRegistry().named(name)).toMatchObject({ group, resource });
});

test("resources are found by path and by kind", () => {
  const registry = createRegistry();
  expect(registry.find("", "v1", "nodes")).toMatchObject({ kind: "Node", namespaced: false, listKind: "NodeList", subresources: ["proxy", "status"] });
  expect(registry.ofKind("apps/v1", "Deployment")?.resource).toBe("deployments");
  expect(registry.find("apps", "v9", "deployments")).toBeUndefined();
  expect(registry.hasGroup("apps")).toBe(true);
  expect(registry.hasGroup("nope.example.com")).toBe(false);
});

test("a registration is its registry's own, and can be taken back", () => {
  const registry = createRegistry();
  const widget = { group: "example.com", version: "v1", resource: "widgets", kind: "Widget", namespaced: true, shortNames: ["wd"] };
  registry.register(widget);
  expect(registry.named("wd")).toMatchObject({ listKind: "WidgetList", singular: "widget" });
  expect(createRegistry().named("wd")).toBeUndefined();
  expect(() => registry.register(widget)).toThrow(/example\.com\/v1\/widgets is registered already/);
  expect(registry.unregister(widget)).toBe(true);
  expect(registry.find("example.com", "v1", "widgets")).toBeUndefined();
  expect(registry.unregister(widget)).toBe(false);
});

test("a registration without a kind is refused by name", () => {
  const registry = createRegistry();
  expect(() => registry.register({ group: "g", version: "v1", resource: "things", kind: "", namespaced: false })).toThrow(/kind of the resource is ""; expected a name/);
});
