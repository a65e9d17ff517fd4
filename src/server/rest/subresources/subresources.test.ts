import { describe, expect, test } from "vitest";
import type { JsonObject, Status } from "../../../api/index.ts";
import { createRegistry, rfc3339 } from "../../../api/index.ts";
import { createKernel } from "../../../kernel/index.ts";
import { createApiServer, createLoader, createStorage, serverProfiles } from "../../index.ts";
import { selectorText } from "./scale.ts";

interface Heard {
  readonly code: number;
  readonly body: Status & { readonly [field: string]: unknown };
}

/** A server with a namespace, a running pod and what else is put into it. */
function server(...objects: readonly object[]) {
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const registry = createRegistry();
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" }, status: { phase: "Active" } };
  createLoader(storage, registry).load([namespace, pod, ...objects]);
  const api = createApiServer({ name: "a", scope: kernel.root.child("a"), clock: kernel.clock, random: kernel.random, storage, registry, profile: serverProfiles.modern });
  const ask = (verb: "create" | "get" | "update", path: string, value?: JsonObject, options = {}): Heard => {
    const [group = "", version = "", resource = "", name = "", subresource = ""] = path.split(" ").map((each) => (each === "-" ? "" : each));
    const heard = { code: 0, body: {} as unknown };
    api.handle(
      { verb, resource: { group, version, resource }, namespace: "n", name, subresource, options, ...(value === undefined ? {} : { body: { form: "object", value } }), user: { name: "u", groups: [] }, agent: "t" },
      { head: ({ status }) => (heard.code = status), object: (body) => (heard.body = body), event() {}, bytes() {}, end() {} },
    );
    return heard as Heard;
  };
  return { ask, now: rfc3339(kernel.clock.wall()) };
}

const pod = {
  apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n", labels: { app: "web" }, uid: "1" },
  spec: { nodeName: "x", terminationGracePeriodSeconds: 30, containers: [{ name: "c", image: "i" }] },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
};

const budget = (status: object, spec: object = {}): object => ({
  apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "b", namespace: "n", generation: 1 },
  spec: { selector: { matchLabels: { app: "web" } }, ...spec }, status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, ...status },
});

const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p" } };
const EVICT = "- v1 pods p eviction";
const GET = "- v1 pods p";
const BUDGET = "policy v1 poddisruptionbudgets b";

describe("eviction", () => {
  test.each<[string, object, string]>([
    ["nobody looked at the budget yet", { observedGeneration: 0 }, "The disruption budget b is still being processed by the server."],
    ["too few are healthy", {}, "The disruption budget b needs 1 healthy pods and has 1 currently"],
    [
      "the budget could not be worked out", { conditions: [{ type: "DisruptionAllowed", status: "False", reason: "SyncFailed", message: "no" }] },
      "The disruption budget b does not allow evicting pods currently because it failed sync: no",
    ],
    [
      "the budget says why", { currentHealthy: 2, conditions: [{ type: "DisruptionAllowed", status: "False", reason: "R", message: "no" }] },
      "The disruption budget b does not allow evicting pods currently (R): no",
    ],
    ["the budget does not say why", { currentHealthy: 2 }, "The disruption budget b does not allow evicting pods currently"],
  ])("is told to try again: %s", (_, status, cause) => {
    const { ask } = server(budget(status));
    const { code, body } = ask("create", EVICT, eviction);
    expect(code).toBe(429);
    expect(body).toMatchObject({ reason: "TooManyRequests", message: "Cannot evict pod as it would violate the pod's disruption budget.", details: { causes: [{ reason: "DisruptionBudget", message: cause }] } });
  });

  test("counts down a budget that has room, and remembers the pod", () => {
    const { ask, now } = server(budget({ disruptionsAllowed: 2 }));
    expect(ask("create", EVICT, eviction).code).toBe(201);
    expect(ask("get", BUDGET).body).toMatchObject({ status: { disruptionsAllowed: 1, disruptedPods: { p: now } } });
    expect(ask("get", GET).body).toMatchObject({
      metadata: { deletionGracePeriodSeconds: 30 }, status: { conditions: [{ type: "Ready" }, { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }] },
    });
  });

  test("for show changes nothing", () => {
    const { ask } = server(budget({ disruptionsAllowed: 1 }));
    const before = [ask("get", BUDGET), ask("get", GET)];
    expect(ask("create", EVICT, eviction, { dryRun: ["All"] }).code).toBe(201);
    expect(ask("create", EVICT, { ...eviction, deleteOptions: { dryRun: ["All"] } }).code).toBe(201);
    expect([ask("get", BUDGET), ask("get", GET)]).toEqual(before);
  });

  const unready = { ...pod, status: { phase: "Running", conditions: [{ type: "Ready", status: "False" }] } };

  test.each<[string, object, object, number]>([
    ["by itself guarded while too few are healthy", { currentHealthy: 0 }, {}, 429],
    ["free where enough others are healthy", {}, {}, 201],
    ["free where the budget says so", { currentHealthy: 0 }, { unhealthyPodEvictionPolicy: "AlwaysAllow" }, 201],
  ])("a pod that is not ready is %s", (_, status, spec, code) => {
    const { ask } = server(unready, budget(status, spec));
    expect(ask("create", EVICT, eviction).code).toBe(code);
    expect(ask("get", BUDGET).body).not.toHaveProperty("status.disruptedPods");
  });

  test.each<[string, object]>([
    ["ended", { ...pod, status: { phase: "Succeeded" } }],
    ["waiting for a node", { ...pod, status: { phase: "Pending" } }],
  ])("a pod that is %s is not guarded", (_, object) => {
    expect(server(object, budget({})).ask("create", EVICT, eviction).code).toBe(201);
  });

  test("minds preconditions", () => {
    const { ask } = server();
    const { code, body } = ask("create", EVICT, { ...eviction, deleteOptions: { preconditions: { uid: "2" } } });
    expect([code, body.message]).toEqual([409, expect.stringContaining("the UID in the precondition (2) does not match the UID in record (1)")]);
  });

  test("an empty selector guards all, none nothing, and expressions count", () => {
    const codes = [{ selector: {} }, { selector: undefined }, { selector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] } }].map(
      (spec) => server(budget({}, spec)).ask("create", EVICT, eviction).code,
    );
    expect(codes).toEqual([429, 201, 201]);
  });
});

