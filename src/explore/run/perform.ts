import { keyOf, type KubeObject, type ResourceInfo } from "../../api/index.ts";
import { EventFailed, SECOND, type Limits, type Micros, type Outcome } from "../../kernel/index.ts";
import type { Fault } from "../../network/index.ts";
import { collectionOf, isStorageError } from "../../server/index.ts";
import { lastFaultEnds } from "../faults/index.ts";
import type { Scenario } from "../scenario.ts";
import { Actor } from "./actor.ts";
import { checkScenario } from "./check-scenario.ts";
import { createPlayback } from "./playback.ts";
import type { Close, Run } from "./run.ts";
import { ScenarioError } from "./scenario-error.ts";
import { openStage, type Stage } from "./stage.ts";
import { createSubjects, type Subjects } from "./subjects.ts";
import { View, viewIdentity } from "./view.ts";

/** A run with what reports show beside what laws need. */
export interface Performance {
  readonly run: Run;
  /** Flat quadruples, as `RunRecord.writes`. */
  readonly writes: readonly number[];
  readonly virtualTime: Micros;
  /** Watch events that clients were handed. */
  readonly events: number;
}

/**
 * Safety, then liveness: the story is played under its faults; then all faults end, and within one backoff and one list
 * every client must have caught up. Everything is closed at the end, and looked after.
 *
 * @throws {ScenarioError} for a scenario that cannot be run
 */
export function perform(scenario: Scenario): Performance {
  checkScenario(scenario);
  const stage = openStage(scenario);
  const subjects = createSubjects();
  const writes: number[] = [];
  const cast = castActors(scenario, stage, subjects, writes);
  const healed = Math.max(scenario.workload.lasts, lastFaultEnds(scenario.faults));
  const deadline = healed + TIME_TO_CONVERGE;

  const { outcome, failed } = attempted(stage, () => {
    const played = playStory(scenario, stage, cast, healed);
    return played.kind === "reached" ? catchUp(stage, cast, deadline) : played;
  });
  const expected = contentsOf(stage, cast);
  const clients = cast.actors.map((actor) => actor.record(expected(actor)));
  const virtualTime = stage.kernel.clock.now();
  const close = closeAll(stage, cast);
  return {
    run: { scenario, clients, subjects: subjects.texts, healed, deadline, outcome, failed, close, digest: stage.kernel.digest() },
    writes,
    virtualTime,
    events: clients.reduce((sum, { traffic }) => sum + traffic.delivered.length / 4, 0),
  };
}

/**
 * How long a client may take from the end of all faults: a lost link is noticed (a ping after 30 s without a frame, 15 s
 * without its answer), a backoff at its cap runs out (30 s, up to doubled by jitter), and one list is made.
 *
 * @source apimachinery pkg/util/net/http.go readIdleTimeoutSeconds, pingTimeoutSeconds; client-go tools/cache/reflector.go
 */
const TIME_TO_CONVERGE: Micros = 45 * SECOND + 60 * SECOND + 15 * SECOND;

/** An event that throws is a finding, not the end of the exploration; what cannot be run at all is the caller's to mend. */
function attempted({ kernel }: Stage, play: () => Outcome): Pick<Run, "outcome" | "failed"> {
  try {
    return { outcome: play(), failed: undefined };
  } catch (error) {
    if (!(error instanceof EventFailed) || error.cause instanceof ScenarioError) throw error instanceof EventFailed ? error.cause : error;
    const at = kernel.clock.now();
    return { outcome: { kind: "deadlock", at, waiting: [] }, failed: { at, message: error.cause instanceof Error ? error.cause.message : error.message } };
  }
}

/** More happening at one instant than any cluster of this size has to do: a loop without a wait. */
const LIMITS: Limits = { stepsPerInstant: 50_000 };

interface Cast {
  readonly actors: readonly Actor[];
  readonly views: ReadonlyMap<string, { readonly view: View; readonly info: ResourceInfo }>;
  /** Clients that lack something and are not to stop early. */
  lacking: number;
  /** From here on clients are watched for convergence. */
  faultsOver: boolean;
  readonly remains: { client: string; at: Micros; what: string }[];
}

function castActors(scenario: Scenario, stage: Stage, subjects: Subjects, writes: number[]): Cast {
  createPlayback(scenario.workload).loadInitial(stage.storage);

  const views = new Map<string, { view: View; info: ResourceInfo }>();
  for (const spec of scenario.clients) {
    const identity = viewIdentity(spec);
    if (!views.has(identity)) views.set(identity, { view: new View(spec), info: stage.resource(spec.resource) });
  }
  const cast: { -readonly [K in keyof Cast]: Cast[K] } = { actors: [], views, lacking: 0, faultsOver: false, remains: [] };
  observeStore(scenario, stage, cast, subjects, writes);
  cast.actors = scenario.clients.map((spec) => {
    const scope = stage.scope.child(`client ${spec.name}`);
    return new Actor({
      spec,
      kernel: stage.kernel,
      scope,
      transport: stage.network.connect(spec.name, { scope, ...(spec.replica === undefined ? {} : { replica: spec.replica }) }),
      resource: stage.resource(spec.resource),
      view: (views.get(viewIdentity(spec)) as { view: View }).view,
      subject: subjects.of(spec.resource),
      onChange: (actor) => settle(actor, cast, stage),
    });
  });
  cast.lacking = cast.actors.filter(staysOn).length;
  return cast;
}

function staysOn({ spec }: Actor): boolean {
  return spec.stopsAt === undefined;
}

