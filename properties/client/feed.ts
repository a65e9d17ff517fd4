import type { ApiRequest, KubeObject, ReplySink, ResourceInfo, Status, WatchEvent } from "../../src/api/index.ts";
import { keyOf } from "../../src/api/index.ts";
import type { ClientProfile, InformerOptions, SharedInformer, Transport } from "../../src/client/index.ts";
import { clientProfile, createInformer, withGates } from "../../src/client/index.ts";
import type { Kernel } from "../../src/kernel/index.ts";
import { createKernel } from "../../src/kernel/index.ts";

export const configMaps: ResourceInfo = {
  group: "", version: "v1", resource: "configmaps", kind: "ConfigMap", listKind: "ConfigMapList", singular: "configmap", shortNames: ["cm"],
  namespaced: true, verbs: [], subresources: [],
};

/** A server of one resource, as small as can be: its objects, and every open watch told of each change at once. */
export class Feed implements Transport {
  readonly objects = new Map<string, KubeObject>();
  readonly streams = new Set<ReplySink>();
  readonly asked: ApiRequest[] = [];
  version = 100;
  /** Something was not told: the open streams are half open, and hear nothing until they end. */
  #silent = false;
  /** Answered instead, while set. */
  refusal: Status | undefined;

  open(request: ApiRequest, sink: ReplySink): () => void {
    this.asked.push(request);
    if (this.refusal !== undefined) {
      sink.head({ status: this.refusal.code ?? 500, headers: {} });
      sink.object(this.refusal);
      sink.end({ kind: "complete" });
      return () => {};
    }
    sink.head({ status: 200, headers: {} });
    if (request.verb === "watch") {
      this.streams.add(sink);
      return () => void this.streams.delete(sink);
    }
    sink.object({ apiVersion: "v1", kind: "ConfigMapList", metadata: { resourceVersion: String(this.version) }, items: [...this.objects.values()] });
    sink.end({ kind: "complete" });
    return () => {};
  }

  /** Adds or changes. `silent`: nobody is told, as in an outage. */
  put(name: string, how: "told" | "silent" = "told"): KubeObject {
    this.version += 1;
    const object: KubeObject = Object.freeze({ apiVersion: "v1", kind: "ConfigMap", metadata: Object.freeze({ name, namespace: "default", resourceVersion: String(this.version) }) });
    const known = this.objects.has(keyOf(object));
    this.objects.set(keyOf(object), object);
    this.#silent ||= how === "silent";
    if (!this.#silent) this.tell({ type: known ? "MODIFIED" : "ADDED", object });
    return object;
  }

  remove(name: string, how: "told" | "silent" = "told"): void {
    const before = this.objects.get(`default/${name}`);
    if (before === undefined) return;
    this.version += 1;
    this.objects.delete(`default/${name}`);
    const object = Object.freeze({ ...before, metadata: Object.freeze({ ...before.metadata, resourceVersion: String(this.version) }) });
    this.#silent ||= how === "silent";
    if (!this.#silent) this.tell({ type: "DELETED", object });
  }

  /** Every stream ends with 410: a relist. */
  expire(): void {
    this.#silent = false;
    this.tell({ type: "ERROR", object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", reason: "Expired", code: 410 } });
  }

  tell(event: WatchEvent): void {
    for (const sink of [...this.streams]) sink.event(event);
  }
}

export interface Stage {
  readonly kernel: Kernel;
  readonly feed: Feed;
  readonly informer: SharedInformer;
}

export function stage(more: Partial<InformerOptions> = {}, profile: ClientProfile = plain): Stage {
  const kernel = createKernel({ seed: 7 });
  const feed = new Feed();
  const informer = createInformer({
    transport: feed, scope: kernel.root.child("test"), clock: kernel.clock, random: kernel.random.stream("informer"), resource: configMaps, agent: "test",
    user: { name: "test", groups: [] }, profile, ...more,
  });
  return { kernel, feed, informer };
}

/** 1.36 with plain lists, which this server can answer. */
export const plain: ClientProfile = withGates(clientProfile("1.36"), { WatchListClient: false });

/** What is open, by kind. */
export function open(kernel: Kernel): { readonly [kind: string]: number } {
  return Object.fromEntries(kernel.ledger.lines().map(({ kind, opened, closed }) => [kind, opened - closed] as const).filter(([, left]) => left !== 0));
}
