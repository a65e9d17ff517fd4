import { describe, expect, test } from "vitest";
import { failure, tooLargeResourceVersion } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import { statusError } from "../transport/index.ts";
import { clientProfile } from "../profile.ts";
import type { Memory, Page, ReflectorEffect, ReflectorInput, ReflectorState } from "./reflector.ts";
import { initialState, transition } from "./reflector.ts";
import { reflectorRules } from "./reflector-rules.ts";

const profile = clientProfile("1.36");
const streaming = reflectorRules({ resource: { kind: "Pod" } }, profile);
const rules = { ...streaming, streamsLists: false };
const SECOND = 1_000_000;

const memory: Memory = { ...initialState(rules, 0).memory, last: "7" };
const slept = { ...memory.backoff, wait: 1_600_000, steps: 37 };

const watching = (of: Partial<Memory> = {}, open = true): ReflectorState => ({ phase: "watching", memory: { ...memory, ...of }, at: 0, open });
const listing = (version: string, limit = 0, of: Partial<Memory> = {}, more = {}): ReflectorState => ({
  phase: "listing", memory: { ...memory, ...of }, listing: { version, limit, pages: [], again: false, whole: false, ...more },
});
const waiting = (next: "listAndWatch" | "watch" | "stream", of: Partial<Memory> = {}): ReflectorState => ({ phase: "waiting", memory: { ...memory, backoff: slept, ...of }, next });
const replacing = (version: string, of: Partial<Memory> = {}): ReflectorState => ({ phase: "replacing", memory: { ...memory, ...of }, version, from: "list" });

const page = (resourceVersion: string, next = ""): Page => ({ items: [], resourceVersion, continue: next });
const listed = (each: Page): ReflectorInput => ({ kind: "page", page: each, at: 5 * SECOND });
const ended = (error?: ClientError, seen = 1, last = "9", at = 5 * SECOND): ReflectorInput => ({ kind: "ended", end: { seen, last: last === "" ? undefined : last, ...(error === undefined ? {} : { error }) }, at });
const openFailed = (error: ClientError): ReflectorInput => ({ kind: "openFailed", error, at: 5 * SECOND });

const gone = statusError(failure({ code: 410, reason: "Expired", message: "too old" }));
const busy = statusError(failure({ code: 429, reason: "TooManyRequests", message: "slow down" }));
const boom = statusError(failure({ code: 500, reason: "InternalError", message: "boom" }));
const tooLarge = statusError(tooLargeResourceVersion(100, 50, 0));
const refused: ClientError = { kind: "transport", failure: "refused", message: "refused" };
const reset: ClientError = { kind: "transport", failure: "reset", message: "reset" };

const list = (version: string, limit = 0, next = ""): ReflectorEffect => ({ do: "list", version, limit, continue: next });
const watch = (version: string): ReflectorEffect => ({ do: "watch", version });
const sleep: ReflectorEffect = { do: "sleep", wait: 800_000 };
const quietReturn: readonly ReflectorEffect[] = [{ do: "stopResync" }, { do: "returned" }, sleep];
const failedReturn = (error: ClientError): readonly ReflectorEffect[] => [{ do: "stopResync" }, { do: "returned", error }, { do: "report", error }, sleep];

describe("a reflector that lists", () => {
  test.each<[string, ReflectorState, ReflectorInput, ReflectorState, readonly ReflectorEffect[]]>([
    ["starts at version 0, in pages", initialState(rules, 0), { kind: "start", at: 0 }, listing("0", 500, { last: "" }), [list("0", 500)]],
    ["lists anew at its last version, whole", waiting("listAndWatch"), { kind: "woken", at: 0 }, listing("7", 0, { backoff: slept }), [list("7")]],
    ["keeps paging once a server paged", waiting("listAndWatch", { paginated: true }), { kind: "woken", at: 0 }, listing("7", 500, { backoff: slept, paginated: true }), [list("7", 500)]],
    ["asks for the next page by token alone", listing("0", 500, { last: "" }), listed(page("10", "c1")), listing("0", 500, { last: "" }, { pages: [page("10", "c1")] }), [list("", 500, "c1")]],
    ["takes the version of the first page", listing("0", 500, { last: "" }, { pages: [page("10", "c1")] }), listed(page("12")), replacing("10", { last: "", paginated: true }), [{ do: "replace", pages: [page("10", "c1"), page("12")], version: "10" }]],
    ["watches from what it stored", replacing("10"), { kind: "replaced", at: 1 }, { phase: "watching", memory: { ...memory, last: "10" }, at: 1, open: false }, [{ do: "startResync" }, watch("10")]],
    ["asks for no version when the last is too old", listing("7"), { kind: "listFailed", error: gone, at: 0 }, listing("", 0, { unavailable: true }, { again: true }), [list("")]],
    ["asks for no version when the last is too new", listing("7"), { kind: "listFailed", error: tooLarge, at: 0 }, listing("", 0, { unavailable: true }, { again: true }), [list("")]],
    ["does so once", listing("", 0, { unavailable: true }, { again: true }), { kind: "listFailed", error: gone, at: 0 }, waiting("listAndWatch", { unavailable: true }), failedReturn({ ...gone, context: "failed to list Pod: " })],
    ["takes all in one piece when a page expires", listing("0", 500, { last: "" }, { pages: [page("10", "c1")] }), { kind: "listFailed", error: gone, at: 0 }, listing("0", 0, { last: "" }, { whole: true }), [list("0")]],
    ["does not follow a token that leads to itself", listing("0", 500, { last: "" }, { pages: [page("10", "c1")] }), listed(page("10", "c1")), waiting("listAndWatch", { last: "" }), failedReturn({ kind: "text", message: "the server answered a continued list with the same continue token", context: "failed to list Pod: " })],
    ["reports what else goes wrong, and waits", listing("7"), { kind: "listFailed", error: boom, at: 0 }, waiting("listAndWatch"), failedReturn({ ...boom, context: "failed to list Pod: " })],
  ])("%s", (_, before, input, after, effects) => {
    expect(transition(before, input, rules)).toEqual({ state: after, effects });
  });
});

