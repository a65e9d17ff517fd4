import { createRandom } from "../../src/kernel/index.ts";
import { createStorage } from "../../src/server/storage/index.ts";
import type { Page, Storage } from "../../src/server/storage/index.ts";
import type { KubeObject } from "../../src/api/index.ts";

/** A store of n pods in a hundred namespaces, and its paths. */
export interface Population {
  readonly storage: Storage;
  readonly paths: readonly string[];
}

const spec = Object.freeze({ containers: Object.freeze([Object.freeze({ name: "app", image: "app:1" })]) });

export function pod(i: number): KubeObject {
  const metadata = Object.freeze({ name: `pod-${i}`, namespace: `ns-${i % 100}`, uid: `uid-${i}`, labels: Object.freeze({ app: `app-${i % 997}` }) });
  return Object.freeze({ apiVersion: "v1", kind: "Pod", metadata, spec, status: Object.freeze({ phase: "Running" }) });
}

export function pathOf(i: number): string {
  return Buffer.from(`/core/pods/ns-${i % 100}/pod-${i}`, "latin1").toString("latin1");
}

export function populate(n: number): Population {
  const storage = createStorage({ now: () => 0 });
  storage.load(Array.from({ length: n }, (_, i) => ({ path: pathOf(i), object: pod(i) })));
  // As callers have them who read before they write: the entry's own string.
  const paths = Array.from({ length: n }, (_, i) => {
    const record = storage.get(pathOf(i));
    if (record === undefined || "kind" in record) throw new Error(`${pathOf(i)} is not there`);
    return record.entry.path;
  });
  return { storage, paths };
}

/** Places in [0, n), drawn beforehand: the same for every variant. */
export function places(n: number, count: number): Int32Array {
  const random = createRandom(7);
  return Int32Array.from({ length: count }, () => random.int(n));
}

export function listed(page: Page | { readonly kind: string }): Page {
  if ("kind" in page) throw new Error(`list failed: ${page.kind}`);
  return page;
}
