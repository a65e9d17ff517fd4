import fc from "fast-check";
import { expect, test } from "vitest";
import { watchedOf } from "../../src/index.ts";
import { life, live } from "./random-life.ts";

test("settle brings every cache to what the store holds, whatever went before", async () => {
  await fc.assert(
    fc.asyncProperty(life, async (drawn) => {
      const { cluster, informers } = await live(drawn);
      await cluster.settle();
      for (const informer of informers) expect(watchedOf(informer)?.differences()).toEqual([]);
      await cluster.close();
    }),
    { numRuns: 150 },
  );
});

test("the same seed gives the same run, event by event; another seed another one where anything is drawn", async () => {
  await fc.assert(
    fc.asyncProperty(life, async (drawn) => {
      const digest = async (): Promise<string> => {
        const { cluster } = await live(drawn);
        await cluster.settle();
        const text = cluster.digest();
        await cluster.close();
        return text;
      };
      expect(await digest()).toBe(await digest());
    }),
    { numRuns: 60 },
  );
  const digestOf = async (seed: number): Promise<string> => {
    const { cluster } = await live({ options: { seed, latency: { kind: "uniform", from: 0, to: 50_000 } }, faults: [], deeds: [{ do: "create", pod: 1 }, { do: "wait", ms: 1_000 }] });
    const text = cluster.digest();
    await cluster.close();
    return text;
  };
  expect(await digestOf(1)).not.toBe(await digestOf(2));
});

test("a close at any moment leaves nothing open, and takes no time", async () => {
  await fc.assert(
    fc.asyncProperty(life, async (drawn) => {
      const { cluster } = await live(drawn);
      const { now } = cluster;
      await cluster.close();
      expect(cluster.now).toBe(now);
      expect(cluster.ledger.leaks()).toEqual([]);
      expect(cluster.ledger.resources().filter(({ opened, closed }) => opened !== closed)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("a fork begins equal and goes its own way: neither hears of the other", async () => {
  await fc.assert(
    fc.asyncProperty(life, life, async (before, after) => {
      const { cluster } = await live(before);
      const contents = (each: typeof cluster): string => JSON.stringify(each.list("v1", "pods"));
      const fork = cluster.fork();
      const atFork = contents(cluster);
      expect(contents(fork)).toBe(atFork);
      const twin = cluster.fork();
      for (const deed of after.deeds) if (deed.do === "delete" || deed.do === "touch") fork.update({ apiVersion: "v1", kind: "Namespace", name: "default" }, (draft) => { draft.metadata.labels = { at: `${deed.pod}` }; });
      fork.create({ apiVersion: "v1", kind: "Pod", metadata: { name: "only-in-the-fork" }, spec: { containers: [{ name: "main", image: "web" }] } });
      expect(contents(cluster)).toBe(atFork);
      expect(contents(twin)).toBe(atFork);
      for (const { metadata } of cluster.list("v1", "pods")) cluster.delete({ apiVersion: "v1", kind: "Pod", name: metadata.name ?? "" });
      expect(fork.list("v1", "pods")).toHaveLength(JSON.parse(atFork).length + 1);
      expect(contents(twin)).toBe(atFork);
      const pods = fork.informer("v1", "pods");
      await fork.settle();
      expect(watchedOf(pods)?.differences()).toEqual([]);
      for (const each of [fork, twin, cluster]) await each.close();
    }),
    { numRuns: 60 },
  );
});

test("a snapshot through JSON is the same store", async () => {
  await fc.assert(
    fc.asyncProperty(life, async (drawn) => {
      const { cluster } = await live(drawn);
      const { createCluster } = await import("../../src/index.ts");
      const restored = createCluster({ snapshot: JSON.parse(JSON.stringify(cluster.snapshot())) });
      expect(restored.list("v1", "pods")).toEqual(cluster.list("v1", "pods"));
      expect(restored.core.storage.current).toBe(cluster.core.storage.current);
      await restored.close();
      await cluster.close();
    }),
    { numRuns: 60 },
  );
});
