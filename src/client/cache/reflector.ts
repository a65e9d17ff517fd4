import type { KubeObject } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { isConnectionRefused, isExpired, isInternalError, isResourceExpired, isTooLargeResourceVersion, isTooManyRequests, withContext } from "../transport/index.ts";
import type { Backoff, BackoffPolicy } from "../wait/backoff.ts";
import { freshBackoff, nextWait } from "../wait/backoff.ts";
import type { RetryWindow } from "./retry-window.ts";
import { closedWindow, mayRetry, noteError } from "./retry-window.ts";

/**
 * What a reflector does next: list, watch, stream a list, wait, report. A pure function from a state and an input to a
 * state and effects; the driver performs them.
 *
 * @source client-go tools/cache/reflector.go (ListAndWatch, list, watch, watchList, relistResourceVersion), tools/pager/pager.go
 * @differs a server that continues a list with one and the same token is an error; events of an open stream are not inputs: the driver counts them, and tells the sum when the stream ends
 */
export interface ReflectorRules {
  /** First lists are streams. */
  readonly streamsLists: boolean;
  /** 0: by upstream's rules. */
  readonly pageSize: number;
  readonly defaultPageSize: number;
  readonly veryShortWatch: Micros;
  readonly internalErrorRetry: Micros;
  /** A second 410 in a row at one version leads to a list without a version. */
  readonly mendsExpiryLoop: boolean;
  /** A stream that ended within `veryShortWatch` costs a step of the backoff, also if events came. */
  readonly pacesShortWatches: boolean;
  readonly refusesTables: TableRefusal;
  /** A stop gives up the request in hand; else it is left to end by itself, and a stream that is being opened is waited for. */
  readonly stopReachesRequests: boolean;
  readonly backoff: BackoffPolicy;
  /** What error texts call the objects. */
  readonly describes: string;
}

/** Where Table answers are errors; elsewhere they are lists and objects like others. */
export type TableRefusal = "nowhere" | "streamedLists" | "everywhere";

/** What outlives phases. */
export interface Memory {
  /** Last version synced with; "" before the first. */
  readonly last: string;
  /** The last list at `last` was refused as too old or too new: ask for no version. */
  readonly unavailable: boolean;
  /** Version at which the last watch ended in a 410, unless events came in between; "" when it did not. */
  readonly expiredAt: string;
  /** A list at "0" came back in pages: keep paging. */
  readonly paginated: boolean;
  readonly backoff: Backoff;
  readonly retry: RetryWindow;
}

export type ReflectorState =
  | { readonly phase: "idle"; readonly memory: Memory }
  /** A streamed list, asked for at `at`. */
  | { readonly phase: "streaming"; readonly memory: Memory; readonly at: Micros; readonly open: boolean }
  | { readonly phase: "listing"; readonly memory: Memory; readonly listing: Listing }
  /** A list is being put into the store. */
  | { readonly phase: "replacing"; readonly memory: Memory; readonly version: string; readonly from: "list" | "stream" }
  | { readonly phase: "watching"; readonly memory: Memory; readonly at: Micros; readonly open: boolean }
  | { readonly phase: "waiting"; readonly memory: Memory; readonly next: "listAndWatch" | "watch" | "stream" }
  /** Told to stop in a wait that hears nothing, or while a stream is being opened that nothing can give up. */
  | { readonly phase: "stopping"; readonly memory: Memory; readonly waitsFor: "time" | "watch" | "stream" }
  | { readonly phase: "stopped"; readonly memory: Memory };

export interface Listing {
  /** Version asked for by the first request. */
  readonly version: string;
  readonly limit: number;
  readonly pages: readonly Page[];
  /** A second try after "too old" or "too large", whose errors are final. */
  readonly again: boolean;
  /** A page expired: the whole list in one piece, whose errors are final. */
  readonly whole: boolean;
}

export interface Page {
  readonly items: readonly KubeObject[];
  readonly keys?: readonly string[];
  readonly resourceVersion: string;
  readonly continue: string;
  /** "meta.k8s.io/v1, Kind=Table" where the answer is one. */
  readonly table?: string;
}

/** The sum of a stream. */
export interface StreamEnd {
  /** Absent: it just ended. */
  readonly error?: ClientError;
  /** Events taken, bookmarks included. */
  readonly seen: number;
  /** Version of the last event that moves it; undefined when none did. */
  readonly last: string | undefined;
}

