import type { ApiRequest, KubeList, KubeObject, RequestOptions, WatchEvent } from "../../src/api/index.ts";
import { keyOf } from "../../src/api/index.ts";
import type { ClientError, ClientProfile, EventCondition, EventTaker, ListPager, RestClient, Watched, Watcher } from "../../src/client/index.ts";
import { createListPager, createRestClient, createRetryWatcher, untilWithoutRetry, untilWithSync } from "../../src/client/index.ts";
import { shownError } from "./client-go-errors.ts";
import { informerOptions, Running, shownStore, Stage, Unsupported } from "./client-go-informer.ts";
import { lanes } from "./client-go-observer.ts";
import type { Instant, Script } from "./client-go-recording.ts";
import type { BodyForm } from "./client-go-server.ts";

/** What a client does by itself once it is begun: answers what stops it. `over` is called when nothing of it is left. */
type Begin = (on: { readonly stage: Stage; readonly rest: RestClient; readonly over: () => void }) => () => void;

function replay(script: Script, profile: ClientProfile, form: BodyForm, begin: Begin): readonly Instant[] {
  const stage = new Stage(script, form, () => running.shown());
  const { kernel, server } = stage;
  const running = new Running(() => kernel.clock.now());
  const rest = createRestClient({ transport: server, scope: kernel.root, profile, host: "http://apiserver.test" });
  let over = false;
  let stopped = false;
  const look = (): void => {
    if (over && stopped) stage.drained(running);
  };
  const stop = begin({
    stage,
    rest,
    over() {
      over = true;
      look();
    },
  });
  stage.stopAfterRequests(() => {
    running.stopping();
    stop();
  });
  stage.run((action) => {
    if (action.do !== "stop") throw new Unsupported(`action "${action.do}"`);
    running.stopping();
    stop();
    stopped = true;
    look();
  });
  return stage.observer.instants();
}

const base: Omit<ApiRequest, "verb" | "options"> = {
  resource: { group: "", version: "v1", resource: "configmaps" }, namespace: "", name: "", subresource: "", user: { name: "golden", groups: [] }, agent: "golden",
};

/** Kind `retryWatcher`. */
export function replayRetryWatcher(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replay(script, profile, form, ({ stage, rest, over }) => {
    const { observer } = stage;
    const taker: EventTaker = {
      event: (event) => observer.note("4 watch", { e: "watch", type: event.type, ...shownEvent(event) }),
      ended() {
        observer.note("4 done", { e: "returned", type: "done" });
        observer.note(lanes.result, { e: "returned", type: "resultChanClosed" });
        over();
      },
    };
    try {
      const watcher = retryWatcher(script, profile, stage, rest, taker);
      return () => watcher.stop();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      observer.note(lanes.result, { e: "returned", type: "new", msg: error.message });
      over();
      return () => {};
    }
  });
}

function retryWatcher(script: Script, profile: ClientProfile, { kernel }: Stage, rest: RestClient, taker: EventTaker): Watcher {
  return createRetryWatcher(
    {
      initialResourceVersion: versionOf(script),
      watch: (options, by) => rest.watch({ ...base, verb: "watch", options }, by),
      scope: kernel.root,
      clock: kernel.clock,
      profile,
    },
    taker,
  );
}

function versionOf(script: Script): string {
  return (script.options["resource_version"] ?? "") as string;
}

function shownEvent({ type, object }: WatchEvent): object {
  if (type === "ERROR") return shownError({ kind: "status", status: object, message: object.message ?? "" });
  const { metadata, data } = object as KubeObject & { readonly data?: { readonly v?: string } };
  return { key: keyOf(object), rv: metadata.resourceVersion, v: data?.v };
}

/** Kind `until`: over a retry watcher, which may be left behind. */
export function replayUntil(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replayUntilOver(script, profile, form, (stage, rest, taker, left) => {
    const ended = left();
    return retryWatcher(script, profile, stage, rest, {
      event: (event) => taker.event(event),
      ended() {
        taker.ended();
        ended();
      },
    });
  });
}

/** Kind `untilWithoutRetry`: over one watch. */
export function replayUntilWithoutRetry(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replayUntilOver(script, profile, form, (_, rest, taker) => {
    const version = versionOf(script);
    const options: RequestOptions = version === "" ? {} : { resourceVersion: version };
    const call = rest.watch({ ...base, verb: "watch", options }, { opened() {}, event: (event) => taker.event(event), closed: () => taker.ended(), failed: () => taker.ended() });
    return { stop: () => void call.cancel() };
  });
}

/** @param open its last argument says that there is something else to wait for, and answers how to say that it has ended */
function replayUntilOver(
  script: Script,
  profile: ClientProfile,
  form: BodyForm,
  open: (stage: Stage, rest: RestClient, taker: EventTaker, left: () => () => void) => Watcher,
): readonly Instant[] {
  return replay(script, profile, form, ({ stage, rest, over }) => {
    let tasks = 1;
    const ended = (): void => {
      tasks -= 1;
      if (tasks === 0) over();
    };
    const left = (): (() => void) => {
      tasks += 1;
      return ended;
    };
    const done = (watched: Watched): void => {
      told(stage, script.kind, watched);
      ended();
    };
    try {
      return untilWithoutRetry(stage.kernel.root, (taker) => open(stage, rest, taker, left), { ...timeoutOf(script), conditions: conditionsOf(script, stage) }, done);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      tasks = 1;
      done({ error: { kind: "text", message: error.message } });
      return () => {};
    }
  });
}

