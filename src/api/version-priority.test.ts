import { expect, test } from "vitest";
import { byVersionPriority } from "./version-priority.ts";

test("stable versions come first, the newest of each kind before older ones, other names last", () => {
  const names = ["foo1", "v1", "v10beta3", "v2", "v11alpha2", "v10", "v3beta1", "foo10", "v11beta2"];
  expect(names.sort(byVersionPriority)).toEqual(["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v11alpha2", "foo1", "foo10"]);
});
