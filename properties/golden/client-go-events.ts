import type { KubeObject } from "../../src/api/index.ts";
import { failure, parseRfc3339, rfc3339 } from "../../src/api/index.ts";
import type { ClientError, EventPatch, EventSink, KubeEvent } from "../../src/client/index.ts";
import { createEventBroadcaster, createEventCorrelator, referenceTo, statusError } from "../../src/client/index.ts";
import { Unsupported } from "./client-go-informer.ts";
import type { Instant, Operation, Script } from "./client-go-recording.ts";
import type { Table } from "./client-go-tables.ts";
import { runTable } from "./client-go-tables.ts";

interface EventOperation {
  readonly item: string;
  readonly n: number;
  readonly reason: string;
  readonly type: string;
  readonly msg: string;
}

function eventOf(operation: Operation): EventOperation {
  if (operation.do !== "event") throw new Unsupported(`operation "${operation.do}"`);
  return { item: "", n: 1, reason: "", type: "Normal", msg: "", ...operation };
}

function podOf(name: string): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { namespace: "default", name, uid: `uid-${name}` } };
}

/** Kind `eventCorrelator`: what becomes of each event. */
export function replayEventCorrelator(script: Script): readonly Instant[] {
  return runTable(script, ({ kernel, note }) => {
    const { clock } = kernel;
    const epoch = clock.wall();
    const correlator = createEventCorrelator({ clock, random: kernel.random.stream("events"), ...correlatorOptions(script) });
    const since = (time: string): number => ((parseRfc3339(time) ?? 0) - epoch) / 1_000_000;
    let events = 0;
    return (operation) => {
      const { item, n, reason, type, msg } = eventOf(operation);
      for (let i = 1; i <= n; i += 1) {
        events += 1;
        const at = rfc3339(clock.wall());
        const correlated = correlator.correlate({
          apiVersion: "v1", kind: "Event", metadata: { namespace: "default", name: `${item}.${events}` }, involvedObject: referenceTo(podOf(item)), reason, type,
          message: msg.replace("#", String(i)), firstTimestamp: at, lastTimestamp: at, count: 1, source: { component: "golden" }, reportingComponent: "golden", reportingInstance: "",
        });
        if (correlated.skip) note("operation", { e: "event", n: events, x: { skip: true } });
        else {
          const { event, patch } = correlated;
          const { count, firstTimestamp, lastTimestamp } = event;
          const x = { count, first: since(firstTimestamp), last: since(lastTimestamp), patch: shownPatch(patch) };
          note("operation", { e: "event", n: events, key: event.metadata.name, msg: event.message, x });
        }
      }
    };
  });
}

function correlatorOptions({ options }: Script) {
  const { burst, qps, max_events, max_interval_s } = options as { readonly [option: string]: number | undefined };
  return {
    ...(burst === undefined ? {} : { burstSize: burst }),
    ...(qps === undefined ? {} : { qps }),
    ...(max_events === undefined ? {} : { maxEvents: max_events }),
    ...(max_interval_s === undefined ? {} : { maxIntervalInSeconds: max_interval_s }),
  };
}

function shownPatch(patch: EventPatch | undefined): string {
  return patch === undefined ? "" : JSON.stringify(patch);
}

/** Kind `eventRecorder`: what reaches a sink with scripted answers. Events of one operation come a millisecond apart. */
export function replayEventRecorder(script: Script): readonly Instant[] {
  return runTable(script, (table) => {
    const { kernel } = table;
    const broadcaster = createEventBroadcaster({
      scope: kernel.root, clock: kernel.clock, random: kernel.random.stream("events"), correlator: correlatorOptions(script),
    });
    broadcaster.startRecordingToSink(scriptedSink(script, table));
    const recorder = broadcaster.newRecorder({ component: "golden" });
    return (operation) => {
      const { item, n, reason, type, msg } = eventOf(operation);
      for (let i = 1; i <= n; i += 1) {
        kernel.root.after((i - 1) * 1000, "event", () => recorder.event(podOf(item), type, reason, msg.replace("#", String(i))));
      }
    };
  });
}

function scriptedSink({ options }: Script, { note }: Table): EventSink {
  const answers = (options["answers"] ?? []) as readonly string[];
  let calls = 0;
  const answer = (e: "create" | "patch", event: KubeEvent, patch: EventPatch | undefined, done: (answer: KubeEvent | ClientError) => void) => {
    const said = answers[calls] ?? "ok";
    calls += 1;
    const { reason, message, count, metadata } = event;
    const key = (metadata.name ?? "").replace(/\.[0-9a-f]+$/, ".*");
    note("operation", { e, n: calls, key, reason, msg: message, x: { answer: said, count, patch: shownPatch(patch) } });
    done(said === "ok" ? event : errorOf(said));
    return () => {};
  };
  return {
    create: (event, done) => answer("create", event, undefined, done),
    patch: (event, patch, done) => answer("patch", event, patch, done),
  };
}

function errorOf(said: string): ClientError {
  switch (said) {
    case "refused":
      return { kind: "transport", failure: "refused", message: "refused" };
    case "forbidden":
      return statusError(failure({ code: 403, reason: "Forbidden", message: said }));
    case "exists":
      return statusError(failure({ code: 409, reason: "AlreadyExists", message: said }));
    case "conflict":
      return statusError(failure({ code: 409, reason: "Conflict", message: said }));
    case "notFound":
      return statusError(failure({ code: 404, reason: "NotFound", message: said }));
    case "500":
      return statusError(failure({ code: 500, reason: "InternalError", message: said }));
    default:
      throw new Unsupported(`answer "${said}"`);
  }
}