describe("a reflector that watches", () => {
  test.each<[string, ReflectorState, ReflectorInput, ReflectorState, readonly ReflectorEffect[]]>([
    ["goes on at once after a clean end", watching(), ended(), { phase: "watching", memory: { ...memory, last: "9" }, at: 5 * SECOND, open: false }, [watch("9")]],
    ["relists after a very short one", watching(), ended(undefined, 0, "", SECOND - 1), waiting("listAndWatch"), quietReturn],
    ["but not when it lasted a second", watching(), { kind: "ended", end: { seen: 0, last: undefined }, at: SECOND }, { ...watching({}, false), at: SECOND } as ReflectorState, [watch("7")]],
    ["nor when there was an event", watching(), ended(undefined, 1, "9", 10), { phase: "watching", memory: { ...memory, last: "9" }, at: 10, open: false }, [watch("9")]],
    ["relists quietly on 410 in the stream", watching(), ended(gone), waiting("listAndWatch", { last: "9", expiredAt: "9" }), quietReturn],
    ["waits and watches on 429 in the stream", watching(), ended(busy), waiting("watch", { last: "9" }), [sleep]],
    ["relists quietly on an internal error", watching(), ended(boom), waiting("listAndWatch", { last: "9", retry: { first: 5 * SECOND, last: 5 * SECOND } }), quietReturn],
    ["waits and watches when refused", watching({}, false), openFailed(refused), waiting("watch"), [sleep]],
    ["waits and watches on 429 at the opening", watching({}, false), openFailed(busy), waiting("watch"), [sleep]],
    ["reports 410 at the opening, and relists", watching({}, false), openFailed(gone), waiting("listAndWatch"), failedReturn(gone)],
    ["reports a broken connection at the opening", watching({}, false), openFailed(reset), waiting("listAndWatch"), failedReturn(reset)],
    ["relists when a resync fails", watching(), { kind: "resyncFailed", at: 0 }, waiting("listAndWatch"), [{ do: "cancel" }, ...quietReturn]],
    ["stops an open stream in silence", watching(), { kind: "stop", at: 0 }, { phase: "stopped", memory }, [{ do: "cancel" }, { do: "stopResync" }, { do: "stopped" }]],
    ["reports a stop in the middle of opening", watching({}, false), { kind: "stop", at: 0 }, { phase: "stopped", memory }, [{ do: "cancelAndReport" }, { do: "stopResync" }, { do: "stopped" }]],
  ])("%s", (_, before, input, after, effects) => {
    expect(transition(before, input, rules)).toEqual({ state: after, effects });
  });

  test("an internal error inside the window of retries is met with a new watch", () => {
    const patient = { ...rules, internalErrorRetry: 3 * SECOND };
    const first = transition(watching(), ended(boom), patient);
    expect(first.effects).toEqual([watch("9")]);
    const later = transition({ ...first.state, phase: "watching", at: 0, open: true }, ended(boom, 1, "9", 9 * SECOND), patient);
    expect(later.state.phase).toBe("waiting");
  });
});

