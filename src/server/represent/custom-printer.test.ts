import { expect, test } from "vitest";
import { customPrinter } from "./custom-printer.ts";

const widget = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "a", creationTimestamp: "2000-01-01T00:00:00Z", annotations: { "example.com/note": "hi" } },
  spec: { size: 3, ratio: 0.5, big: 1e21, nothing: null, html: { a: "<b>" }, tags: ["x", "y"], on: true, ports: [{ name: "http", port: 80 }, { name: "dns", port: 53 }] },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};
const NOW = Date.UTC(2000, 0, 1, 0, 5) * 1_000;

test.each([
  [".spec.size", "integer", 3],
  [".spec.size", "string", "3"],
  [".spec.size", "boolean", null],
  [".spec.ratio", "number", 0.5],
  [".spec.ratio", "integer", 0],
  [".spec.tags", "string", '["x","y"]'],
  [".spec.tags[1]", "string", "y"],
  [".spec.tags[-1]", "string", "y"],
  [".spec.tags[2]", "string", null],
  [".spec.tags[1:]", "string", "y"],
  [".spec.tags[::2]", "string", "x"],
  [".spec.size[0]", "string", null],
  [".spec.nothing", "string", "<no value>"],
  [".spec.nothing.more", "string", null],
  [".spec.big", "string", "1e+21"],
  [".spec.ports[1]", "string", '{"name":"dns","port":53}'],
  [".spec.html", "string", '{"a":"\\u003cb\\u003e"}'],
  [".spec.ports[*].name", "string", "http"],
  [".spec.ports[0,1].port", "integer", 80],
  ["..port", "integer", 80],
  [".spec['ports'][0].port", "integer", 80],
  [".spec.ports[?(@.name=='dns')].port", "integer", 53],
  [".spec.ports[?(@.port<80)].name", "string", "dns"],
  [".spec.ports[?(@.port>=80)].name", "string", "http"],
  [".spec.ports[?(@.port==\"80\")].name", "string", null],
  [".spec.ports[?(@.name!='http')].port", "integer", 53],
  [".spec.ports[?(@.protocol)].port", "integer", null],
  [".spec.ports[?(@.port)].port", "integer", 80],
  [".spec.ports[?(@.name<>'d')].port", "integer", null],
  [".status.conditions[?(@.type==\"Ready\")].status", "string", "True"],
  [".metadata.annotations.example\\.com/note", "string", "hi"],
  [".metadata.creationTimestamp", "date", "5m"],
  [".spec.tags[0]", "date", "<invalid>"],
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

test.each([".spec[", ".spec[a]", ".spec[?(@.a)", ".spec[?(@.a=~'x')].b", ".a....b", "^spec", ".spec 'x"])("from %s on there are no columns", (jsonPath) => {
  const printer = customPrinter([{ name: "A", type: "integer", jsonPath: ".spec.size" }, { name: "B", type: "string", jsonPath }, { name: "C", type: "string", jsonPath: ".kind" }]);
  expect(printer.columns.map(({ name }) => name)).toEqual(["Name", "A"]);
});