export type ReflectorInput =
  | { readonly kind: "start"; readonly at: Micros }
  | { readonly kind: "page"; readonly page: Page; readonly at: Micros }
  | { readonly kind: "listFailed"; readonly error: ClientError; readonly at: Micros }
  | { readonly kind: "replaced"; readonly error?: ClientError; readonly at: Micros }
  | { readonly kind: "opened"; readonly at: Micros }
  | { readonly kind: "openFailed"; readonly error: ClientError; readonly at: Micros }
  /** The marked bookmark: the streamed list is whole. */
  | { readonly kind: "streamed"; readonly version: string; readonly at: Micros }
  | { readonly kind: "ended"; readonly end: StreamEnd; readonly at: Micros }
  | { readonly kind: "woken"; readonly at: Micros }
  | { readonly kind: "resyncFailed"; readonly at: Micros }
  | { readonly kind: "stop"; readonly at: Micros };

export type ReflectorEffect =
  | { readonly do: "list"; readonly version: string; readonly limit: number; readonly continue: string }
  | { readonly do: "watch"; readonly version: string }
  | { readonly do: "stream"; readonly version: string }
  | { readonly do: "replace"; readonly pages: readonly Page[]; readonly version: string }
  | { readonly do: "replaceStreamed"; readonly version: string }
  /** Before jitter. */
  | { readonly do: "sleep"; readonly wait: Micros }
  | { readonly do: "report"; readonly error: ClientError }
  /** Leaves the request in hand to itself. */
  | { readonly do: "leave" }
  /** Gives up the request or stream in hand. */
  | { readonly do: "cancel" }
  /** The same, and the error handler hears of it. */
  | { readonly do: "cancelAndReport" }
  | { readonly do: "startResync" }
  | { readonly do: "stopResync" }
  /** One ListAndWatch is over. */
  | { readonly do: "returned"; readonly error?: ClientError }
  | { readonly do: "stopped" };

export interface Step {
  readonly state: ReflectorState;
  readonly effects: readonly ReflectorEffect[];
}

export function initialState(rules: ReflectorRules, now: Micros): ReflectorState {
  return {
    phase: "idle",
    memory: { last: "", unavailable: false, expiredAt: "", paginated: false, backoff: freshBackoff(rules.backoff, now), retry: closedWindow },
  };
}

export function transition(state: ReflectorState, input: ReflectorInput, rules: ReflectorRules): Step {
  switch (input.kind) {
    case "start":
      return state.phase === "idle" ? listAndWatch(state.memory, input.at, rules) : stay(state);
    case "page":
      return state.phase === "listing" ? onPage(state.memory, state.listing, input.page, input.at, rules) : stay(state);
    case "listFailed":
      return state.phase === "listing" ? onListFailed(state.memory, state.listing, input.error, input.at, rules) : stay(state);
    case "replaced":
      return state.phase === "replacing" ? onReplaced(state, input.error, input.at, rules) : stay(state);
    case "opened":
      return onOpened(state);
    case "openFailed":
      return onOpenFailed(state, input.error, input.at, rules);
    case "streamed":
      return state.phase === "streaming" ? onStreamed(state.memory, input.version) : stay(state);
    case "ended":
      return onEnded(state, input.end, input.at, rules);
    case "woken":
      return onWoken(state, input.at, rules);
    case "resyncFailed":
      return state.phase === "watching" ? over(state.memory, input.at, rules, undefined, [{ do: "cancel" }]) : stay(state);
    case "stop":
      return onStop(state, rules);
  }
}

function stay(state: ReflectorState): Step {
  return { state, effects: [] };
}

function listAndWatch(memory: Memory, at: Micros, rules: ReflectorRules): Step {
  return rules.streamsLists ? stream(memory, at) : list(memory, rules);
}

/** Asks for the last version, so that the stream never goes back; the very first asks for none. */
function stream(memory: Memory, at: Micros): Step {
  const version = memory.unavailable ? "" : memory.last;
  return { state: { phase: "streaming", memory, at, open: false }, effects: [{ do: "stream", version }] };
}

function list(memory: Memory, rules: ReflectorRules): Step {
  const version = relistVersion(memory);
  const limit = pageSize(memory, version, rules);
  return request(memory, { version, limit, pages: [], again: false, whole: false });
}

function request(memory: Memory, listing: Listing): Step {
  const next = listing.pages.at(-1)?.continue ?? "";
  // A continued page says by its token which version it is of.
  const version = next === "" ? listing.version : "";
  return { state: { phase: "listing", memory, listing }, effects: [{ do: "list", version, limit: listing.limit, continue: next }] };
}

function relistVersion({ unavailable, last }: Memory): string {
  if (unavailable) return "";
  return last === "" ? "0" : last;
}

/** A list at a version is served whole by the watch cache, and paging would take it past that cache to storage. */
function pageSize({ paginated }: Memory, version: string, { pageSize: set, defaultPageSize }: ReflectorRules): number {
  if (set !== 0) return set;
  if (paginated) return defaultPageSize;
  return version === "" || version === "0" ? defaultPageSize : 0;
}

