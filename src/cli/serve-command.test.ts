import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { explorer } from "./judge.ts";
import { plain } from "./paint.ts";
import { kubeloom } from "./program.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "kubeloom-serve-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string): string => join(directory, name);

/** A server started by the command, in this process. */
interface Running {
  /** Where it serves: plain HTTP. */
  readonly url: string;
  readonly said: { out: string; err: string };
  /** Sends a signal; what the command ended with, or -1 where it left at once. */
  signal(number: number): Promise<number>;
}

async function start(...args: readonly string[]): Promise<Running> {
  const said = { out: "", err: "" };
  let heard: (signal: number) => void = () => undefined;
  let ended: Promise<number> | number = -1;
  const url = await new Promise<string>((resolve, reject) => {
    ended = kubeloom(["serve", "--port", "0", ...args], {
      out: (text) => {
        said.out += text;
        const [found] = /http:\/\/\S+/.exec(said.out) ?? [];
        if (found !== undefined) resolve(found);
      },
      err: (text) => void (said.err += text),
      paint: plain,
      errPaint: plain,
      progress: () => undefined,
    }, explorer, {
      on: (each) => {
        heard = each;
        return () => undefined;
      },
      leave: (code) => void (said.err += `left with ${code}`),
    });
    Promise.resolve(ended).then((code) => reject(new Error(`ended with ${code}: ${said.err}`)), reject);
  });
  return {
    url, said,
    signal: async (number) => {
      heard(number);
      return ended;
    },
  };
}

test("serves until a signal, says how to reach it, and ends with 0 and the leak ledger", async () => {
  const running = await start("--kubeconfig", file("kubeconfig"));
  expect(running.said.out).toMatch(/^serving on (https:\S+) and http:\/\/127\.0\.0\.1:\d+ \(profile modern, seed 1\)\n {2}kubectl --kubeconfig=\S+ get namespaces\n$/);
  const config = parse(readFileSync(file("kubeconfig"), "utf8")) as { clusters: { cluster: object }[]; users: { user: object }[] };
  expect(config.clusters[0]?.cluster).toEqual({ server: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/) as string, "certificate-authority-data": expect.any(String) as string });
  expect(config.users[0]?.user).toEqual({ "client-certificate-data": expect.any(String) as string, "client-key-data": expect.any(String) as string });
  expect((await fetch(`${running.url}/api/v1/namespaces/default`)).status).toBe(200);
  const watch = await fetch(`${running.url}/api/v1/namespaces?watch=1`);
  const body = watch.text();
  expect(await running.signal(2)).toBe(0);
  expect((await body).trim().split("\n").length).toBe(4);
  expect(running.said.out).toMatch(/\n2 requests, no defects, digest [0-9a-f]{16}\nLeak ledger {2}nothing leaked\n/);
  expect(running.said.err).toBe("");
});

