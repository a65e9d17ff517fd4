import { describe, expect, test } from "vitest";
import { differences } from "./conformance-compare.ts";
import { conformanceRecordings, keptConformance } from "./conformance-kept.ts";
import { normalForm } from "./conformance-normal-form.ts";
import { replayConformance, replayScenario, scenariosIn } from "./conformance-replay.ts";

describe("what a real apiserver answered", () => {
  const results = replayConformance([conformanceRecordings]);
  const count = (verdict: string): number => results.filter((result) => result.verdict === verdict).length;
  process.stdout.write(`conformance: ${count("identical")} identical, ${count("different")} different, ${count("unsupported")} not yet supported\n`);

  test.each(keptConformance)("%s", (name) => {
    const result = results.find((each) => each.name === name);
    expect(result?.differences.slice(0, 3)).toEqual([]);
    expect(result?.verdict).toBe("identical");
  });

  test("what passes is kept", () => {
    const passing = results.filter((result) => result.verdict === "identical").map((result) => result.name);
    expect(passing.filter((name) => !keptConformance.includes(name)), "add these to conformance-kept.json").toEqual([]);
  });
});

describe("the comparator", () => {
  const scenario = scenariosIn(conformanceRecordings).find((each) => each.name === "delete/missing");

  test("sees a planted difference", () => {
    if (scenario === undefined) throw new Error("the recordings lack delete/missing");
    const planted = JSON.parse(JSON.stringify(scenario).replace("not found", "not there")) as typeof scenario;
    expect(replayScenario(scenario).verdict).toBe("identical");
    const result = replayScenario(planted);
    expect(result.verdict).toBe("different");
    expect(result.differences[0]).toMatch(/^step 0 DELETE .*: body\.message: /);
  });

  test.each([
    ["a missing field", { a: 1 }, {}, 1],
    ["a field too many", {}, { a: 1 }, 1],
    ["order", [1, 2], [2, 1], 2],
    ["a version beyond one it must equal", { metadata: { resourceVersion: "rv3" } }, { metadata: { resourceVersion: "rv4" } }, 1],
    ["a version between, as quoted", { metadata: { resourceVersion: "rv3+" } }, { metadata: { resourceVersion: "rv3" } }, 0],
    ["the same between elsewhere", { data: "rv3+" }, { data: "rv3" }, 1],
  ])("%s", (_, want, got, count) => {
    expect(differences(want, got)).toHaveLength(count);
  });

  test("normal form names versions by rank, and keeps equal what was equal", () => {
    const object = (name: string, version: string) => ({ metadata: { name, uid: `11111111-2222-4333-8444-00000000000${name}`, resourceVersion: version } });
    const seen = [{ body: object("1", "100010") }, { body: { kind: "XList", items: [object("2", "100005")], metadata: { resourceVersion: "100012" } } }];
    expect(normalForm({ ns: "c-1", namespace: object("0", "100001") }, seen as never)).toEqual([
      { body: { metadata: { name: "1", uid: "UID1", resourceVersion: "rv2" } } },
      { body: { kind: "XList", items: [{ metadata: { name: "2", uid: "UID2", resourceVersion: "rv1" } }], metadata: { resourceVersion: "rv2+" } } },
    ]);
  });
});
