import { expect, test } from "vitest";
import { customPrinter } from "./custom-printer.ts";

const widget = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "a", creationTimestamp: "2000-01-01T00:00:00Z", annotations: { "example.com/note": "hi" } },
  spec: { size: 3, ratio: 0.5, tags: ["x", "y"], on: true, ports: [{ name: "http", port: 80 }, { name: "dns", port: 53 }] },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};
const NOW = Date.UTC(2000, 0, 1, 0, 5) * 1_000;

test.each([
  [".spec.size", "integer", 3],
  [".spec.size", "string", "3"],
  [".spec.size", "boolean", null],
  [".spec.ratio", "number", 0.5],
  [".spec.tags", "string", '["x","y"]'],
  [".spec.tags[1]", "string", "y"],
  [".spec.ports[*].name", "string", "http,dns"],
  [".spec.ports[?(@.name=='dns')].port", "integer", 53],
  [".status.conditions[?(@.type==\"Ready\")].status", "string", "True"],
  [".metadata.annotations.example\\.com/note", "string", "hi"],
  [".metadata.creationTimestamp", "date", "5m"],
  [".spec.tags", "date", null],
  [".spec.none.at.all", "string", null],
])("%s as %s", (jsonPath, type, cell) => {
  expect(customPrinter([{ name: "C", type, jsonPath }]).cells(widget, NOW)).toEqual(["a", cell]);
});

test("without columns there is an age", () => {
  const printer = customPrinter();
  expect(printer.columns.map(({ name }) => name)).toEqual(["Name", "Age"]);
  expect(printer.cells(widget, NOW)).toEqual(["a", "5m"]);
});