describe("binding", () => {
  const waiting = { ...pod, spec: { containers: pod.spec.containers }, status: { phase: "Pending" } };
  const binding = { apiVersion: "v1", kind: "Binding", metadata: { name: "p" }, target: { kind: "Node", name: "x" } };

  test("a pod is where its node is", () => {
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "x", labels: { "topology.kubernetes.io/zone": "z", other: "o" } } };
    const { ask } = server(waiting, node);
    expect(ask("create", "- v1 pods p binding", binding).code).toBe(201);
    expect(ask("get", GET).body).toMatchObject({ metadata: { labels: { app: "web", "topology.kubernetes.io/zone": "z" } }, spec: { nodeName: "x" } });
    expect(ask("get", GET).body).not.toHaveProperty("metadata.labels.other");
  });

  test("a nomination ends with the decision", () => {
    const { ask } = server({ ...waiting, status: { phase: "Pending", nominatedNodeName: "y" } });
    ask("create", "- v1 pods p binding", binding);
    expect(ask("get", GET).body).toMatchObject({ spec: { nodeName: "x" }, status: { phase: "Pending", conditions: [{ type: "PodScheduled" }] } });
    expect(ask("get", GET).body).not.toHaveProperty("status.nominatedNodeName");
  });

  test("a gated pod is not bound", () => {
    const { ask } = server({ ...waiting, spec: { ...waiting.spec, schedulingGates: [{ name: "g" }] } });
    expect(ask("create", "- v1 pods p binding", binding)).toMatchObject({ code: 409, body: { message: expect.stringContaining("has non-empty .spec.schedulingGates") as string } });
  });
});

test.each<[string, object, string]>([
  ["nothing", {}, ""],
  ["labels, by key", { matchLabels: { b: "2", a: "1" } }, "a=1,b=2"],
  [
    "every operator", { matchExpressions: [{ key: "d", operator: "DoesNotExist" }, { key: "e", operator: "Exists" }, { key: "i", operator: "In", values: ["2", "1"] }, { key: "n", operator: "NotIn", values: ["x"] }] },
    "!d,e,i in (1,2),n notin (x)",
  ],
])("a scale tells the selector as text: %s", (_, selector, expected) => {
  expect(selectorText(selector as never)).toBe(expected);
});

test("a scale of another object, or below nothing, is refused", () => {
  const replicaSet = {
    apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "r" },
    spec: { replicas: 1, selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } } },
  };
  const { ask } = server();
  ask("create", "apps v1 replicasets", replicaSet);
  const scale = (metadata: JsonObject, replicas: number): JsonObject => ({ apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "r", ...metadata }, spec: { replicas } });
  expect(ask("update", "apps v1 replicasets r scale", scale({ uid: "2" }, 2))).toMatchObject({ code: 409, body: { message: expect.stringContaining("UID in precondition: 2, UID in object meta: ") as string } });
  expect(ask("update", "apps v1 replicasets r scale", scale({}, -1))).toMatchObject({ code: 422, body: { details: { kind: "Scale", group: "autoscaling" } } });
  expect(ask("update", "apps v1 replicasets r scale", scale({}, 3))).toMatchObject({ code: 200, body: { kind: "Scale", spec: { replicas: 3 }, status: { replicas: 0, selector: "a=b" } } });
  expect(ask("get", "apps v1 replicasets r").body).toMatchObject({ kind: "ReplicaSet", spec: { replicas: 3 } });
});
