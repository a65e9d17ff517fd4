import { expect, test } from "vitest";
import type { KubeObject, WatchEvent } from "../../api/index.ts";
import type { Expected } from "./informer.ts";
import { judge } from "./event-verdict.ts";

const pod: KubeObject = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", resourceVersion: "5" } };
const table: KubeObject = { apiVersion: "meta.k8s.io/v1", kind: "Table", metadata: {} };
const end: KubeObject = { ...pod, metadata: { annotations: { "k8s.io/initial-events-end": "true" } } };
const pods: Expected = { apiVersion: "v1", kind: "Pod", by: "gvk" };
const event = (type: string, object: unknown = pod): WatchEvent => ({ type, object }) as WatchEvent;

test.each<[string, WatchEvent, Expected | undefined, boolean, string]>([
  ["ADDED", event("ADDED"), pods, true, "add"],
  ["MODIFIED", event("MODIFIED"), undefined, true, "update"],
  ["DELETED", event("DELETED"), undefined, true, "remove"],
  ["a bookmark", event("BOOKMARK"), undefined, true, "bookmark"],
  ["the bookmark that ends a streamed list", event("BOOKMARK", end), undefined, true, "endOfList"],
  ["the same mark, not true", event("BOOKMARK", { ...pod, metadata: { annotations: { "k8s.io/initial-events-end": "yes" } } }), undefined, true, "bookmark"],
  ["an error comes before every check", event("ERROR", { kind: "Status" }), pods, true, "error"],
  ["another kind", event("ADDED", { ...pod, kind: "Secret" }), pods, true, "wrongGvk"],
  ["another kind, for a typed client", event("ADDED", { ...pod, kind: "Secret" }), { ...pods, by: "type" }, true, "wrongType"],
  ["a bookmark of another kind is dropped, too", event("BOOKMARK", { ...end, kind: "Secret" }), pods, true, "wrongGvk"],
  ["a table", event("ADDED", table), undefined, true, "table"],
  ["a table, where tables are taken", event("ADDED", table), undefined, false, "add"],
  ["a Table of somebody else", event("ADDED", { ...table, apiVersion: "db.example.com/v1" }), undefined, true, "add"],
  ["no metadata", event("ADDED", { apiVersion: "v1", kind: "Pod" }), undefined, true, "noMetadata"],
  ["a type nobody knows", event("RENAMED"), undefined, true, "unknownType"],
])("%s", (_, each, expects, refusesTables, verdict) => {
  expect(judge(each, expects, refusesTables)).toBe(verdict);
});