function onPage(memory: Memory, listing: Listing, page: Page, at: Micros, rules: ReflectorRules): Step {
  const pages = [...listing.pages, page];
  if (page.continue !== "" && !listing.whole) {
    if (page.continue === listing.pages.at(-1)?.continue) return failed(memory, endlessList, at, rules);
    return request(memory, { ...listing, pages });
  }
  if (page.table !== undefined && rules.refusesTables === "everywhere") {
    return failed(memory, { kind: "unexpectedObject", message: `unsupported list gvk: ${page.table}, type: ${rules.describes}` }, at, rules);
  }
  const paginated = memory.paginated || (relistVersion(memory) === "0" && pages.length > 1);
  const version = pages[0]?.resourceVersion ?? "";
  return {
    state: { phase: "replacing", memory: { ...memory, unavailable: false, paginated }, version, from: "list" },
    effects: [{ do: "replace", pages, version }],
  };
}

/** A server that ignores its own token answers the same page for ever. Upstream asks for ever. */
const endlessList: ClientError = { kind: "text", message: "the server answered a continued list with the same continue token" };

function onListFailed(memory: Memory, listing: Listing, error: ClientError, at: Micros, rules: ReflectorRules): Step {
  if (listing.pages.length > 0 && isResourceExpired(error)) {
    return request(memory, { ...listing, limit: 0, pages: [], whole: true });
  }
  if (!listing.again && (isExpired(error) || isTooLargeResourceVersion(error))) {
    const without: Memory = { ...memory, unavailable: true };
    // The same pager goes on, so with the page size chosen for the version that failed.
    const limit = pageSize(memory, relistVersion(memory), rules);
    return request(without, { version: "", limit, pages: [], again: true, whole: false });
  }
  return failed(memory, error, at, rules);
}

function failed(memory: Memory, error: ClientError, at: Micros, rules: ReflectorRules): Step {
  return over(memory, at, rules, withContext(error, `failed to list ${rules.describes}: `));
}

function onReplaced(state: ReflectorState & { phase: "replacing" }, error: ClientError | undefined, at: Micros, rules: ReflectorRules): Step {
  const { memory, version, from } = state;
  if (error === undefined) {
    const synced = { ...memory, last: version };
    if (from === "list") return watch(synced, at, [{ do: "startResync" }]);
    return { state: { phase: "watching", memory: synced, at, open: true }, effects: [{ do: "startResync" }] };
  }
  if (from === "list") return over(memory, at, rules, { kind: "store", message: `unable to sync list result: ${error.message}` });
  const fallback = list(memory, rules);
  return { state: fallback.state, effects: [{ do: "cancel" }, ...fallback.effects] };
}

function watch(memory: Memory, at: Micros, before: readonly ReflectorEffect[] = []): Step {
  return { state: { phase: "watching", memory, at, open: false }, effects: [...before, { do: "watch", version: memory.last }] };
}

function onOpened(state: ReflectorState): Step {
  if (state.phase === "watching" || state.phase === "streaming") return { state: { ...state, open: true }, effects: [] };
  return state.phase === "stopping" ? stopped(state.memory, [{ do: "cancel" }]) : stay(state);
}

function onOpenFailed(state: ReflectorState, error: ClientError, at: Micros, rules: ReflectorRules): Step {
  if (state.phase === "stopping") return stopped(state.memory, state.waitsFor === "watch" && !isRetriable(error) ? [{ do: "report", error }] : []);
  if (state.phase === "watching") {
    if (isRetriable(error)) return sleep(state.memory, "watch", at, rules);
    return over(state.memory, at, rules, error);
  }
  return state.phase === "streaming" ? streamFailed(state.memory, error, at, rules) : stay(state);
}

function isRetriable(error: ClientError): boolean {
  return isConnectionRefused(error) || isTooManyRequests(error);
}

/** Whatever else goes wrong with a streamed list, a plain one is tried at once; the next cycle streams again. */
function streamFailed(memory: Memory, error: ClientError, at: Micros, rules: ReflectorRules): Step {
  if (isRetriable(error)) return sleep(memory, "stream", at, rules);
  if (isExpired(error) || isTooLargeResourceVersion(error)) return stream({ ...memory, unavailable: true }, at);
  return list(memory, rules);
}

function onStreamed(memory: Memory, version: string): Step {
  return {
    state: { phase: "replacing", memory: { ...memory, unavailable: false }, version, from: "stream" },
    effects: [{ do: "replaceStreamed", version }],
  };
}

