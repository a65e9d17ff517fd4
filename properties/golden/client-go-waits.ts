import { failure } from "../../src/api/index.ts";
import type { BackoffPolicy, ClientError, Condition, Waiting } from "../../src/client/index.ts";
import {
  backoff, backoffDelay, createItemBackoff, defaultBackoff, defaultRetry, exponentialBackoff, freshBackoff, jittered, nextWait, poll, retryOnConflict, statusError, until,
} from "../../src/client/index.ts";
import { shownError } from "./client-go-errors.ts";
import { Unsupported } from "./client-go-informer.ts";
import type { Instant, Operation, Script } from "./client-go-recording.ts";
import type { Table } from "./client-go-tables.ts";
import { runTable } from "./client-go-tables.ts";

/** Kinds about waiting: backoffs asked step by step, and the loops that use them. */
export function replayBackoff(script: Script): readonly Instant[] {
  const use = String(script.options["use"]);
  const begin = uses[use];
  if (begin === undefined) throw new Unsupported(`backoff used by "${use}"`);
  return runTable(script, (table) => begin(script, table) ?? unknownOperation);
}

type Use = (script: Script, table: Table) => ((operation: Operation) => void) | undefined;

const uses: { readonly [use: string]: Use } = {
  step: (script, table) => stepping(script, table, policyOf(script), (wait, after) => ({ e: "step", x: { ...wait, next_ms: after.wait / 1000, stepsLeft: after.steps } })),
  delayWithReset: (script, table) => stepping(script, table, resetting(script, "sinceReset"), (wait) => ({ e: "delay", x: wait })),
  exponentialManager: exponentialManager,
  exponentialBackoff(script, table) {
    exponentialBackoff(waiting(table), policyOf(script), trying(script, table), (error) => returned(table, error));
    return undefined;
  },
  poll(script, table) {
    const { interval_ms = 0, timeout_ms } = script.options as { readonly interval_ms?: number; readonly timeout_ms?: number };
    const { immediate = false, cancelled = false } = script.options as { readonly immediate?: boolean; readonly cancelled?: boolean };
    const options = { interval: interval_ms * 1000, immediate, ...(timeout_ms === undefined || timeout_ms === 0 ? {} : { timeout: timeout_ms * 1000 }) };
    const cancel = poll(waiting(table), options, trying(script, table), (error) => returned(table, error));
    if (cancelled) cancel();
    return undefined;
  },
  until(script, table) {
    const { period_ms = 0, jitter = 0, stop_ms = 0, work_ms = 0 } = script.options as { readonly [option: string]: number };
    let calls = 0;
    const cancel = until(
      waiting(table),
      { period: period_ms * 1000, jitter, sliding: script.options["sliding"] === true },
      (over) => {
        calls += 1;
        table.note("operation", { e: "call", n: calls });
        after(table, work_ms, over);
      },
      () => table.note("operation", { e: "returned" }),
    );
    table.kernel.root.after(stop_ms * 1000, "stop", cancel);
    return undefined;
  },
  retryOnConflict(script, table) {
    const answers = (script.options["answers"] ?? []) as readonly string[];
    const policy = conflictPolicies[String(script.options["default"])] ?? policyOf(script);
    let tries = 0;
    retryOnConflict(
      waiting(table),
      policy,
      (answer) => {
        const said = answers[tries] ?? "ok";
        tries += 1;
        table.note("operation", { e: "try", n: tries, msg: said });
        answer(answerOf(said));
      },
      (error) => returned(table, error),
    );
    return undefined;
  },
};

function unknownOperation(operation: Operation): never {
  throw new Unsupported(`operation "${operation.do}"`);
}

function answerOf(said: string): ClientError | undefined {
  if (said === "ok") return undefined;
  if (said === "conflict") return statusError(failure({ code: 409, reason: "Conflict", message: 'Operation cannot be fulfilled on configmaps "a": changed' }));
  throw new Unsupported(`answer "${said}"`);
}

const conflictPolicies: { readonly [name: string]: BackoffPolicy } = { DefaultRetry: defaultRetry, DefaultBackoff: defaultBackoff };

function waiting({ kernel }: Table): Waiting {
  return { scope: kernel.root, clock: kernel.clock, random: kernel.random.stream("waits") };
}