test("manifests of a directory and of files are there, a token is asked for, inputs are saved and replay", async () => {
  writeFileSync(file("a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}\n");
  writeFileSync(file("notes.txt"), "no manifest");
  const running = await start("--load", directory, "--plain", "--rbac", "--token", "secret", "--clock", "manual", "--control", "--inputs", file("inputs"), "--audit", file("audit"));
  const get = (path: string, token?: string): Promise<Response> => fetch(running.url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  expect((await get("/api/v1/namespaces/default/configmaps/two")).status).toBe(403);
  expect((await get("/api/v1/namespaces/default/configmaps/two", "other")).status).toBe(401);
  for (const name of ["one", "two"]) expect((await get(`/api/v1/namespaces/default/configmaps/${name}`, "secret")).status).toBe(200);
  expect((await fetch(`${running.url}/_loom/advance?by=1h`, { method: "POST", headers: { authorization: "Bearer secret" } })).status).toBe(200);
  expect(await running.signal(15)).toBe(0);
  expect(readFileSync(file("audit"), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { responseStatus: { code: number } }).responseStatus.code)).toEqual([403, 401, 200, 200]);
  for (const name of ["inputs", "audit"]) expect(readFileSync(file(name), "utf8")).not.toContain("secret");
  let said = "";
  const out = (text: string): void => void (said += text);
  const replayed = kubeloom(["replay", file("inputs")], { out, err: out, paint: plain, errPaint: plain, progress: () => undefined }, explorer, { on: () => () => undefined, leave: () => undefined });
  expect({ code: await replayed, said }).toEqual({ code: 0, said: expect.stringMatching(/^5 inputs over 3600\.0 s of virtual time: the same run, digest [0-9a-f]{16}\n$/) as string });
  for (const name of ["a.yaml", "inputs"]) rmSync(file(name));
});

test("a trace is played at its times, and faults strike", async () => {
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop", uid: "u", resourceVersion: "7" } };
  writeFileSync(file("trace.jsonl"), [{ type: "ADDED", object: pod }, { type: "DELETED", object: { ...pod, metadata: { ...pod.metadata, resourceVersion: "8" } } }].map((event, i) => JSON.stringify({ t: i * 60_000, resource: "pods", event })).join("\n"));
  writeFileSync(file("faults.json"), JSON.stringify([{ kind: "rule", at: 0, match: { resource: "secrets" }, verdict: { do: "drop" } }]));
  const running = await start("--trace", file("trace.jsonl"), "--faults", file("faults.json"), "--clock", "manual", "--control");
  const web = async (): Promise<number> => (await fetch(`${running.url}/api/v1/namespaces/shop/pods/web`)).status;
  await fetch(`${running.url}/_loom/advance?by=1s`, { method: "POST" });
  expect(await web()).toBe(200);
  await expect(fetch(`${running.url}/api/v1/secrets`)).rejects.toThrow("fetch failed");
  await fetch(`${running.url}/_loom/advance?by=1m`, { method: "POST" });
  expect(await web()).toBe(404);
  expect(await running.signal(2)).toBe(0);
});

test("a second signal leaves at once", async () => {
  const running = await start();
  const ending = running.signal(2);
  void running.signal(15);
  await ending;
  expect(running.said.err).toBe("left with 143");
});

describe("what cannot be served ends with 2, 3 for a port, and says what to do", () => {
  test.each<[number, RegExp, readonly string[]]>([
    [2, /--clock <how>.*'fast'.*x60/, ["--clock", "fast"]],
    [2, /--profile <name>.*'old'.*modern/, ["--profile", "old"]],
    [2, /--gate <name=bool>.*NAME=true/, ["--gate", "WatchList"]],
    [2, /gates: .*WatchLists.*WatchList/, ["--gate", "WatchLists=true"]],
    [2, /--load .*absent.yaml: no such file/, ["--load", "absent.yaml"]],
    [2, /--faults .*absent.json: no such file/, ["--faults", "absent.json"]],
    [2, /cannot be used with/, ["--plain", "--tls"]],
    [3, /--kubeconfig .*choose another file/, ["--kubeconfig", "/no/such/place"]],
    [3, /--audit .*choose another file/, ["--audit", "/no/such/place"]],
    [3, /--host 192.0.2.1 --port 0: /, ["--host", "192.0.2.1"]],
  ])("%i: %s", async (code, message, args) => {
    await expect(start(...args)).rejects.toThrow(new RegExp(`^ended with ${code}: (?:.|\\n)*${message.source}`));
  });

  test("a document that is no object is named by file and place", async () => {
    writeFileSync(file("odd.yaml"), "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n---\njust text\n");
    await expect(start("--load", file("odd.yaml"))).rejects.toThrow(/odd.yaml: document 2 is a string; expected an object/);
    writeFileSync(file("odd.yaml"), "kind: Gadget\napiVersion: none/v1\nmetadata: {name: a}\n");
    await expect(start("--load", file("odd.yaml"))).rejects.toThrow(/ended with 2: .*Gadget/);
    rmSync(file("odd.yaml"));
  });

  test("a port that is taken", async () => {
    const running = await start("--plain");
    const { port } = new URL(running.url);
    await expect(start("--port", port)).rejects.toThrow(/ended with 3: .*somebody listens there already/);
    await running.signal(2);
  });
});

test("as a process of its own it ends on SIGTERM with 0", async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url)), "serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  while (!out.includes("\n")) await once(child.stdout, "data");
  expect((await fetch(`${/http:\S+/.exec(out)?.[0] ?? ""}/healthz`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(out).toContain("nothing leaked");
});