describe("a reflector that streams its lists", () => {
  const stream = (version: string): ReflectorEffect => ({ do: "stream", version });
  const streams = (of: Partial<Memory> = {}, at = 0): ReflectorState => ({ phase: "streaming", memory: { ...memory, ...of }, at, open: false });

  test.each<[string, ReflectorState, ReflectorInput, ReflectorState, readonly ReflectorEffect[]]>([
    ["asks for no version at first", initialState(streaming, 0), { kind: "start", at: 0 }, streams({ last: "" }), [stream("")]],
    ["asks for its last version later", waiting("listAndWatch"), { kind: "woken", at: 3 }, streams({ backoff: slept }, 3), [stream("7")]],
    ["falls back to a list on any other error", streams(), openFailed(boom), listing("7"), [list("7")]],
    ["waits on 429", streams(), openFailed(busy), waiting("stream"), [sleep]],
    ["asks for no version at once on 410", streams(), openFailed(gone), streams({ unavailable: true }, 5 * SECOND), [stream("")]],
    ["begins anew when the stream ends early", streams(), ended(undefined, 2), streams({}, 5 * SECOND), [stream("7")]],
    ["falls back when it ends at once", streams(), ended(undefined, 0, "", 10), listing("7"), [list("7")]],
    ["stores what came, at the bookmark", streams({ unavailable: true }), { kind: "streamed", version: "20", at: 0 }, { phase: "replacing", memory, version: "20", from: "stream" }, [{ do: "replaceStreamed", version: "20" }]],
    ["lives on with the same stream", { phase: "replacing", memory, version: "20", from: "stream" }, { kind: "replaced", at: 4 }, { phase: "watching", memory: { ...memory, last: "20" }, at: 4, open: true }, [{ do: "startResync" }]],
    ["does not hear a stop while it waits", waiting("stream"), { kind: "stop", at: 0 }, { phase: "stopping", memory: { ...memory, backoff: slept }, waitsFor: "time" }, []],
    ["and stops when it wakes", { phase: "stopping", memory, waitsFor: "time" }, { kind: "woken", at: 0 }, { phase: "stopped", memory }, [{ do: "stopped" }]],
  ])("%s", (_, before, input, after, effects) => {
    expect(transition(before, input, streaming)).toEqual({ state: after, effects });
  });
});

test("a second 410 at one version leads to a list without a version, where that is asked for", () => {
  const again = (mends: boolean) => transition(watching({ expiredAt: "7" }), ended(gone, 0, ""), { ...rules, mendsExpiryLoop: mends }).state.memory.unavailable;
  expect([again(true), again(false)]).toEqual([true, false]);
});

describe("streams that end within a second, though events came", () => {
  const streamed: ReflectorState = { phase: "streaming", memory, at: 0, open: true };
  const soon = ended(undefined, 1, "", 0.5 * SECOND);

  test("are followed by the next at once", () => {
    expect(transition(watching(), soon, rules).effects).toEqual([watch("7")]);
  });

  test("or by a wait, where that is asked for", () => {
    const paced = { ...streaming, pacesShortWatches: true };
    expect(transition(watching(), soon, paced)).toEqual({ state: waiting("watch"), effects: [sleep] });
    expect(transition(streamed, soon, paced)).toEqual({ state: waiting("stream"), effects: [sleep] });
    expect(transition(watching(), ended(undefined, 1, "", SECOND), paced).effects).toEqual([watch("7")]);
  });
});

describe("a stop that does not reach requests", () => {
  const old = { ...rules, stopReachesRequests: false };
  const stop: ReflectorInput = { kind: "stop", at: 0 };
  const opening: ReflectorState = { phase: "stopping", memory, waitsFor: "watch" };
  const gone: ReflectorState = { phase: "stopped", memory };

  test.each<[string, ReflectorState, ReflectorInput, ReflectorState, readonly ReflectorEffect[]]>([
    ["leaves a list to itself", listing("7"), stop, gone, [{ do: "leave" }, { do: "stopResync" }, { do: "stopped" }]],
    ["waits for a watch to open", watching({}, false), stop, opening, [{ do: "stopResync" }]],
    ["closes it then", opening, { kind: "opened", at: 1 }, gone, [{ do: "cancel" }, { do: "stopped" }]],
    ["tells why it could not be opened", opening, openFailed(boom), gone, [{ do: "report", error: boom }, { do: "stopped" }]],
    ["but not where it would try again", opening, openFailed(busy), gone, [{ do: "stopped" }]],
    ["says nothing of a streamed list", { ...opening, waitsFor: "stream" }, openFailed(boom), gone, [{ do: "stopped" }]],
    ["closes an open stream at once", watching(), stop, gone, [{ do: "cancel" }, { do: "stopResync" }, { do: "stopped" }]],
  ])("%s", (_, before, input, after, effects) => {
    expect(transition(before, input, old)).toEqual({ state: after, effects });
  });
});

test("what comes after the stop changes nothing", () => {
  const stopped: ReflectorState = { phase: "stopped", memory };
  for (const input of [{ kind: "woken", at: 0 }, ended(), openFailed(boom), listed(page("1")), { kind: "stop", at: 0 }] as const) {
    expect(transition(stopped, input, rules)).toEqual({ state: stopped, effects: [] });
  }
});