function onEnded(state: ReflectorState, end: StreamEnd, at: Micros, rules: ReflectorRules): Step {
  if (state.phase !== "watching" && state.phase !== "streaming") return stay(state);
  const { error, seen } = end;
  const short = error === undefined && at - state.at < rules.veryShortWatch;
  const veryShort = short && seen === 0;
  const paced = short && rules.pacesShortWatches;
  if (state.phase === "streaming") {
    if (veryShort) return list(state.memory, rules);
    if (error !== undefined) return streamFailed(state.memory, error, at, rules);
    return paced ? sleep(state.memory, "stream", at, rules) : stream(state.memory, at);
  }
  const memory = end.last === undefined ? state.memory : { ...state.memory, last: end.last };
  if (veryShort) return over(memory, at, rules);
  if (error !== undefined) return onStreamError(memory, error, at, rules);
  return paced ? sleep(memory, "watch", at, rules) : watch(memory, at);
}

/** Errors inside a stream are never reported: they end the stream, and the next request tells what is wrong. */
function onStreamError(memory: Memory, error: ClientError, at: Micros, rules: ReflectorRules): Step {
  if (isExpired(error)) return over(expiredAgain(memory, rules), at, rules);
  if (isTooManyRequests(error)) return sleep(memory, "watch", at, rules);
  if (!isInternalError(error)) return over(memory, at, rules);
  const [again, retry] = mayRetry(noteError(memory.retry, at), rules.internalErrorRetry, at);
  const noted = { ...memory, retry };
  return again ? watch(noted, at) : over(noted, at, rules);
}

/**
 * Upstream lists at the version it had. Where that list is paged it is of exactly that version, so that the next watch
 * expires as well, for ever (kubernetes#133810, open).
 */
function expiredAgain(memory: Memory, { mendsExpiryLoop }: ReflectorRules): Memory {
  return { ...memory, expiredAt: memory.last, unavailable: memory.unavailable || (mendsExpiryLoop && memory.expiredAt === memory.last) };
}

/** One ListAndWatch has returned: every return, also without an error, costs a step of the backoff. */
function over(memory: Memory, at: Micros, rules: ReflectorRules, error?: ClientError, before: readonly ReflectorEffect[] = []): Step {
  const slept = sleep(memory, "listAndWatch", at, rules);
  const returned: ReflectorEffect = error === undefined ? { do: "returned" } : { do: "returned", error };
  const report: readonly ReflectorEffect[] = error === undefined ? [] : [{ do: "report", error }];
  return { state: slept.state, effects: [...before, { do: "stopResync" }, returned, ...report, ...slept.effects] };
}

function sleep(memory: Memory, next: "listAndWatch" | "watch" | "stream", at: Micros, rules: ReflectorRules): Step {
  const [wait, backoff] = nextWait(rules.backoff, memory.backoff, at);
  return { state: { phase: "waiting", memory: { ...memory, backoff }, next }, effects: [{ do: "sleep", wait }] };
}

function onWoken(state: ReflectorState, at: Micros, rules: ReflectorRules): Step {
  if (state.phase === "stopping") return state.waitsFor === "time" ? stopped(state.memory) : stay(state);
  if (state.phase !== "waiting") return stay(state);
  switch (state.next) {
    case "listAndWatch":
      return listAndWatch(state.memory, at, rules);
    case "watch":
      return watch(state.memory, at);
    case "stream":
      return stream(state.memory, at);
  }
}

function stopped(memory: Memory, before: readonly ReflectorEffect[] = []): Step {
  return { state: { phase: "stopped", memory }, effects: [...before, { do: "stopped" }] };
}

function onStop(state: ReflectorState, rules: ReflectorRules): Step {
  const { memory } = state;
  if (state.phase === "stopped" || state.phase === "stopping") return stay(state);
  // Upstream's wait before the next streamed list does not look at the stop.
  if (state.phase === "waiting" && state.next === "stream") return { state: { phase: "stopping", memory, waitsFor: "time" }, effects: [] };
  if (!rules.stopReachesRequests) {
    if (state.phase === "listing") return stopped(memory, [{ do: "leave" }, { do: "stopResync" }]);
    if (state.phase === "watching" && !state.open) return { state: { phase: "stopping", memory, waitsFor: "watch" }, effects: [{ do: "stopResync" }] };
    if (state.phase === "streaming" && !state.open) return { state: { phase: "stopping", memory, waitsFor: "stream" }, effects: [] };
  }
  const opening = state.phase === "watching" && !state.open;
  const cancel: ReflectorEffect = opening ? { do: "cancelAndReport" } : { do: "cancel" };
  return { state: { phase: "stopped", memory }, effects: [cancel, { do: "stopResync" }, { do: "stopped" }] };
}
