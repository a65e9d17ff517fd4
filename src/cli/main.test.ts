import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "kubeloom-main-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function kubeloom(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: directory, encoding: "utf8", env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: "1" } });
}

test("the recorded shop under drawn faults: every law holds, nothing leaks, and the picture is there", () => {
  const { status, stdout, stderr } = kubeloom("run");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^shop {2}337 objects and 1,453 recorded events over 4m 07s\n/);
  expect(stdout).toMatch(/\n✓ all \d+ laws held\n/);
  expect(stdout).toMatch(/\nLeak ledger {2}nothing leaked\n/);
  for (const resource of ["pods", "services", "endpointslices", "deployments", "nodes", "leases"]) expect(stdout).toMatch(new RegExp(`^  \\w+/${resource} .*\\d+ .s$`, "m"));
  const expired = [...stdout.matchAll(/^ {2}\w+\/\w+ +\S+ +\d+ +\d+ +\d+ +(\d+) /gm)].map(([, seen]) => Number(seen));
  expect(expired.length).toBeGreaterThanOrEqual(12);
  expect(Math.max(...expired)).toBeGreaterThan(0);
  expect(stdout).toMatch(/\ndigest [0-9a-f]{16}\npicture kubeloom-report.html\n$/);
  expect(stdout).not.toContain("\u001b");
  expect(readFileSync(join(directory, "kubeloom-report.html"), "utf8")).toContain("<title>kubeloom: shop, seed 2: all ");
});

test("a reader that has left ends the command quietly", () => {
  const { stdout, stderr } = spawnSync("sh", ["-c", '{ "$0" "$1" --help; echo "ended with $?" >&2; } | true', process.execPath, MAIN], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "ended with 0\n" });
});

test("a recording may come through a pipe, pretty-printed as kubectl does it", () => {
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop", uid: "u", resourceVersion: "7" } };
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, "run", "--trace", "-", "--once", "--quiet", "--no-report"], { encoding: "utf8", input: JSON.stringify({ type: "ADDED", object: pod }, null, 4) });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining("laws held  standard input, seed 2") as string, stderr: "" });
});

test("bad input ends with 2 and leaves nothing behind", () => {
  const { status, stdout, stderr } = kubeloom("run", "--faults", "none", "--seed", "x", "--report", "none.html");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("--seed");
  expect(() => readFileSync(join(directory, "none.html"))).toThrow(/ENOENT/);
});
