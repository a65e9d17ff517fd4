import type { ApiRequest, KubeList, KubeObject, RequestOptions, WatchEvent } from "../../api/index.ts";
import { keyOf } from "../../api/index.ts";
import type { Answer, Call, RestClient } from "./rest-client.ts";

/**
 * A client whose lists are tried as streams first, where a stream can answer them; whatever goes wrong with one, the list
 * is asked for plainly.
 *
 * @source client-go v0.33 dynamic/simple.go List, util/watchlist/watch_list.go PrepareWatchListOptionsFromListOptions,
 *   rest/request.go handleWatchList
 * @limits the blueprint of the list is not decoded, but has to be there
 */
export function withStreamedLists(plain: RestClient): RestClient {
  return {
    watch: (request, taker) => plain.watch(request, taker),
    send(request, done) {
      const options = request.verb === "list" ? streamOptions(request.options) : undefined;
      return options === undefined ? plain.send(request, done) : streamOrSend(plain, request, options, done);
    },
  };
}

/** Undefined where a stream would mean something else. */
function streamOptions(options: RequestOptions): RequestOptions | undefined {
  const { limit = 0, resourceVersion = "", resourceVersionMatch, continue: token = "", ...rest } = options;
  if (limit > 0 && resourceVersion !== "0") return undefined;
  if (resourceVersionMatch === "Exact" || token !== "") return undefined;
  return {
    ...rest,
    ...(resourceVersion === "" ? {} : { resourceVersion }),
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: true,
    sendInitialEvents: true,
  };
}

function streamOrSend(plain: RestClient, request: ApiRequest, options: RequestOptions, done: (answer: Answer) => void): Call {
  const items: KubeObject[] = [];
  let current: Call | undefined;
  let streaming = true;
  const fall = (): void => {
    if (!streaming) return;
    streaming = false;
    current?.cancel();
    current = plain.send(request, done);
  };
  const finish = (list: KubeList): void => {
    streaming = false;
    current?.cancel();
    done({ ok: true, status: 200, body: list });
  };
  const opened = plain.watch(
    { ...request, verb: "watch", options },
    {
      opened() {},
      event(event) {
        if (!streaming) return;
        if (event.type === "ADDED" && follows(items.at(-1), event.object)) items.push(event.object);
        else if (event.type !== "BOOKMARK") fall();
        else if (endsList(event) && !hasBlueprint(event)) fall();
        else if (endsList(event)) finish(listOf(event, items));
      },
      closed: fall,
      failed: fall,
    },
  );
  if (streaming) current = opened;
  else opened.cancel();
  return { cancel: () => (current ?? opened).cancel() };
}

/** Servers that do not sort are not trusted. */
function follows(last: KubeObject | undefined, object: KubeObject): boolean {
  return last === undefined || keyOf(last) <= keyOf(object);
}

function endsList({ object }: WatchEvent): boolean {
  return annotationOf(object, "k8s.io/initial-events-end") === "true";
}

function hasBlueprint({ object }: WatchEvent): boolean {
  return annotationOf(object, "kubernetes.io/initial-events-list-blueprint") !== undefined;
}

function annotationOf(object: WatchEvent["object"], name: string): string | undefined {
  return "metadata" in object ? (object as KubeObject).metadata.annotations?.[name] : undefined;
}

function listOf({ object }: WatchEvent, items: readonly KubeObject[]): KubeList {
  const { apiVersion, kind, metadata } = object as KubeObject;
  return Object.freeze({ apiVersion, kind: `${kind}List`, metadata: { resourceVersion: metadata.resourceVersion ?? "" }, items: Object.freeze([...items]) });
}