/** Kind `untilWithSync`. */
export function replayUntilWithSync(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replay(script, profile, form, ({ stage, over }) =>
    untilWithSync(informerOptions(script, profile, stage), { ...timeoutOf(script), conditions: conditionsOf(script, stage) }, (watched) => {
      told(stage, script.kind, watched);
      over();
    }),
  );
}

function timeoutOf(script: Script): { readonly timeout?: number } {
  const ms = Number(script.options["timeout_ms"] ?? 0);
  return ms === 0 ? {} : { timeout: ms * 1000 };
}

function told({ observer }: Stage, type: string, { event, error }: Watched): void {
  const x = event === undefined ? {} : { event: event.type, key: keyOfEvent(event), rv: versionOfEvent(event) };
  observer.note(lanes.result, { e: "returned", type, ...shownError(error), x });
}

function keyOfEvent({ type, object }: WatchEvent): string {
  return type === "ERROR" ? "" : keyOf(object);
}

function versionOfEvent({ type, object }: WatchEvent): string | undefined {
  return type === "ERROR" ? undefined : object.metadata.resourceVersion;
}

function conditionsOf(script: Script, { observer }: Stage): readonly EventCondition[] {
  return ((script.options["conditions"] ?? []) as readonly string[]).map((text) => (event) => {
    observer.note(lanes.handler("condition"), { e: "condition", type: event.type, key: keyOfEvent(event), rv: versionOfEvent(event), msg: text });
    return holds(text, event);
  });
}

function holds(text: string, event: WatchEvent): boolean | ClientError {
  const [what = "", of = ""] = [text.split(":", 1)[0], text.slice(text.indexOf(":") + 1)];
  switch (what) {
    case "rv":
      return versionOfEvent(event) === of;
    case "added":
    case "modified":
    case "deleted":
      return event.type === what.toUpperCase() && keyOfEvent(event) === of;
    case "error":
      return { kind: "text", message: "condition refuses" };
    default:
      throw new Unsupported(`condition "${text}"`);
  }
}

/** Kind `pagerList`. */
export function replayPagerList(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  return replayPager(script, profile, form, (pager, asked, stage, over) =>
    pager.list(asked, ({ list, error, paginated }) => {
      const shown = { ...shownError(error), ...(list === undefined ? {} : { rv: list.metadata.resourceVersion, items: shownStore(list.items) }) };
      stage.observer.note(lanes.result, { e: "returned", type: "List", ...shown, x: { paginated, ...(list === undefined ? {} : { continue: list.metadata.continue ?? "" }) } });
      over();
    }),
  );
}

/** Kind `pagerEach`. */
export function replayPagerEach(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  const delay = Number(script.options["item_delay_ms"] ?? 0) * 1000;
  return replayPager(script, profile, form, (pager, asked, { kernel, observer }, over) =>
    pager.eachListItem(
      asked,
      (item, next) => {
        observer.note(lanes.handler("item"), { e: "item", key: keyOf(item), rv: item.metadata.resourceVersion });
        if (delay === 0) next();
        else kernel.root.after(delay, "item", () => next());
      },
      (error) => {
        observer.note(lanes.result, { e: "returned", type: "EachListItem", ...shownError(error) });
        over();
      },
    ),
  );
}

function replayPager(
  script: Script,
  profile: ClientProfile,
  form: BodyForm,
  run: (pager: ListPager, asked: RequestOptions, stage: Stage, over: () => void) => () => void,
): readonly Instant[] {
  return replay(script, profile, form, ({ stage, rest, over }) => {
    const pager = createListPager(
      (options, done) => {
        let answered = false;
        const call = rest.send({ ...base, verb: "list", options }, (answer) => {
          answered = true;
          done(answer.ok ? (answer.body as KubeList) : answer.error);
        });
        return () => {
          if (!answered) done(call.cancel());
        };
      },
      pagerOptions(script),
    );
    const { resource_version = "", resource_version_match = "" } = script.options as { readonly [option: string]: string };
    const asked: RequestOptions = {
      ...(resource_version === "" ? {} : { resourceVersion: resource_version }),
      ...(resource_version_match === "" ? {} : { resourceVersionMatch: resource_version_match }),
    };
    return run(pager, asked, stage, over);
  });
}

function pagerOptions({ options }: Script): { readonly pageSize?: number; readonly pageBufferSize?: number } {
  const { page_size, page_buffer } = options as { readonly page_size?: number; readonly page_buffer?: number };
  return { ...(page_size === undefined ? {} : { pageSize: page_size }), ...(page_buffer === undefined ? {} : { pageBufferSize: page_buffer }) };
}
