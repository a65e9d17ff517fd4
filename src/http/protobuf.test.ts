import { afterEach, expect, test } from "vitest";
import { serveCluster, type ServedCluster } from "./index.ts";

let running: ServedCluster[] = [];
afterEach(async () => {
  await Promise.all(running.map((each) => each.close()));
  running = [];
});

async function serve(): Promise<string> {
  const served = await serveCluster({ epoch: "2026-01-01T00:00:00Z", defect: (cause) => { throw new Error("a defect", { cause }); } });
  running.push(served);
  return `http://127.0.0.1:${served.port}`;
}

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const MAPS = "/api/v1/namespaces/default/configmaps";
/** kubectl create configmap a --from-literal=x=y */
const CONFIG_MAP = Buffer.from("6b3873000a0f0a0276311209436f6e6669674d6170121b0a110a016112001a0022002a0032003800420012060a01781201791a002200", "hex");

const post = (url: string, body: Uint8Array, accept: string): Promise<Response> => fetch(url + MAPS, { method: "POST", body: new Uint8Array(body), headers: { "content-type": PROTOBUF, accept } });

test("a body in protobuf is an object, and who asks for protobuf first is answered in it", async () => {
  const url = await serve();
  const made = await post(url, CONFIG_MAP, `${PROTOBUF},application/json`);
  expect([made.status, made.headers.get("content-type")]).toEqual([201, PROTOBUF]);
  const bytes = Buffer.from(await made.arrayBuffer());
  // Magic and type are the same; metadata holds more.
  expect(bytes.subarray(0, 21)).toEqual(CONFIG_MAP.subarray(0, 21));
  const held = await fetch(`${url}${MAPS}/a`, { headers: { accept: `application/json,${PROTOBUF}` } });
  expect(await held.json()).toMatchObject({ kind: "ConfigMap", metadata: { name: "a", namespace: "default" }, data: { x: "y" } });
  const again = await post(url, CONFIG_MAP, PROTOBUF);
  expect([again.status, again.headers.get("content-type")]).toEqual([409, PROTOBUF]);
  expect(Buffer.from(await again.arrayBuffer()).toString("latin1")).toContain('configmaps "a" already exists');
});

test("what is broken is a bad request", async () => {
  const url = await serve();
  const cut = await post(url, CONFIG_MAP.subarray(0, 6), "application/json");
  expect(await cut.json()).toMatchObject({ code: 400, reason: "BadRequest", message: "the object provided is unrecognized (must be of type ConfigMap): unexpected EOF (6b3873000a0f)" });
  const wrong = Buffer.concat([CONFIG_MAP.subarray(0, 21), Buffer.from("12020801", "hex")]);
  expect(await (await post(url, wrong, "application/json")).json()).toMatchObject({
    code: 400, message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: proto: wrong wireType = 0 for field Metadata',
  });
});

test("a watch is frames of a length and an event", async () => {
  const url = await serve();
  await post(url, CONFIG_MAP, PROTOBUF);
  const watch = await fetch(`${url}${MAPS}?watch=1&resourceVersion=0&timeoutSeconds=1`, { headers: { accept: PROTOBUF } });
  expect(watch.headers.get("content-type")).toBe(`${PROTOBUF};stream=watch`);
  const reader = watch.body?.getReader();
  const first = Buffer.from((await reader?.read())?.value ?? []);
  await reader?.cancel();
  expect(first.readUInt32BE(0)).toBe(first.length - 4);
  expect(first.subarray(4, 11).toString("latin1")).toBe("\n\x05ADDED");
  expect(first.toString("latin1")).toContain("k8s\0");
});

test("options of a deletion come in protobuf", async () => {
  const url = await serve();
  await post(url, CONFIG_MAP, PROTOBUF);
  // DeleteOptions with preconditions {uid: "z"}
  const options = Buffer.concat([Buffer.from("k8s\0"), Buffer.from("0a130a027631120d44656c6574654f7074696f6e73120512030a017a", "hex")]);
  const removed = await fetch(`${url}${MAPS}/a`, { method: "DELETE", body: new Uint8Array(options), headers: { "content-type": PROTOBUF } });
  expect(removed.status).toBe(409);
});

test("lists, metadata alone and custom resources", async () => {
  const url = await serve();
  await post(url, CONFIG_MAP, PROTOBUF);
  const list = await fetch(url + MAPS, { headers: { accept: PROTOBUF } });
  expect(Buffer.from(await list.arrayBuffer()).toString("latin1")).toContain("ConfigMapList");
  const partial = await fetch(url + MAPS, { headers: { accept: `${PROTOBUF};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1` } });
  expect(Buffer.from(await partial.arrayBuffer()).toString("latin1")).toContain("PartialObjectMetadataList");
  const table = await fetch(url + MAPS, { headers: { accept: `${PROTOBUF};as=Table;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1` } });
  expect(await table.json()).toMatchObject({ kind: "Table" });
  const names = { plural: "crontabs", kind: "CronTab", singular: "crontab", listKind: "CronTabList" };
  const schema = { openAPIV3Schema: { type: "object" } };
  const spec = { group: "stable.example.com", scope: "Namespaced", names, versions: [{ name: "v1", served: true, storage: true, schema }] };
  const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: "crontabs.stable.example.com" }, spec };
  const defined = await fetch(`${url}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`, { method: "POST", body: JSON.stringify(definition), headers: { "content-type": "application/json" } });
  expect(defined.status).toBe(201);
  const custom = await fetch(`${url}/apis/stable.example.com/v1/namespaces/default/crontabs`, { headers: { accept: `${PROTOBUF},application/json` } });
  expect(await custom.json()).toMatchObject({ kind: "CronTabList" });
});
