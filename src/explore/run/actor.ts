import { equal, type KubeObject, type ResourceInfo } from "../../api/index.ts";
import { createInformer, type HandlerRegistration, type SharedInformer } from "../../client/cache/index.ts";
import { clientProfile, withGates, type ClientProfile } from "../../client/index.ts";
import type { Transport } from "../../client/transport/index.ts";
import type { Kernel, Micros, Scope } from "../../kernel/index.ts";
import type { ClientSpec } from "../scenario.ts";
import { recordHistory, type History } from "./history.ts";
import type { ClientRun, Difference } from "./run.ts";
import { Staleness } from "./staleness.ts";
import { observeTraffic, type Traffic } from "./traffic.ts";
import type { View } from "./view.ts";

export interface ActorOptions {
  readonly spec: ClientSpec;
  readonly kernel: Kernel;
  /** Owns all it opens. */
  readonly scope: Scope;
  readonly transport: Transport;
  readonly resource: ResourceInfo;
  readonly view: View;
  readonly subject: (key: string) => number;
  /** It has caught up, or fallen behind. */
  readonly onChange: (actor: Actor) => void;
}

/** One client of a run: an informer with a handler, and the books kept on both. */
export class Actor {
  readonly spec: ClientSpec;
  readonly view: View;
  readonly traffic: Traffic;
  readonly history: History;
  readonly staleness: Staleness;
  /** Counted among those that lack something. */
  lacking = true;
  convergedAt: Micros | undefined;
  /** What was left of it a turn after it was stopped in the middle of the story. */
  stopFault: string | undefined;
  readonly #informer: SharedInformer;
  readonly #registration: HandlerRegistration;
  readonly #kernel: Kernel;

  constructor({ spec, kernel, scope, transport, resource, view, subject, onChange }: ActorOptions) {
    this.spec = spec;
    this.view = view;
    this.#kernel = kernel;
    this.staleness = new Staleness(view.log);
    const observed = observeTraffic(transport, {
      clock: kernel.clock,
      subject,
      onHeard: () => {
        this.staleness.hear(observed.traffic.heard, kernel.clock.now());
        onChange(this);
      },
    });
    this.traffic = observed.traffic;
    this.#informer = createInformer({
      transport: observed.transport,
      scope,
      clock: kernel.clock,
      random: kernel.random.stream(`client ${spec.name}`),
      resource,
      profile: profileOf(spec),
      agent: spec.name,
      user: { name: "system:admin", groups: ["system:masters"] },
      ...(spec.namespace === undefined ? {} : { namespace: spec.namespace }),
      ...(spec.labelSelector === undefined ? {} : { labelSelector: spec.labelSelector }),
      ...(spec.fieldSelector === undefined ? {} : { fieldSelector: spec.fieldSelector }),
      ...(spec.pageSize === undefined ? {} : { pageSize: spec.pageSize }),
      ...(spec.mendsExpiryLoop === undefined ? {} : { mendsExpiryLoop: spec.mendsExpiryLoop }),
      ...(spec.resync === undefined ? {} : { resync: spec.resync }),
    });
    const recorded = recordHistory({ clock: kernel.clock, trace: kernel.trace, name: spec.name, subject, lists: () => this.traffic.lists.length, registration: () => this.#registration });
    this.history = recorded.history;
    this.#registration = this.#informer.addHandler(recorded.handler, { label: spec.name, ...(spec.takes === undefined ? {} : { takes: spec.takes }) });
  }

  start(): void {
    this.#informer.start();
  }

  stop(): void {
    this.#informer.stop();
  }

  /** What is left of it a scheduling turn after the stop; undefined: nothing. */
  get remains(): string | undefined {
    const { gates, habits } = profileOf(this.spec);
    if (!habits.stopCancelsRequests) return undefined;
    const open = this.traffic.exchanges.filter(({ ended }) => ended === undefined);
    if (open.length > 0) return `${open.map(({ kind, at }) => `a ${kind} since ${at / 1000} ms`).join(", ")} still open`;
    // Upstream's wait before the next streamed list hears nothing of a stop.
    return this.#informer.isStopped || gates.WatchListClient ? undefined : "the informer still runs";
  }

  /** Has all that the store held when it last heard of it. */
  get current(): boolean {
    return !this.staleness.behind && this.traffic.lists.length > 0;
  }

  get synced(): ClientRun["synced"] {
    return { informer: this.#informer.hasSynced, handler: this.#registration.hasSynced };
  }

  differences(stored: ReadonlyMap<string, KubeObject>): readonly Difference[] {
    const { store } = this.#informer;
    const found: Difference[] = [];
    for (const [key, object] of stored) {
      const cached = store.get(key);
      if (cached !== object && !(cached !== undefined && equal(cached, object))) found.push({ key, cached: cached?.metadata.resourceVersion, stored: object.metadata.resourceVersion });
    }
    for (const [key, object] of store.entries()) if (!stored.has(key)) found.push({ key, cached: object.metadata.resourceVersion, stored: undefined });
    return found;
  }

  record(stored: ReadonlyMap<string, KubeObject>): ClientRun {
    this.staleness.finish(this.#kernel.clock.now());
    const { spec, traffic, history, staleness, synced, convergedAt } = this;
    const ended = spec.stopsAt !== undefined;
    return { spec, traffic, history, staleness, synced, convergedAt, differences: ended ? [] : this.differences(stored) };
  }
}

function profileOf({ profile = "1.36", gates = {} }: ClientSpec): ClientProfile {
  return withGates(clientProfile(profile), gates);
}