function policyOf(script: Script): BackoffPolicy {
  const { duration_ms = 0, cap_ms = 0, factor = 0, jitter = 0, steps = 0 } = (script.options["backoff"] ?? {}) as { readonly [field: string]: number };
  return backoff({ initial: duration_ms * 1000, cap: cap_ms * 1000, factor, jitter, steps });
}

function resetting(script: Script, forgets: BackoffPolicy["forgets"]): BackoffPolicy {
  return { ...policyOf(script), resetAfter: Number(script.options["reset_ms"] ?? 0) * 1000, forgets };
}

/** Fails so often, and takes its time. */
function trying(script: Script, table: Table): Condition {
  const { fails = 0, work_ms = 0 } = script.options as { readonly fails?: number; readonly work_ms?: number };
  let tries = 0;
  return (answer) => {
    tries += 1;
    const n = tries;
    table.note("operation", { e: "try", n });
    after(table, work_ms, () => answer(n > fails));
  };
}

function after({ kernel }: Table, ms: number, run: () => void): void {
  if (ms === 0) run();
  else kernel.root.after(ms * 1000, "work", run);
}

function returned(table: Table, error: ClientError | undefined): void {
  table.note("operation", { e: "returned", ...shownError(error) });
}

function stepping(
  _: Script,
  { kernel, note }: Table,
  policy: BackoffPolicy,
  entry: (wait: { readonly ms?: number }, after: { readonly wait: number; readonly steps: number }) => { e: string; x: object },
): (operation: Operation) => void {
  let state = freshBackoff(policy, kernel.clock.now());
  return (operation) => {
    if (operation.do !== "step") unknownOperation(operation);
    for (let i = 0; i < Number(operation["n"] ?? 1); i += 1) {
      const [wait, next] = nextWait(policy, state, kernel.clock.now());
      state = next;
      const drawn = jittered(wait, policy.jitter, kernel.random);
      if (drawn < wait || drawn > wait * (1 + policy.jitter)) throw new RangeError(`jitter of ${wait} is ${drawn}`);
      note("operation", entry(policy.jitter > 0 ? {} : { ms: wait / 1000 }, next));
    }
  };
}

/** Each step waits before the next. */
function exponentialManager(script: Script, { kernel, note }: Table): (operation: Operation) => void {
  const policy = { ...resetting(script, "sinceFailure"), steps: Number.MAX_SAFE_INTEGER };
  const delay = backoffDelay(policy, kernel.clock, kernel.random);
  const step = (left: number): void => {
    if (left === 0) return;
    const wait = delay();
    kernel.root.after(wait, "backoff", () => {
      note("operation", { e: "waited", x: policy.jitter > 0 ? {} : { ms: wait / 1000 } });
      step(left - 1);
    });
  };
  return (operation) => {
    if (operation.do !== "step") unknownOperation(operation);
    step(Number(operation["n"] ?? 1));
  };
}

/** Kind `flowcontrol`. */
export function replayFlowControl(script: Script): readonly Instant[] {
  if (script.options["use"] !== "backoff") throw new Unsupported(`flow control of "${String(script.options["use"])}"`);
  return runTable(script, ({ kernel, note }) => {
    const { initial_ms = 0, max_ms = 0 } = script.options as { readonly initial_ms?: number; readonly max_ms?: number };
    const { clock } = kernel;
    const items = createItemBackoff({ clock, initial: initial_ms * 1000, max: max_ms * 1000 });
    return (operation) => {
      const id = (operation["item"] ?? "") as string;
      const at = operation["after_ms"] === undefined ? undefined : Number(operation["after_ms"]) * 1000;
      let more: object = {};
      switch (operation.do) {
        case "get":
          break;
        case "next":
          items.next(id, at ?? clock.now());
          break;
        case "reset":
        case "delete":
          items.reset(id);
          break;
        case "gc":
          items.gc();
          break;
        case "isInBackOffSince":
          more = { in: items.isInBackOffSince(id, at ?? 0) };
          break;
        case "isInBackOffSinceUpdate":
          more = { in: items.isInBackOffSinceUpdate(id, at ?? 0) };
          break;
        default:
          unknownOperation(operation);
      }
      note("operation", { e: operation.do, key: id, x: { get_ms: items.get(id) / 1000, ...more } });
    };
  });
}
