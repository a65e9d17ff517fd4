import { expect, test } from "vitest";
import { readFaultPlan } from "./fault-plan.ts";
import { UsageError } from "./usage-error.ts";

test("a plan is ordered by time, and may be what --json printed", () => {
  const restart = { kind: "restart", at: 9, replica: "apiserver-1", downFor: 5 };
  const skew = { kind: "clockSkew", at: 3, client: "agent", by: -7 };
  expect(readFaultPlan("f.json", JSON.stringify([restart, skew]))).toEqual([skew, restart]);
  expect(readFaultPlan("f.json", JSON.stringify({ faults: [{ ...restart, story: "apiserver-1 restarts" }] }))).toEqual([restart]);
});

test.each([
  ["{", /--faults f.json: not JSON/],
  ['"heavy"', /expected a JSON array/],
  ["[7]", /fault 1 is 7; expected an object/],
  ['[{"kind":"flood"}]', /fault 1: "kind" is "flood"; expected one of rule, partition/],
  ['[{"kind":"toString"}]', /"kind" is "toString"/],
  ['[{"kind":"compact","at":1,"keep":0},{"kind":"compact","at":-1,"keep":0}]', /fault 2 \(compact\): "at" is -1; expected whole microseconds/],
  ['[{"kind":"compact","at":1}]', /"keep" is missing/],
  ['[{"kind":"lag","at":1,"lasts":1.5,"replica":"a","by":1}]', /"lasts" is 1.5/],
  ['[{"kind":"failover","at":1,"client":"","to":"a"}]', /"client" is ""; expected a name/],
  ['[{"kind":"compact","at":1,"keep":1,"kept":2}]', /unknown field "kept"; it has at, keep/],
  ['[{"kind":"dropStreams","at":1,"match":{"who":"a"}}]', /"match" is .*; expected an object with some of from, to/],
  ['[{"kind":"rule","at":1,"match":{},"verdict":{"do":"burn"}}]', /"do" is one of deliver, delay/],
  ['[{"kind":"rule","at":1,"match":{},"verdict":{"do":"drop"},"nth":0}]', /"nth" is 0; expected a whole number from 1/],
])("%s is refused by name", (text, message) => {
  expect(() => readFaultPlan("f.json", text)).toThrow(UsageError);
  expect(() => readFaultPlan("f.json", text)).toThrow(message);
});
