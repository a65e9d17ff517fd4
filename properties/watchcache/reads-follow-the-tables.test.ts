import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledSelector, KubeObject } from "../../src/api/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { serverProfile } from "../../src/server/profile.ts";
import { createStorage, decodeContinue, encodeContinue } from "../../src/server/storage/index.ts";
import { createWatchCache } from "../../src/server/watchcache/index.ts";
import type { Got, Listed, Refusal } from "../../src/server/watchcache/index.ts";
import { StorageModel } from "../model/storage-model.ts";
import { ReadModel } from "./read-model.ts";
import type { Answer, Begun, Query, Token, WatchStart } from "./read-model.ts";

const PODS = "/core/pods/";
const SECOND = 1_000_000;
const FIRST = 100;

type Step =
  | { readonly do: "write" | "delete"; readonly namespace: string; readonly name: string; readonly label: string }
  | { readonly do: "elsewhere" }
  | { readonly do: "advance"; readonly by: number }
  | { readonly do: "lag"; readonly by: number }
  | { readonly do: "compact"; readonly back: number }
  | { readonly do: "restart"; readonly downFor: number }
  | { readonly do: "get"; readonly namespace: string; readonly name: string; readonly version: Version }
  | { readonly do: "list"; readonly namespace: string; readonly name: string; readonly version: Version; readonly match: Query["match"]; readonly limit: number; readonly label: string }
  | { readonly do: "continue"; readonly which: number; readonly limit: number; readonly label: string }
  | { readonly do: "watch"; readonly version: Version; readonly sendInitialEvents: boolean | undefined; readonly lasts: number };

/** Unset, "0", or a number counted back from the present: negative ones lie in the future. */
type Version = "unset" | "0" | number;

const namespace = fc.constantFrom("a", "b");
const name = fc.constantFrom("x", "y", "z");
const label = fc.constantFrom("", "1");
const version: fc.Arbitrary<Version> = fc.oneof(fc.constantFrom("unset" as const, "0" as const), fc.integer({ min: -2, max: 20 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("write" as const), namespace, name, label: fc.constantFrom("1", "2") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), namespace, name, label }) },
  { weight: 1, arbitrary: fc.constant({ do: "elsewhere" as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), by: fc.nat(2 * SECOND) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lag" as const), by: fc.constantFrom(0, SECOND, 2 * SECOND, 5 * SECOND) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("compact" as const), back: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), downFor: fc.constantFrom(0, 2 * SECOND) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("get" as const), namespace, name, version }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant("list" as const), namespace: fc.constantFrom("", "a"), name: fc.constantFrom("", "", "", "x"), version,
      match: fc.constantFrom("", "Exact", "NotOlderThan"), limit: fc.nat(3), label,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("continue" as const), which: fc.nat(5), limit: fc.nat(2), label }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("watch" as const), version, sendInitialEvents: fc.constantFrom(undefined, true, false), lasts: fc.constantFrom(0, 2 * SECOND) }) },
);

/** How often each answer was seen, so that none goes untested. */
const answers = new Map<string, number>();

test.each([["modern", true], ["no-watch-cache", true], ["modern", false]])("reads and watches answer by the tables under lag, compaction and restarts (%s, cached %s)", (profile, cached) => {
  answers.clear();
  fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => play(steps, profile, cached)), { numRuns: 150 });
  const expected = ["get ok", "list ok", "list expired", "list tooLarge", "watch stream", "watch expired", "watch tooLarge"];
  if (cached && profile === "modern") expected.push("get tooLarge", "list notReady", "watch notReady");
  for (const answer of expected) expect(answers.get(answer) ?? 0, answer).toBeGreaterThan(2);
});

