import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

test.each([
  ["resourse", "resource"],
  ["labelSelektor", "labelSelector"],
  ["vebr", "verb"],
  ["", undefined],
  ["zebra", undefined],
])("%j means %j", (name, meant) => {
  expect(nearestName(name, ["verb", "resource", "namespace", "labelSelector"])).toBe(meant);
});
