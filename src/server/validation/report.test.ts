import { expect, test } from "vitest";
import { noPath, path, Report, typed } from "./index.ts";

const at = path("spec", "containers").index(2).child("env");

test("a path says where in an object it is", () => {
  expect(String(at)).toBe("spec.containers[2].env");
  expect(String(path("data").key("a.b"))).toBe("data[a.b]");
  expect(String(noPath)).toBe("<nil>");
  expect(String(noPath.child("spec"))).toBe("spec");
  expect(String(path("items").index(4000))).toBe("items[4000]");
});

test("the place of a field is one object however often it is gone to", () => {
  expect(path("spec", "containers").index(2).child("env")).toBe(at);
});

test.each<[string, (report: Report) => void, string, string]>([
  ["required", (r) => r.required(at, ""), "FieldValueRequired", "Required value"],
  ["required, why", (r) => r.required(at, "is needed"), "FieldValueRequired", "Required value: is needed"],
  ["forbidden", (r) => r.forbidden(at, "not here"), "FieldValueForbidden", "Forbidden: not here"],
  ["a text is quoted as Go does", (r) => r.invalid(at, 'a"\u0001<', "no"), "FieldValueInvalid", 'Invalid value: "a\\"\\x01<": no'],
  ["a text of another type is JSON", (r) => r.invalid(at, typed("a<b"), "no"), "FieldValueInvalid", 'Invalid value: "a\\u003cb": no'],
  ["a number", (r) => r.invalid(at, -1, "no"), "FieldValueInvalid", "Invalid value: -1: no"],
  ["a pointer to nothing", (r) => r.invalid(at, undefined, "no"), "FieldValueInvalid", "Invalid value: null: no"],
  ["an object", (r) => r.invalid(at, { matchLabels: { a: "b" } }, "no"), "FieldValueInvalid", 'Invalid value: {"matchLabels":{"a":"b"}}: no'],
  ["a wrong type", (r) => r.typeInvalid(at, "x", "no"), "FieldValueTypeInvalid", 'Invalid value: "x": no'],
  ["not supported", (r) => r.notSupported(at, typed("X"), ["A", "B"]), "FieldValueNotSupported", 'Unsupported value: "X": supported values: "A", "B"'],
  ["not supported, of nothing", (r) => r.notSupported(at, "X", []), "FieldValueNotSupported", 'Unsupported value: "X"'],
  ["not found", (r) => r.notFound(at, "x"), "FieldValueNotFound", 'Not found: "x"'],
  ["twice", (r) => r.duplicate(at, "x"), "FieldValueDuplicate", 'Duplicate value: "x"'],
  ["too long", (r) => r.tooLong(at, 1), "FieldValueTooLong", "Too long: may not be more than 1 byte"],
  ["too many characters", (r) => r.tooLongCharacters(at, 63), "FieldValueTooLong", "Too long: may not be more than 63 characters"],
  ["too short", (r) => r.tooShort(at, 2), "FieldValueTooShort", "Too short: must be at least 2 characters"],
  ["too many", (r) => r.tooMany(at, 3, 1), "FieldValueTooMany", "Too many: 3: must have at most 1 item"],
  ["too many, of a number that is not told", (r) => r.tooMany(at, undefined, 2), "FieldValueTooMany", "Too many: must have at most 2 items"],
  ["too few", (r) => r.tooFew(at, 0, 1), "FieldValueTooFew", "Too few: 0: must have at least 1 item"],
  ["internal", (r) => r.internal(at, "broken"), "InternalError", "Internal error: broken"],
])("%s", (_, tell, reason, message) => {
  const report = new Report();
  tell(report);
  expect(report.problems).toEqual([{ reason, field: "spec.containers[2].env", message }]);
});
