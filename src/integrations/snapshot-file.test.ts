import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createCluster } from "../cluster/index.ts";
import { restoreSnapshot, saveSnapshot } from "./snapshot-file.ts";

const directory = mkdtempSync(join(tmpdir(), "kubeloom-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a cluster saved to a file is restored from it", async () => {
  const file = join(directory, "cluster.json");
  const cluster = createCluster();
  cluster.load({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { colour: "blue" } });
  saveSnapshot(cluster, file);
  const restored = restoreSnapshot(file, { seed: 9 });
  expect(restored.list("v1", "configmaps")).toEqual(cluster.list("v1", "configmaps"));
  expect(restored.seed).toBe(9);
  await restored.close();
  await cluster.close();
});

test.each([["no JSON", "{"], ["something else", '{"format":"tar"}'], ["a broken store", '{"format":"kubeloom.cluster/1","wall":0,"age":0,"resources":[],"storage":{"format":"x"}}']])("%s is refused by name", (name, text) => {
  const file = join(directory, `${name}.json`);
  writeFileSync(file, text);
  expect(() => restoreSnapshot(file)).toThrow(expect.objectContaining({ name: "InvalidOption", option: expect.stringMatching(/^snapshot/) }));
});
