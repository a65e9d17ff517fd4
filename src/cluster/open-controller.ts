import type { KubeObject, Registry, ResourceInfo } from "../api/index.ts";
import { controllerOwner, createController } from "../client/index.ts";
import type { Client, Controller, Indexer, ReconcileResult, SharedInformer } from "../client/index.ts";
import type { Clock, Kernel, Scope } from "../kernel/index.ts";
import type { InformerRequest } from "./cluster.ts";
import { checkOptions } from "./check-options.ts";
import { InvalidOption } from "./errors.ts";
import { checkInformer, SOURCE } from "./open-informer.ts";

/** What a controller watches: a resource as a command line names it ("deployments", "deploy", "certificates.cert-manager.io"), or with more said. */
export type WatchedResource = string | (Omit<InformerRequest, "name" | "handler"> & { readonly resource: string });

export interface ControllerRequest {
  /** Party name on the network; its informers are parties below it. Default "controller", numbered from the second on. */
  readonly name?: string;
  /** Each of these is reconciled under its own key. */
  readonly for: WatchedResource;
  /** A change of one of these reconciles the `for` object that controls it (ownerReferences with controller: true). */
  readonly owns?: WatchedResource | readonly WatchedResource[];
  /** A change of one of these reconciles the keys that `keys` names. */
  readonly watches?: readonly { readonly of: WatchedResource; readonly keys: (object: KubeObject) => readonly string[] }[];
  /** Keys in work at a time. Default 1. */
  readonly concurrency?: number;
  /** Called with a key ("namespace/name"), a client whose requests go through the network, and the caches by resource. */
  readonly reconcile: (key: string, client: Client, caches: <T extends KubeObject = KubeObject>(resource: string) => Indexer<T>) => ReconcileResult | void | Promise<ReconcileResult | void>;
  /** A reconcile threw or rejected; the key comes again after the limiter's wait. Called in an event of its own; `trace$` tells of it too. */
  readonly onError?: (key: string, error: unknown) => void;
}

/** A controller that a cluster runs. */
export interface Running {
  readonly controller: Controller;
  /** Something waits, is in work, or failed last time and will be tried again. */
  readonly busy: boolean;
  /** Why, one sentence each. */
  explain(): readonly string[];
}

export interface OpenController {
  readonly kernel: Kernel;
  /** The controller's own, which may be skewed. */
  readonly clock: Clock;
  readonly scope: Scope;
  readonly registry: Registry;
  readonly client: Client;
  readonly name: string;
  readonly request: ControllerRequest;
  informer(info: ResourceInfo, request: InformerRequest): SharedInformer;
  /** Hears of each failure, for the trace. */
  failed(key: string, error: unknown): void;
}

/** Milliseconds: a century. */
const LONGEST = 100 * 365 * 24 * 3_600_000;

export function openController({ kernel, clock, scope, registry, client, name, request, informer, failed }: OpenController): Running {
  const { concurrency } = request;
  const informers = new Map<ResourceInfo, SharedInformer>();
  const owner = sourceOf(request.for);
  const owned = asList(request.owns).map(sourceOf);
  const further = (request.watches ?? []).map(({ of, keys }) => ({ informer: sourceOf(of).informer, keys }));
  /** Keys that will come again, and why. */
  const pending = new Map<string, string>();

  function sourceOf(watched: WatchedResource): { readonly info: ResourceInfo; readonly informer: SharedInformer } {
    const { resource, ...more } = typeof watched === "string" ? { resource: watched } : watched;
    const info = infoOf(registry, resource, "resource");
    let made = informers.get(info);
    if (made === undefined) {
      made = informer(info, { ...more, name: `${name}/${info.resource}` });
      informers.set(info, made);
    }
    return { info, informer: made };
  }

  const caches = <T extends KubeObject>(resource: string): Indexer<T> => {
    const found = informers.get(infoOf(registry, resource, "caches"));
    if (found === undefined) throw new InvalidOption("caches", resource, `a resource that ${name} watches: ${[...informers.keys()].map((info) => info.resource).join(", ")}`);
    return found.store as Indexer<T>;
  };

  const ownerVersion = owner.info.group === "" ? owner.info.version : `${owner.info.group}/${owner.info.version}`;
  const controller = createController({
    name, scope,
    clock,
    turns: kernel,
    ...(concurrency === undefined ? {} : { concurrency }),
    sources: [
      { informer: owner.informer },
      ...owned.map(({ informer: each }) => ({ informer: each, keys: controllerOwner(ownerVersion, owner.info.kind) })),
      ...further,
    ],
    async reconcile(key) {
      pending.set(key, "is in work");
      const result = await request.reconcile(key, client, caches);
      const after = result?.requeueAfter ?? 0;
      if (!(after >= 0 && after <= LONGEST)) throw new InvalidOption("requeueAfter", after, "milliseconds, 0 or more and less than a century");
      if (result?.requeue === true) pending.set(key, "asked to be requeued");
      else pending.delete(key);
      return result;
    },
    onError(key, error) {
      pending.set(key, `failed last time: ${error instanceof Error ? error.message : String(error)}`);
      failed(key, error);
      const { onError } = request;
      if (onError !== undefined && scope.open) scope.soon(`onError of ${name}`, () => kernel.foreign(`onError of ${name}`, () => onError(key, error)));
    },
  });
  return {
    controller,
    get busy() {
      return !controller.isStopped && (!controller.idle || pending.size > 0);
    },
    explain: () => {
      if (controller.isStopped) return [];
      const reasons = [...pending].map(([key, why]) => `controller ${name}: ${key} ${why}`);
      return reasons.length > 0 || controller.idle ? reasons : [`controller ${name}: keys wait in its queue`];
    },
  };
}

/**
 * All that can be refused is refused before anything is opened: a controller refused half-way would leave informers behind.
 *
 * @throws InvalidOption
 */
export function checkController(request: ControllerRequest, registry: Registry): void {
  checkOptions("controller", request, ["name", "for", "owns", "watches", "concurrency", "reconcile", "onError"]);
  const { for: own, owns, watches = [], concurrency, reconcile, onError } = request;
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency >= 1)) throw new InvalidOption("concurrency", concurrency, "a whole number of keys in work, 1 or more");
  if (typeof reconcile !== "function") throw new InvalidOption("reconcile", reconcile, "a function of a key, a client and the caches");
  if (onError !== undefined && typeof onError !== "function") throw new InvalidOption("onError", onError, "a function of a key and an error");
  for (const [option, watched] of [["for", own], ...asList(owns).map((each, i) => [`owns[${i}]`, each] as const), ...watches.map(({ of }, i) => [`watches[${i}].of`, of] as const)] as const) {
    if (typeof watched !== "string") checkInformer(option, watched, SOURCE);
  }
  infoOf(registry, nameOf(own), "for");
  asList(owns).forEach((each, i) => infoOf(registry, nameOf(each), `owns[${i}]`));
  watches.forEach(({ of }, i) => infoOf(registry, nameOf(of), `watches[${i}].of`));
}

function nameOf(watched: WatchedResource): string {
  return typeof watched === "string" ? watched : watched.resource;
}

function asList(owns: ControllerRequest["owns"]): readonly WatchedResource[] {
  if (owns === undefined) return [];
  return Array.isArray(owns) ? (owns as readonly WatchedResource[]) : [owns as WatchedResource];
}

function infoOf(registry: Registry, resource: string, option: string): ResourceInfo {
  const info = registry.named(resource);
  if (info === undefined) throw new InvalidOption(option, resource, 'a resource as kubectl names it, such as "pods" or "deployments.apps"; register custom resources first');
  return info;
}