function play(steps: readonly Step[], profile: string, cached: boolean): void {
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ firstRevision: FIRST, now: () => kernel.clock.now() });
  const cache = createWatchCache({
    scope: kernel.root.child("apiserver"), clock: kernel.clock, random: kernel.random, storage, profile: serverProfile(profile), collection: PODS, apiVersion: "v1", kind: "Pod", cached,
  });
  const store = new StorageModel(FIRST);
  const model = new ReadModel(store, PODS, cache.cached);
  const tokens: (Token & { readonly namespace: string })[] = [];
  let up: number | undefined;

  /** Both clocks go on. What happens at an instant on the way is done by both. */
  const advance = (by: number): void => {
    const until = kernel.clock.now() + by;
    if (up !== undefined && up <= until) {
      kernel.advanceSync(up - kernel.clock.now());
      model.now = up;
      model.fill();
      up = undefined;
    }
    kernel.advanceSync(until - kernel.clock.now());
    model.advance(until - model.now);
  };
  /** Waits for an answer as long as anyone may, then compares. */
  const settled = <T>(asked: () => T | undefined, expected: Answer | Begun, seen: (answer: T) => unknown, what: string): void => {
    const waited = asked() === undefined;
    expect(waited, `${what} waited`).toBe(model.now > kernel.clock.now());
    if (waited) kernel.advanceSync(3 * SECOND);
    model.advance(kernel.clock.now() - model.now);
    answers.set(`${what} ${expected.kind}`, (answers.get(`${what} ${expected.kind}`) ?? 0) + 1);
    expect(seen(asked() as T)).toEqual(expected);
  };
  const versionOf = (wanted: Version): number | undefined => (wanted === "unset" ? undefined : wanted === "0" ? 0 : Math.max(FIRST, store.current - wanted));
  const list = (query: Query): void => {
    let outcome: Listed | Refusal | undefined;
    const prefix = query.namespace === "" ? PODS : `${PODS}${query.namespace}/`;
    const expected = model.list(query);
    cache.list(
      {
        namespace: query.namespace, ...(query.name === undefined ? {} : { name: query.name }), resourceVersion: query.resourceVersion, match: query.match, limit: query.limit,
        continue: query.token === undefined ? "" : encodeContinue(query.token.after, prefix, query.token.at), predicate: selector(query.label),
      },
      (answer) => (outcome = answer),
    );
    settled(() => outcome, expected, (answer) => shownList(answer, prefix), "list");
    if ((expected.kind === "ok" || expected.kind === "expired") && expected.next !== undefined) tokens.push({ ...expected.next, namespace: query.namespace });
  };

  for (const each of steps) {
    // Reads wait, and restarts are short: a step never begins in the middle of either.
    switch (each.do) {
      case "write":
      case "delete": {
        const path = `${PODS}${each.namespace}/${each.name}`;
        const object = { apiVersion: "v1", kind: "Pod", metadata: { name: each.name, namespace: each.namespace, labels: { l: each.label } } };
        const there = store.get(path) !== undefined;
        if (each.do === "delete" && !there) break;
        if (each.do === "delete") storage.delete(path);
        else if (there) storage.put(path, object);
        else storage.create(path, object);
        store.write(path, each.do === "delete" ? undefined : object);
        model.written();
        break;
      }
      case "elsewhere":
        storage.bump();
        store.bump();
        model.written();
        break;
      case "advance":
        advance(each.by);
        break;
      case "lag":
        cache.setLag(each.by);
        model.lag = each.by;
        break;
      case "compact": {
        const compacted = storage.compact(Math.max(FIRST, store.current - each.back));
        if (typeof compacted === "number") store.compacted = compacted;
        break;
      }
      case "restart":
        cache.restart(each.downFor);
        model.fill();
        if (each.downFor > 0) {
          model.down = true;
          up = kernel.clock.now() + each.downFor;
        } else up = undefined;
        break;
      case "get": {
        const path = `${PODS}${each.namespace}/${each.name}`;
        const resourceVersion = versionOf(each.version);
        let outcome: Got | Refusal | undefined;
        const expected = model.get(path, resourceVersion);
        cache.get(path, resourceVersion, (answer) => (outcome = answer));
        settled(() => outcome, expected.kind === "ok" ? { ...expected, at: 0 } : expected, shownGot, "get");
        break;
      }
      case "list": {
        const resourceVersion = versionOf(each.version);
        const named = each.name !== "" && each.namespace !== "";
        // What validation refuses before: a match without a version, and the exact state at "0".
        const match = resourceVersion === undefined || (resourceVersion === 0 && each.match === "Exact") ? "" : each.match;
        list({ namespace: each.namespace, name: named ? each.name : undefined, resourceVersion, match, limit: each.limit, token: undefined, label: each.label });
        break;
      }
      case "continue": {
        const token = tokens[each.which % Math.max(1, tokens.length)];
        if (token !== undefined) list({ namespace: token.namespace, name: undefined, resourceVersion: undefined, match: "", limit: each.limit, token, label: each.label });
        break;
      }
      case "watch": {
        const asked: WatchStart = { resourceVersion: versionOf(each.version), sendInitialEvents: each.sendInitialEvents };
        const told: string[] = [];
        const expected = model.watch(asked);
        const watch = cache.watch(
          { namespace: "", ...asked, allowBookmarks: true, timeoutSeconds: 3_600, predicate: undefined, label: "watch" },
          {
            open: () => told.push("open"), end: () => told.push("end"), refuse: (refusal) => told.push(refusal.kind),
            event({ type, object }) {
              if (type === "ERROR") told.push(`ERROR ${String(object["code"])} ${String(object["message"])}`);
              else if (type === "BOOKMARK") told.push(`STATE ${object.metadata.resourceVersion}`);
              else told.push(`${type} ${object.metadata.namespace}/${object.metadata.name} ${object.metadata.resourceVersion}`);
            },
          },
        );
        const asExpected = (): Begun => begun(told, expected, asked, store, model.revision);
        settled(() => (told.length > 0 ? told : undefined), expected, asExpected, "watch");
        if (each.lasts > 0) {
          advance(each.lasts);
          asExpected();
        }
        watch.cancel();
        break;
      }
    }
    if (up !== undefined && up <= kernel.clock.now()) {
      model.fill();
      up = undefined;
    }
  }
}

