import { expect, test } from "vitest";
import type { KubeObject } from "../../src/api/index.ts";
import { createRegistry } from "../../src/api/index.ts";
import type { ControllerOptions, Reconcile } from "../../src/client/index.ts";
import { ApiError, controllerOwner, createClient, createController, isNotFound } from "../../src/client/index.ts";
import { notFound } from "../../src/api/index.ts";
import { open, stage } from "./feed.ts";

const SECOND = 1_000_000;

function controlled(reconcile: Reconcile, more: Partial<ControllerOptions> = {}) {
  const set = stage();
  const { kernel, informer } = set;
  const scope = kernel.root.child("controller");
  const controller = createController({ name: "test", scope, clock: kernel.clock, turns: kernel, reconcile, sources: [{ informer }], ...more });
  informer.start();
  controller.start();
  return { ...set, controller, scope };
}

test("workers begin when the informer has synced, and each key is reconciled once for all that happened meanwhile", async () => {
  const seen: string[] = [];
  const { kernel, feed, controller } = controlled((key) => void seen.push(key));
  feed.put("a");
  feed.put("a");
  feed.put("b");
  expect(seen).toEqual([]);
  await kernel.advance(SECOND);
  expect([seen, controller.idle, controller.stats.reconciles]).toEqual([["default/a", "default/b"], true, 2]);
});

test("a failure is tried again after 5 ms, 10 ms, 20 ms; a success forgets them", async () => {
  const at: number[] = [];
  let left = 3;
  const { kernel, feed, controller } = controlled(() => {
    at.push(kernel.clock.now() / 1000);
    left -= 1;
    if (left >= 0) throw new Error("not yet");
  });
  feed.put("a");
  await kernel.advance(SECOND);
  expect([at, controller.stats.failures]).toEqual([[0, 5, 15, 35], 3]);
  left = 1;
  controller.enqueue("default/a");
  await kernel.advance(SECOND);
  expect(at.slice(4)).toEqual([1000, 1005]);
});

test("requeueAfter comes back then, and a rejected promise counts as a failure", async () => {
  const at: number[] = [];
  const { kernel, feed } = controlled(async () => {
    at.push(kernel.clock.now() / 1000);
    await Promise.resolve();
    if (at.length === 1) return { requeueAfter: 250 };
    if (at.length === 2) throw new Error("no");
    return at.length === 3 ? { requeue: true } : {};
  });
  feed.put("a");
  await kernel.advance(SECOND);
  expect(at).toEqual([0, 250, 255, 265]);
});

test("as many keys at a time as asked for, and never the same twice", async () => {
  let now = 0;
  let most = 0;
  const keys = new Set<string>();
  const { kernel, feed } = controlled(
    async (key) => {
      expect(keys.has(key)).toBe(false);
      keys.add(key);
      now += 1;
      most = Math.max(most, now);
      const wait = kernel.deferred<void>("work");
      kernel.root.after(1000, "work", () => wait.resolve());
      await wait.promise;
      now -= 1;
      keys.delete(key);
    },
    { concurrency: 2 },
  );
  for (const name of ["a", "b", "c", "d"]) feed.put(name);
  await kernel.advance(SECOND);
  expect([most, now]).toEqual([2, 0]);
});

test("a stop drops what waits, and leaves nothing open but the informer", async () => {
  const seen: string[] = [];
  const { kernel, feed, controller, informer } = controlled((key) => {
    seen.push(key);
    return { requeueAfter: 1000 };
  });
  feed.put("a");
  await kernel.advance(0);
  controller.stop();
  feed.put("b");
  await kernel.advance(10 * SECOND);
  informer.stop();
  expect([seen, open(kernel)]).toEqual([["default/a"], {}]);
});

test("an owned object asks for its owner", () => {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "1", controller: true };
  const pod = (more: object): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "shop", ownerReferences: [{ ...owner, ...more }] } });
  const keys = controllerOwner("apps/v1", "ReplicaSet");
  expect([keys(pod({})), keys(pod({ controller: false })), keys(pod({ kind: "Job" })), keys(pod({ apiVersion: "apps/v1beta1" }))]).toEqual([["shop/web"], [], [], ["shop/web"]]);
});

test("a client answers with promises that the kernel settles, and with errors that tell why", async () => {
  const { kernel, feed } = stage();
  const client = createClient({ transport: feed, scope: kernel.root, turns: kernel, registry: createRegistry(), agent: "test", user: { name: "u", groups: [] } });
  feed.put("a");
  const listed = await client.resource("v1", "configmaps", "default").list();
  expect(listed.items.map(({ metadata }) => metadata.name)).toEqual(["a"]);
  feed.refusal = notFound({ group: "", resource: "configmaps" }, "x");
  const error: unknown = await client.resource("v1", "configmaps", "default").get("x").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error instanceof ApiError && [error.code, error.reason, isNotFound(error.failure)]).toEqual([404, "NotFound", true]);
  expect(() => client.resource("v1", "teapots")).toThrow(/resource is "teapots"/);
  expect(() => client.resource("v1", "configmaps").get("")).toThrow(/name is ""/);
  expect(open(kernel)).toEqual({});
});
