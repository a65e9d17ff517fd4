import type { ApiRequest, Cancel, ReplySink, WatchEvent } from "../../api/index.ts";
import { badRequest, parseResourceVersion, serverError } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { View } from "../represent/index.ts";
import type { Watch, WatchSink } from "../watchcache/index.ts";
import { refuse, statusOf } from "./answer.ts";
import { defaultedWatch, watchOptionsProblem, listOptionsProblem } from "./list-options.ts";
import type { Rest } from "./rest.ts";
import { selectionOf } from "./selection.ts";
import type { Target } from "./target.ts";
import { shownEvent } from "./versions.ts";

const streaming = Object.freeze({ status: 200, headers: Object.freeze({ "content-type": "application/json" }) });
const nothingToCancel: Cancel = () => {};

/** @source apiserver pkg/endpoints/handlers/get.go ListResource (forceWatch), watch.go */
export function watch(rest: Rest, target: Target, request: ApiRequest, view: View, sink: ReplySink): Cancel {
  const { options, watchPath = false } = request;
  const watchList = rest.profile.gates.WatchList;
  const defaults = defaultedWatch(options, watchList, watchPath);
  const named = watchPath && request.name !== "" ? { ...options, fieldSelector: pinned(options.fieldSelector, request.name) } : options;
  const selection = selectionOf(target, named);
  const refusal =
    request.refusal ??
    (selection.kind === "problem" ? badRequest(selection.message) : undefined) ??
    (watchPath ? listOptionsProblem(options) : watchOptionsProblem(options, defaults, watchList));
  if (refusal !== undefined || selection.kind === "problem") {
    if (refusal !== undefined) refuse(sink, refusal);
    return nothingToCancel;
  }
  const text = options.resourceVersion ?? "";
  const version = parseResourceVersion(text);
  if (version.kind === "problem") {
    refuse(sink, serverError(version.message));
    return nothingToCancel;
  }
  const shown = view.events();
  if (typeof shown !== "function") {
    refuse(sink, shown);
    return nothingToCancel;
  }
  const opened = rest.cacheOf(target).watch(
    {
      namespace: request.namespace,
      resourceVersion: text === "" ? undefined : version.version,
      sendInitialEvents: defaults.sendInitialEvents,
      allowBookmarks: options.allowWatchBookmarks ?? false,
      timeoutSeconds: options.timeoutSeconds,
      predicate: selection.selector,
      label: request.agent,
    },
    watchSink(sink, target, zeroed(target, shown)),
  );
  resumeWith(sink, opened);
  return () => opened.cancel();
}

/** A path that names an object watches that one. */
function pinned(fieldSelector: string | undefined, name: string): string {
  const own = `metadata.name=${name}`;
  return fieldSelector === undefined || fieldSelector === "" ? own : `${fieldSelector},${own}`;
}

function watchSink(sink: ReplySink, target: Target, shown: (event: WatchEvent) => WatchEvent): WatchSink {
  const { flow } = sink;
  return {
    open: () => sink.head(streaming),
    refuse: (refusal) => refuse(sink, statusOf(refusal)),
    event(event) {
      const converted = shownEvent(target, event);
      // What cannot be had in this version is not told of.
      if (converted !== undefined) sink.event(shown(converted));
    },
    end: () => sink.end({ kind: "complete" }),
    ...(flow === undefined ? {} : { pace: (): Micros => (flow.ready ? 0 : Infinity) }),
  };
}

/** A consumer that stalls leaves the watcher's cursor where it is until it reads again. */
function resumeWith({ flow }: ReplySink, opened: Watch): void {
  if (flow !== undefined) flow.resume = () => opened.resume();
}

/** A bookmark of a built-in kind holds the fields that Go writes of an empty object. Events of objects are shared by all who see the same. */
function zeroed({ builtIn, model }: Pick<Target, "builtIn" | "model">, shown: (event: WatchEvent) => WatchEvent): (event: WatchEvent) => WatchEvent {
  if (!builtIn) return shown;
  return (event) => shown(event.type === "BOOKMARK" ? Object.freeze({ type: event.type, object: Object.freeze({ ...model?.zero, ...event.object }) }) : event);
}
