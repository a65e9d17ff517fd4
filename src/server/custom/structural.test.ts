import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../api/index.ts";
import { customModel } from "./custom-model.ts";
import { Report } from "../validation/index.ts";
import { structuralContent } from "./structural-content.ts";
import { fits, schemaProblems } from "./structural-validation.ts";
import { rootOf, structuralOf } from "./structural.ts";

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: "object", properties, ...more });
const of = (spec: JsonObject): JsonObject => object({ spec });
const content = (spec: JsonObject, value: JsonObject): unknown => {
  const made = structuralContent(rootOf(of(spec)), { spec: value }, true);
  return made.kind === "content" ? made.value["spec"] : made.kind;
};
const problems = (schema: JsonObject, value: JsonObject): Report["problems"] => {
  const report = new Report();
  schemaProblems(report, structuralOf(schema), value, "", undefined);
  expect(fits(structuralOf(schema), value), "the quick look agrees").toBe(report.count === 0);
  return report.problems;
};

describe("custom content", () => {
  const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["unknown fields are dropped", object({ a: { type: "string" } }), { a: "1", b: 2 }, { a: "1" }],
    ["preserving nodes keep them", object({ o: open }), { o: { x: { y: 1 } } }, { o: { x: { y: 1 } } }],
    ["known parts of preserving nodes are pruned", { ...object({ k: object({}) }), "x-kubernetes-preserve-unknown-fields": true }, { k: { x: 1 }, y: 1 }, { k: {}, y: 1 }],
    ["defaults are filled in, in items too", object({ a: { default: 3 }, l: { type: "array", items: object({ n: { default: 7 } }) } }), { l: [{}, { n: 1 }] }, { a: 3, l: [{ n: 7 }, { n: 1 }] }],
    ["defaults have defaults in them", object({ f: object({ c: { default: 5 } }, { default: { b: true }, "x-kubernetes-preserve-unknown-fields": true }) }), {}, { f: { b: true, c: 5 } }],
    ["not within absent parents", object({ f: object({ c: { default: 5 } }) }), {}, {}],
    ["null asks for the default", object({ a: { default: 3 } }), { a: null }, { a: 3 }],
    ["or stays, where it may", object({ a: { default: 3, nullable: true } }), { a: null }, { a: null }],
    ["or goes", object({ a: { type: "string" } }), { a: null }, {}],
    ["values of maps are content", { type: "object", additionalProperties: object({ n: { default: 1 } }) }, { x: { y: 2 } }, { x: { n: 1 } }],
  ])("%s", (_, schema, before, after) => {
    expect(content(schema, before)).toEqual(after);
  });

  test("what is all that already is answered as it is", () => {
    const model = customModel("example.com/v1", "Widget", of(object({ b: { default: 1 }, a: { type: "string" } })));
    const once = model.decode({ kind: "Widget", apiVersion: "example.com/v1", metadata: { name: "w" }, spec: { a: "x" } });
    if (once.kind !== "object") throw new Error("it decodes");
    expect(Object.keys(once.object["spec"] as JsonObject)).toEqual(["a", "b"]);
    const again = model.decode(once.object);
    expect(again.kind === "object" && again.object["spec"]).toBe(once.object["spec"]);
  });

  test("paths of unknown fields are told, sorted", () => {
    const model = customModel("example.com/v1", "Widget", of(object({ l: { type: "array", items: object({}) } })));
    expect(model.explain('{"top":1,"kind":"Widget","spec":{"z":1,"l":[{"x":1}]}}').strict).toEqual(['unknown field "spec.l[0].x"', 'unknown field "spec.z"', 'unknown field "top"']);
  });

  test("its lists and maps merge as the schema says", () => {
    const ports = { type: "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port", "protocol"], items: object({ port: {}, protocol: { default: "TCP" } }) };
    const { type } = customModel("example.com/v1", "Widget", of(object({ ports, tags: { type: "array" } })));
    const spec = type.fields.get("spec")?.type;
    if (spec?.kind !== "struct") throw new Error("spec is a struct");
    expect(spec.fields.get("ports")?.type).toMatchObject({ merge: "map", keys: [{ name: "port" }, { name: "protocol", default: "TCP" }] });
    expect(spec.fields.get("tags")?.type).toMatchObject({ merge: "atomic" });
  });
});

describe("what a schema objects to", () => {
  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ["a type", { type: "integer" }, { v: "x" }, ['spec.v FieldValueTypeInvalid Invalid value: "string": spec.v in body must be of type integer: "string"']],
    ["a bound", { type: "integer", maximum: 10 }, { v: 11 }, ["spec.v FieldValueInvalid Invalid value: 11: spec.v in body should be less than or equal to 10"]],
    ["a choice", { type: "string", enum: ["a", "b"] }, { v: "c" }, ['spec.v FieldValueNotSupported Unsupported value: "c": supported values: "a", "b"']],
    ["a pattern", { type: "string", pattern: "^[a-z]+$" }, { v: "A" }, ["spec.v FieldValueInvalid Invalid value: \"A\": spec.v in body should match '^[a-z]+$'"]],
    ["an absence", object({}, { required: ["id"] }), { v: {} }, ["spec.v.id FieldValueRequired Required value"]],
    ["nothing", { type: "string", nullable: true }, { v: null }, []],
  ])("%s", (_, schema, spec, expected) => {
    const found = problems(of(object({ v: schema })), { spec });
    expect(found.map(({ field, reason, message }) => `${field} ${reason} ${message}`)).toEqual(expected);
  });

  test("a pattern that makes others run for ever is tried", () => {
    const schema = of(object({ v: { type: "string", pattern: "^(a+)+$" } }));
    expect(problems(schema, { spec: { v: `${"a".repeat(4_000)}!` } })).toHaveLength(1);
  });
});