function selector(wanted: string): CompiledSelector | undefined {
  return wanted === "" ? undefined : { matches: (o: KubeObject) => o.metadata.labels?.["l"] === wanted };
}

function tokenOf(text: string | undefined, prefix: string): Token | undefined {
  if (text === undefined || text === "") return undefined;
  const token = decodeContinue(text, prefix);
  if ("problem" in token) throw new Error(token.problem);
  return { at: token.at, after: token.after };
}

function shownList(answer: Listed | Refusal, prefix: string): unknown {
  if (answer.kind === "ok") {
    return { kind: "ok", at: answer.resourceVersion, versions: answer.objects.map(shown), next: tokenOf(answer.continue, prefix), remaining: answer.remaining };
  }
  return shownRefusal(answer, prefix);
}

function shownGot(answer: Got | Refusal): unknown {
  if (answer.kind !== "ok") return shownRefusal(answer, PODS);
  const object = answer.record?.object;
  return { kind: "ok", at: 0, versions: object === undefined ? [] : [shown(object)], next: undefined, remaining: undefined };
}

function shownRefusal(answer: Refusal, prefix: string): unknown {
  switch (answer.kind) {
    case "expired":
      return { kind: "expired", next: tokenOf(answer.continue, prefix) };
    case "notReady":
      return { kind: "notReady" };
    default:
      return answer;
  }
}

function shown({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name} ${metadata.resourceVersion}`;
}

/** Whether a stream began as it should: the whole state and its bookmark, or an ERROR; then what the cache knows and it does not. */
function begun(told: readonly string[], expected: Begun, { sendInitialEvents }: WatchStart, store: StorageModel, known: number): Begun {
  switch (expected.kind) {
    case "notReady":
      expect(told).toEqual(["notReady"]);
      break;
    case "expired":
      expect(told).toEqual(["open", expect.stringMatching(/^ERROR 410/), "end"]);
      break;
    case "tooLarge":
      expect(told).toEqual(["open", `ERROR 504 Timeout: Too large resource version: ${expected.requested}, current: ${expected.current}`, "end"]);
      break;
    case "stream": {
      const state = expected.withState ? store.list(PODS, expected.after).map(([, object]) => `ADDED ${shown(object)}`) : [];
      const marker = expected.withState && sendInitialEvents === true ? [`STATE ${expected.after}`] : [];
      const news = store.writes(PODS, expected.after).filter(({ revision }) => revision <= known);
      expect(told).toEqual(["open", ...state, ...marker, ...news.map(({ type, path, revision }) => `${type} ${path.slice(PODS.length)} ${revision}`)]);
    }
  }
  return expected;
}
