import type { ApiRequest, JsonObject, KubeObject, RequestBody } from "../../src/api/index.ts";
import { createRegistry } from "../../src/api/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { trackUpdate } from "../../src/server/managedfields/index.ts";
import { groundOf } from "../../src/server/rest/ownership.ts";
import { targetOf } from "../../src/server/rest/target.ts";
import { createApiServer, createLoader, createStorage, serverProfiles } from "../../src/server/index.ts";
import { newPod } from "../cluster/pods.ts";
import { compare, report } from "../harness.ts";
import type { Variant } from "../harness.ts";

/**
 * node --expose-gc benchmarks/server/managed-fields.ts [--json]
 *
 * What it costs to know who owns which field of a small pod: alone, and as part of whole requests to one apiserver,
 * without a network or a watcher. Each request's object is made anew, as one that was just parsed; "unlike" pods each
 * have labels, a container and an owner of their own, so that no two of them are of one shape.
 */
const PODS = 2_000;

interface Bench {
  ask(verb: ApiRequest["verb"], name: string, body?: RequestBody, options?: ApiRequest["options"], subresource?: string): KubeObject;
}

function bench(): Bench {
  const kernel = createKernel({ seed: 7 });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const registry = createRegistry();
  createLoader(storage, registry).load([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "bench" } }]);
  const server = createApiServer({ name: "a", scope: kernel.root.child("server"), clock: kernel.clock, random: kernel.random, storage, registry, profile: serverProfiles.modern });
  return {
    ask(verb, name, body, options = {}, subresource = "") {
      let answer: unknown;
      const request = { verb, resource: pods, namespace: "bench", name, subresource, options, user, agent: "bench/1", ...(body === undefined ? {} : { body }) };
      server.handle(request, { head: () => {}, object: (object) => (answer = object), event: () => {}, bytes: () => {}, end: () => {} });
      if ((answer as KubeObject).kind !== "Pod") throw new Error(JSON.stringify(answer));
      return answer as KubeObject;
    },
  };
}

const pods = { group: "", version: "v1", resource: "pods" };
const user = { name: "bench", groups: [] };

function object(value: object): RequestBody {
  return { form: "object", value: value as JsonObject };
}

function patch(type: "application/apply-patch+yaml" | "application/merge-patch+json", value: object): RequestBody {
  return { form: "patch", type, value: value as JsonObject };
}

function unlike(i: number): KubeObject {
  const pod = newPod(i) as KubeObject & { readonly spec: { readonly containers: readonly object[] } };
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "r", uid: `u-${i}` };
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { [`app-${i}`]: "x" }, ownerReferences: [owner] },
    spec: { ...pod.spec, containers: pod.spec.containers.map((each) => ({ ...each, name: `c-${i}` })) },
  };
}

/** Each round has a server of its own; what comes before the work is not measured. */
function requests(name: string, before: (b: Bench, i: number) => void, work: (b: Bench, i: number) => void): Variant {
  return {
    name, ops: PODS,
    prepare: () => {
      const b = bench();
      for (let i = 0; i < PODS; i += 1) before(b, i);
      return () => {
        for (let i = 0; i < PODS; i += 1) work(b, i);
      };
    },
  };
}

function nothing(): void {}
function created(b: Bench, i: number): void {
  b.ask("create", "", object(newPod(i)));
}
function applied(b: Bench, i: number): void {
  b.ask("patch", `pod-${i}`, patch("application/apply-patch+yaml", newPod(i)), { fieldManager: "applier" });
}
/** As a client has it that read the object and parsed it. */
function read(b: Bench, i: number): KubeObject {
  return JSON.parse(JSON.stringify(b.ask("get", `pod-${i}`))) as KubeObject;
}

const registry = createRegistry();
const target = targetOf(registry, "", "v1", "pods");
if (target?.model === undefined) throw new Error("pods are not served");
const content = target.model;
const ground = groundOf(target, "");
const writer = { manager: "bench", time: "2000-01-01T00:00:00Z", registry };

/** Ownership alone, of pods as the server's decoder leaves them. */
function alone(name: string, make: (i: number) => KubeObject): Variant {
  return {
    name, ops: PODS * 10,
    prepare: () => {
      const decoded = Array.from({ length: PODS }, (_, i) => {
        const made = content.decode(JSON.parse(JSON.stringify(make(i))) as JsonObject);
        if (made.kind !== "object") throw new Error(`pod ${i} does not decode`);
        return made.object as unknown as KubeObject;
      });
      return () => {
        for (let round = 0; round < 10; round += 1) for (const each of decoded) trackUpdate(ground, writer, undefined, each, false);
      };
    },
  };
}

function changeable(b: Bench, i: number): void {
  created(b, i);
  const known = objects.get(b);
  if (known === undefined) objects.set(b, [read(b, i)]);
  else known.push(read(b, i));
}
const objects = new WeakMap<Bench, KubeObject[]>();
function labelled(b: Bench, i: number): KubeObject {
  const pod = (objects.get(b) ?? [])[i]!;
  return { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, changed: String(i) } } };
}

const tables = [
  { title: "who owns what of a new pod, alone", rows: await compare([alone("pods of one shape", newPod), alone("unlike pods", unlike)]) },
  {
    title: "whole requests, defaults, validation and managedFields included",
    rows: await compare([
      requests("create", nothing, created),
      requests("create unlike pods", nothing, (b, i) => b.ask("create", "", object(unlike(i)))),
      requests("update of a label", changeable, (b, i) => b.ask("update", `pod-${i}`, object(labelled(b, i)))),
      requests("merge patch of a label", created, (b, i) => b.ask("patch", `pod-${i}`, patch("application/merge-patch+json", { metadata: { labels: { changed: String(i) } } }))),
      requests("merge patch of the status", created, (b, i) => b.ask("patch", `pod-${i}`, patch("application/merge-patch+json", { status: { phase: "Running", podIP: "10.0.0.1" } }), {}, "status")),
      requests("apply, first", nothing, applied),
      requests("apply again, unchanged", applied, applied),
      requests("apply of a change", applied, (b, i) => {
        const { metadata, ...pod } = newPod(i);
        b.ask("patch", `pod-${i}`, patch("application/apply-patch+yaml", { ...pod, metadata: { ...metadata, labels: { app: "other" } } }), { fieldManager: "applier" });
      }),
    ]),
  },
];
if (!report(tables)) process.exitCode = 1;
