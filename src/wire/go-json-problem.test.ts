import { expect, test } from "vitest";
import { goJsonProblem } from "./go-json-problem.ts";

// As encoding/json words it; most stand in recordings of a real server.
test.each([
  ["", "unexpected end of JSON input"],
  ["{", "unexpected end of JSON input"],
  ["not json", "invalid character 'o' in literal null (expecting 'u')"],
  ['{"a":{},}', "invalid character '}' looking for beginning of object key string"],
  ['{"a":1} trailing', "invalid character 't' after top-level value"],
  ["[1 2]", "invalid character '2' after array element"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ["oops", "invalid character 'o' looking for beginning of value"],
  ["1.x", "invalid character 'x' after decimal point in numeric literal"],
  ['"\\q"', "invalid character 'q' in string escape code"],
])("%j", (text, problem) => {
  expect(goJsonProblem(text)).toBe(problem);
});