/** Every write is entered in the log of the views that it concerns. */
function observeStore(scenario: Scenario, stage: Stage, cast: Cast, subjects: Subjects, writes: number[]): void {
  for (const name of resourcesOf(scenario)) {
    const info = stage.resource(name);
    const subject = subjects.of(name);
    const views = [...cast.views].filter(([identity]) => identity.startsWith(`${name}|`)).map(([, { view }]) => view);
    for (const { object } of scenario.workload.initial.filter(({ resource }) => resource === name)) for (const view of views) view.load(keyOf(object), object);
    stage.storage.subscribe(collectionOf(info), ({ revision, entry, object, previous }) => {
      const at = stage.kernel.clock.now();
      const type = object === undefined ? DELETED : previous?.object === undefined ? ADDED : MODIFIED;
      writes.push(at, type, revision, subject(entry.key));
      for (const view of views) {
        if (!view.take(entry.key, object, revision, at)) continue;
        for (const actor of cast.actors) if (actor.view === view) settle(actor, cast, stage);
      }
    });
  }
}

const ADDED = 0;
const MODIFIED = 1;
const DELETED = 2;

function resourcesOf({ workload, clients }: Scenario): readonly string[] {
  return [...new Set([...workload.initial.map(({ resource }) => resource), ...workload.writes.map(({ resource }) => resource), ...clients.map(({ resource }) => resource)])];
}

/** Counts who lacks something, so that the end of the wait can be asked after each event. */
function settle(actor: Actor, cast: Cast, stage: Stage): void {
  const lacking = !actor.current;
  if (!lacking && cast.faultsOver) actor.convergedAt ??= stage.kernel.clock.now();
  if (lacking === actor.lacking) return;
  actor.lacking = lacking;
  if (staysOn(actor)) cast.lacking += lacking ? 1 : -1;
}

function playStory({ workload, faults }: Scenario, stage: Stage, cast: Cast, healed: Micros): Outcome {
  const { kernel } = stage;
  const scope = stage.scope.child("story");
  faults.forEach((fault, i) => arrange(fault, i, stage));
  for (const actor of cast.actors) actor.start();
  for (const actor of cast.actors) if (actor.spec.stopsAt !== undefined) scope.after(actor.spec.stopsAt, "stop", () => stopEarly(actor, cast, stage));
  createPlayback(workload).play(stage.storage, kernel, scope);
  scope.after(lastFaultEnds(faults), "faults are over", () => {
    cast.faultsOver = true;
    for (const actor of cast.actors) if (!actor.lacking) actor.convergedAt = kernel.clock.now();
  });
  return kernel.advanceSync(healed, LIMITS);
}

function arrange(fault: Fault, index: number, { network }: Stage): void {
  try {
    network.apply(fault);
  } catch (cause) {
    throw new ScenarioError(`faults[${index}] (${fault.kind}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A turn later nothing of it may be left. */
function stopEarly(actor: Actor, cast: Cast, { kernel, scope }: Stage): void {
  actor.stop();
  scope.after(1, "after the stop", () => {
    const what = actor.remains;
    if (what !== undefined) cast.remains.push({ client: actor.spec.name, at: kernel.clock.now(), what });
  });
}

/** Until nobody lacks anything and every handler has been told so, or time is up. */
function catchUp(stage: Stage, cast: Cast, deadline: Micros): Outcome {
  const { kernel, network } = stage;
  const left = (): Micros => deadline - kernel.clock.now();
  network.calm();
  const heard = kernel.runUntilSync(() => cast.lacking === 0, left(), LIMITS);
  if (heard.kind !== "reached") return heard;
  kernel.drainSync();
  const staying = cast.actors.filter(staysOn);
  const synced = kernel.runUntilSync(() => staying.every((actor) => actor.synced.handler), left(), LIMITS);
  if (synced.kind !== "reached") return synced;
  // Whoever has heard of everything and holds something else may still come right, by a resync or a relist.
  const expected = contentsOf(stage, cast);
  return staying.every((actor) => actor.differences(expected(actor)).length === 0) ? synced : kernel.advanceSync(left(), LIMITS);
}

function contentsOf(stage: Stage, { views }: Cast): (actor: Actor) => ReadonlyMap<string, KubeObject> {
  const held = new Map([...views.values()].map(({ view, info }) => [view, contents(stage, info, view)]));
  return ({ view }) => held.get(view) as ReadonlyMap<string, KubeObject>;
}

function contents(stage: Stage, info: ResourceInfo, view: View): ReadonlyMap<string, KubeObject> {
  const page = stage.storage.list({ prefix: collectionOf(info), limit: 0 });
  if (isStorageError(page)) throw new Error(`the store cannot list ${info.resource}: ${page.kind}`);
  const objects = new Map<string, KubeObject>();
  for (const { entry, object } of page.items) if (object !== undefined && view.contains(entry.key, object)) objects.set(entry.key, object);
  return objects;
}

/** Everybody is told to stop at once; one turn later nobody may be left. */
function closeAll(stage: Stage, { actors, remains }: Cast): Close {
  const { kernel } = stage;
  const at = kernel.clock.now();
  for (const actor of actors) actor.stop();
  kernel.drainSync();
  for (const actor of actors) {
    const what = actor.remains;
    if (what !== undefined) remains.push({ client: actor.spec.name, at, what });
  }
  stage.close();
  kernel.drainSync();
  return { at, took: kernel.clock.now() - at, leaks: kernel.ledger.leaks(), ledger: kernel.ledger.lines(), remains };
}
