import { expect, test } from "vitest";
import { NotLoadable } from "./load.ts";
import { objectIn, pods, testServer } from "../../../properties/api/test-server.ts";

const recorded = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a", namespace: "elsewhere", uid: "recorded-uid", resourceVersion: "55", creationTimestamp: "2024-01-01T00:00:00Z", managedFields: [{ manager: "m" }] },
  status: { phase: "Running" },
};

test("what was recorded keeps everything but its version", () => {
  const { loader, ask, storage } = testServer();
  loader.load([recorded]);
  const loaded = objectIn(ask({ verb: "get", resource: pods, namespace: "elsewhere", name: "a" }));
  expect(loaded).toMatchObject({ ...recorded, metadata: { ...recorded.metadata, resourceVersion: String(storage.current) } });
  expect(storage.renumbering.own("55")).toBe(storage.current);
});

test("changes are replayed in their order", () => {
  const { loader, ask } = testServer();
  const at = (resourceVersion: string, phase: string): unknown => ({ ...recorded, metadata: { ...recorded.metadata, resourceVersion }, status: { phase } });
  expect(loader.replay("ADDED", at("1", "Pending"))?.object).toMatchObject({ status: { phase: "Pending" } });
  expect(loader.replay("MODIFIED", at("2", "Running"))?.previous?.object).toMatchObject({ status: { phase: "Pending" } });
  expect(loader.replay("DELETED", at("3", "Running"))?.object).toBeUndefined();
  expect(loader.replay("DELETED", at("4", "Running"))).toBeUndefined();
  expect(ask({ verb: "get", resource: pods, namespace: "elsewhere", name: "a" }).code).toBe(404);
});

test.each<[string, unknown, RegExp]>([
  ["no kind", { apiVersion: "v1", metadata: { name: "a" } }, /object 1 has no kind/],
  ["no apiVersion", { kind: "Pod", metadata: { name: "a" } }, /has no apiVersion/],
  ["no name", { apiVersion: "v1", kind: "Pod", metadata: { namespace: "x" } }, /has no metadata\.name/],
  ["no metadata", { apiVersion: "v1", kind: "Pod" }, /has no metadata\.name/],
  ["no namespace", { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } }, /pods "a" has no metadata\.namespace/],
  ["a kind nobody registered", { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" } }, /no resource is registered for kind Widget of example\.com\/v1/],
  ["a polluting key", JSON.parse('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"x","__proto__":{}}}'), /metadata\.__proto__: the key/],
  ["a date", { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "x", creationTimestamp: new Date(0) } }, /creationTimestamp: is a Date/],
  ["a text", "pod", /is "pod", not a Kubernetes object/],
  ["nothing", undefined, /not a Kubernetes object/],
])("%s is refused by name, and nothing of the batch is loaded", (_, bad, message) => {
  const { loader, storage, ask } = testServer();
  const before = storage.current;
  expect(() => loader.load([recorded, bad])).toThrow(NotLoadable);
  expect(() => loader.load([recorded, bad])).toThrow(message);
  expect(storage.current).toBe(before);
  expect(ask({ verb: "list", resource: pods, namespace: "elsewhere" }).code).toBe(200);
});
