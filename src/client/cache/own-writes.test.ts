import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { createKernel } from "../../kernel/index.ts";
import { createExpirationStore } from "./expiration-store.ts";
import { createMutationCache } from "./mutation-cache.ts";
import { namespaceIndex, ObjectStore } from "./store.ts";

const SECOND = 1_000_000;
const pod = (name: string, resourceVersion: string, namespace = "shop"): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace, resourceVersion } });

describe("a store whose objects expire", () => {
  test("exactly at its time an object is alive, and then gone", () => {
    const kernel = createKernel({ seed: 1 });
    const store = createExpirationStore(kernel.clock, SECOND);
    store.set(pod("a", "1"));
    kernel.advanceSync(SECOND);
    expect(store.get("shop/a")).toEqual(pod("a", "1"));
    kernel.advanceSync(1);
    expect(store.keys()).toEqual(["shop/a"]);
    expect([store.get("shop/a"), store.keys()]).toEqual([undefined, []]);
  });

  test("put in anew it lives anew; a list leaves out what has expired", () => {
    const kernel = createKernel({ seed: 1 });
    const store = createExpirationStore(kernel.clock, SECOND);
    store.replace([pod("a", "1"), pod("b", "1")]);
    kernel.advanceSync(SECOND);
    store.set(pod("a", "2"));
    kernel.advanceSync(1);
    expect(store.list()).toEqual([pod("a", "2")]);
    store.remove(pod("a", "2"));
    expect(store.list()).toEqual([]);
  });

  test("without a time to live they stay", () => {
    const kernel = createKernel({ seed: 1 });
    const store = createExpirationStore(kernel.clock, 0);
    store.set(pod("a", "1"));
    kernel.advanceSync(1000 * SECOND);
    expect(store.list()).toHaveLength(1);
  });
});

describe("a cache that knows its owner's writes", () => {
  function stage(includeAdds = false) {
    const kernel = createKernel({ seed: 1 });
    const indexers = { namespace: namespaceIndex };
    const backing = new ObjectStore(indexers);
    backing.set("shop/a", pod("a", "5"));
    return { kernel, backing, cache: createMutationCache({ backing, clock: kernel.clock, ttl: 10 * SECOND, includeAdds, indexers }) };
  }
  const version = (object: KubeObject | undefined): string | undefined => object?.metadata.resourceVersion;

  test("sees the newer of the two, compared as numbers", () => {
    const { backing, cache } = stage();
    cache.mutation(pod("a", "10"));
    expect(version(cache.get("shop/a"))).toBe("10");
    cache.mutation(pod("a", "9"));
    expect(version(cache.get("shop/a"))).toBe("10");
    backing.set("shop/a", pod("a", "11"));
    expect(version(cache.get("shop/a"))).toBe("11");
    // What was overtaken is forgotten: it does not come back if the cache goes back.
    backing.set("shop/a", pod("a", "8"));
    expect(version(cache.get("shop/a"))).toBe("8");
  });

  test("forgets a write after its time", () => {
    const { kernel, cache } = stage();
    cache.mutation(pod("a", "10"));
    kernel.advanceSync(10 * SECOND);
    expect(version(cache.get("shop/a"))).toBe("10");
    kernel.advanceSync(1);
    expect(version(cache.get("shop/a"))).toBe("5");
  });

  test.each([
    [false, undefined, ["5"]],
    [true, "7", ["5", "7"]],
  ])("with adds %s, objects that the cache lacks", (includeAdds, alone, indexed) => {
    const { cache } = stage(includeAdds);
    cache.mutation(pod("b", "7"));
    cache.mutation(pod("c", "7", "elsewhere"));
    expect(version(cache.get("shop/b"))).toBe(alone);
    expect(cache.byIndex("namespace", "shop").map(version)).toEqual(indexed);
  });

  test("remembers a hundred writes", () => {
    const { cache } = stage(true);
    for (let i = 0; i < 101; i += 1) cache.mutation(pod(`n${i}`, "7"));
    expect([cache.get("shop/n0"), version(cache.get("shop/n1"))]).toEqual([undefined, "7"]);
  });

  test("does not guess at versions that are no numbers", () => {
    const { cache } = stage();
    cache.mutation(pod("a", "x"));
    expect(() => cache.get("shop/a")).toThrow('resourceVersion is "x"; a mutation cache compares whole numbers');
  });
});
