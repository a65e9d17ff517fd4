import { equal, type KubeObject, type ResourceInfo } from "../../api/index.ts";
import { createInformer, type HandlerOptions, type HandlerRegistration, type SharedInformer } from "../../client/cache/index.ts";
import { clientProfile, withGates, type ClientProfile } from "../../client/index.ts";
import type { Transport } from "../../client/transport/index.ts";
import type { Kernel, Micros, Scope } from "../../kernel/index.ts";
import type { ClientSpec } from "../scenario.ts";
import { recordHistory, type History } from "./history.ts";
import { versionOf } from "./json-bytes.ts";
import type { ClientRun, Difference, Missed } from "./run.ts";
import { ScenarioError } from "./scenario-error.ts";
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
  readonly histories: readonly History[];
  readonly staleness: Staleness;
  /** Counted among those that lack something. */
  lacking = true;
  convergedAt: Micros | undefined;
  /** What was left of it a turn after it was stopped in the middle of the story. */
  stopFault: string | undefined;
  readonly #informer: SharedInformer;
  readonly #registrations: HandlerRegistration[];
  readonly #subject: (key: string) => number;
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
    const handlers: readonly HandlerOptions[] = [{ label: spec.name, ...(spec.takes === undefined ? {} : { takes: spec.takes }) }, ...(spec.resync === undefined ? [] : [{ label: `${spec.name} (no resync)`, resync: 0 }])];
    this.#registrations = [];
    this.histories = handlers.map((options, i) => {
      const { history, handler } = recordHistory({ clock: kernel.clock, trace: kernel.trace, name: spec.name, subject, lists: () => this.traffic.lists.length, registration: () => this.#registrations[i] });
      this.#registrations.push(this.#informer.addHandler(handler, options));
      return history;
    });
    this.#subject = subject;
  }

  start(): void {
    this.#informer.start();
  }

  stop(): void {
    this.#informer.stop();
  }

  /** What is left of it a scheduling turn after the stop; undefined: nothing. */
  get remains(): string | undefined {
    const { gates } = profileOf(this.spec);
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
    return { informer: this.#informer.hasSynced, handler: this.#registrations.every(({ hasSynced }) => hasSynced) };
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
    const { spec, traffic, histories, staleness, synced, convergedAt } = this;
    const ended = spec.stopsAt !== undefined;
    return { spec, traffic, histories, staleness, synced, convergedAt, differences: ended ? [] : this.differences(stored), missed: ended ? [] : this.#missed() };
  }

  /** A handler that takes its time may still have notifications waiting; it is not asked. */
  #missed(): readonly Missed[] {
    return this.histories.flatMap((history, i) => {
      if (i === 0 && this.spec.takes !== undefined) return [];
      const last = lastHeard(history);
      const found: Missed[] = [];
      for (const [key, object] of this.#informer.store.entries()) {
        const subject = this.#subject(key);
        const heard = last.get(subject);
        last.delete(subject);
        if (heard !== versionOf(object)) found.push({ subject, heard, cached: versionOf(object) });
      }
      for (const [subject, heard] of last) found.push({ subject, heard, cached: undefined });
      return found;
    });
  }
}

/** @throws {ScenarioError} for a profile or a gate that does not exist */
function profileOf({ name, profile = "1.36", gates = {} }: ClientSpec): ClientProfile {
  try {
    return withGates(clientProfile(profile), gates);
  } catch (cause) {
    throw new ScenarioError(`client ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** By subject, what a handler heard last of it and was not told to be gone. */
function lastHeard(history: History): Map<number, number> {
  const last = new Map<number, number>();
  for (let i = 0; i < history.length; i++) {
    const { call, subject, version } = history.at(i);
    if (call === "delete") last.delete(subject);
    else last.set(subject, version);
  }
  return last;
}
