import { describe, expect, test } from "vitest";
import type { KubeObject, RequestOptions, WatchEvent } from "../../api/index.ts";
import { failure } from "../../api/index.ts";
import { createKernel } from "../../kernel/index.ts";
import { clientProfile } from "../profile.ts";
import type { ClientError, WatchTaker } from "../transport/index.ts";
import { statusError } from "../transport/index.ts";
import type { EventCondition, Watched } from "./index.ts";
import { createRetryWatcher, untilWithoutRetry } from "./index.ts";

const SECOND = 1_000_000;
const pod = (resourceVersion: string): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "a", resourceVersion } });
const event = (type: string, version: string): WatchEvent => ({ type, object: pod(version) }) as WatchEvent;
const errorEvent = (code: number, retryAfterSeconds?: number): WatchEvent => ({
  type: "ERROR", object: failure({ code, reason: "Timeout", message: `${code}`, ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } }) }),
});

/** Each watch plays its part; those beyond stay open in silence. */
function stage(plays: readonly ((taker: WatchTaker) => void)[], profile = "1.36") {
  const kernel = createKernel({ seed: 1 });
  const log: string[] = [];
  const note = (text: string): void => void log.push(`${kernel.clock.now() / 1000} ${text}`);
  let watches = 0;
  const watch = (options: RequestOptions, taker: WatchTaker) => {
    note(`watch ${options.resourceVersion}`);
    const play = plays[watches];
    watches += 1;
    play?.(taker);
    return {
      cancel(): ClientError {
        note("cancel");
        return { kind: "canceled", sent: true, message: "" };
      },
    };
  };
  const watcher = createRetryWatcher(
    { initialResourceVersion: "10", watch, scope: kernel.root, clock: kernel.clock, profile: clientProfile(profile) },
    { event: ({ type, object }) => note(type === "ERROR" ? `ERROR ${object.code} ${object.message}` : `${type} ${object.metadata.resourceVersion}`), ended: () => note("ended") },
  );
  return { kernel, watcher, log, note };
}

const plays = (...events: readonly WatchEvent[]) => (taker: WatchTaker): void => {
  taker.opened();
  for (const each of events) taker.event(each);
};
const refuses = (error: ClientError) => (taker: WatchTaker): void => taker.failed(error);
const status = (code: number, reason: string): ClientError => statusError(failure({ code, reason, message: reason }));

describe("a retry watcher", () => {
  test.each<[string, readonly ((taker: WatchTaker) => void)[], readonly string[]]>([
    ["goes on after the last version, bookmarks included", [(taker) => (plays(event("ADDED", "11"), event("BOOKMARK", "15"))(taker), taker.closed())], ["0 watch 10", "0 ADDED 11", "1000 watch 15"]],
    ["begins at most once a second", [refuses({ kind: "transport", failure: "refused", message: "" }), (taker) => taker.closed()], ["0 watch 10", "1000 watch 10", "2000 watch 10"]],
    ["waits as long as a Status asks", [plays(errorEvent(504, 4))], ["0 watch 10", "4000 watch 10"]],
    ["opens anew after other errors of the stream", [plays(errorEvent(500))], ["0 watch 10", "1000 watch 10"]],
    ["and where the opening says that the version is gone", [refuses(status(410, "Expired"))], ["0 watch 10", "1000 watch 10"]],
    ["ends with history that is gone", [plays(errorEvent(410))], ["0 watch 10", "0 ERROR 410 410", "0 ended"]],
    ["ends for who may not watch", [refuses(status(403, "Forbidden"))], ["0 watch 10", "0 ERROR 403 Forbidden", "0 ended"]],
    ["ends for who is not known", [refuses(status(401, "Unauthorized"))], ["0 watch 10", "0 ERROR 401 Unauthorized", "0 ended"]],
    ["opens anew after a type nobody knows", [plays(event("RENAMED", "11"))], ["0 watch 10", "1000 watch 10"]],
    [
      "ends with an object that has no version", [plays(event("ADDED", ""))],
      ["0 watch 10", '0 ERROR 500 Internal error occurred: retryWatcher: object &unstructured.Unstructured{Object:map[string]interface {}{"apiVersion":"v1", "kind":"Pod", "metadata":map[string]interface {}{"name":"a", "resourceVersion":""}}} doesn\'t support resourceVersion', "0 ended"],
    ],
  ])("%s", (_, script, expected) => {
    const { kernel, log } = stage(script);
    kernel.advanceSync(20 * SECOND);
    expect(log.filter((each) => !each.endsWith("cancel"))).toEqual(expected);
  });

  test("stops once, in the middle of opening", () => {
    const { kernel, watcher, log } = stage([]);
    kernel.advanceSync(SECOND);
    watcher.stop();
    watcher.stop();
    expect(log).toEqual(["0 watch 10", "1000 cancel", "1000 ended"]);
  });

  test("in 1.32 a stop waits for the opening", () => {
    let open = (): void => {};
    const { kernel, watcher, log } = stage([(taker) => void (open = () => taker.opened())], "1.32");
    kernel.advanceSync(SECOND);
    watcher.stop();
    expect(log).toEqual(["0 watch 10"]);
    open();
    expect(log).toEqual(["0 watch 10", "1000 cancel", "1000 ended"]);
  });

  test.each(["", "0"])("does not begin at version %j", (initialResourceVersion) => {
    const { root, clock } = createKernel({ seed: 1 });
    const watch = () => ({ cancel: (): ClientError => ({ kind: "text", message: "" }) });
    expect(() => createRetryWatcher({ initialResourceVersion, watch, scope: root, clock }, { event() {}, ended() {} })).toThrow(`initial RV "${initialResourceVersion}" is not supported`);
  });
});

describe("until", () => {
  const version = (wanted: string): EventCondition => (each) => (each.type === "ERROR" ? false : each.object.metadata.resourceVersion === wanted);

  function waited(conditions: readonly EventCondition[], events: readonly WatchEvent[], ends = false) {
    const kernel = createKernel({ seed: 1 });
    const log: string[] = [];
    let watched: Watched | undefined;
    untilWithoutRetry(
      kernel.root,
      (taker) => {
        for (const each of events) taker.event(each);
        if (ends) taker.ended();
        return { stop: () => void log.push("stop") };
      },
      { conditions, timeout: SECOND },
      (result) => void (watched = result),
    );
    kernel.advanceSync(2 * SECOND);
    return { log, version: watched?.event?.type === "ERROR" ? "" : watched?.event?.object.metadata.resourceVersion, error: watched?.error?.message };
  }

  test.each<[string, readonly EventCondition[], readonly WatchEvent[], boolean, string | undefined, string | undefined]>([
    ["no conditions, no waiting", [], [], false, undefined, undefined],
    ["one after the other", [version("2"), version("3")], [event("ADDED", "3"), event("ADDED", "2"), event("ADDED", "3")], false, "3", undefined],
    ["one event may fulfil several", [version("2"), version("2")], [event("ADDED", "2")], false, "2", undefined],
    ["an error of a condition", [() => ({ kind: "text", message: "no" })], [event("ADDED", "2")], false, "2", "no"],
    ["an end before", [version("9")], [event("ADDED", "2")], true, "2", "watch closed before UntilWithoutRetry timeout"],
    ["too late", [version("9")], [event("ADDED", "2")], false, "2", "timed out waiting for the condition"],
  ])("%s", (_, conditions, events, ends, last, error) => {
    expect(waited(conditions, events, ends)).toEqual({ log: ["stop"], version: last, error });
  });
});
