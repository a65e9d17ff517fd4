import type { ApiRequest, Cancel, KubeList, KubeObject, ReplySink, RequestOptions, Status } from "../../api/index.ts";
import { apiVersionOf, badRequest, notFound, parseResourceVersion, serverError } from "../../api/index.ts";
import type { View } from "../represent/index.ts";
import type { Listed, ListQuery, WatchCache } from "../watchcache/index.ts";
import { answerList, refuse, statusOf, tellObject } from "./answer.ts";
import { listOptionsProblem } from "./list-options.ts";
import type { Rest } from "./rest.ts";
import { selectionOf } from "./selection.ts";
import type { Facet } from "./subresources/scale.ts";
import type { Target } from "./target.ts";
import { pathOf } from "./target.ts";
import { shown, shownList } from "./versions.ts";

const nothingToCancel: Cancel = () => {};

/** @source apiserver pkg/endpoints/handlers/get.go GetResource, pkg/storage/cacher/delegator.go Get */
export function get(rest: Rest, target: Target, request: ApiRequest, view: View, sink: ReplySink, facet?: Facet): Cancel {
  if (request.refusal !== undefined) {
    refuse(sink, request.refusal);
    return nothingToCancel;
  }
  const cache = rest.cacheOf(target);
  const text = request.options.resourceVersion ?? "";
  const version = parseResourceVersion(text);
  if (version.kind === "problem") {
    refuse(sink, cache.cached ? serverError(version.message) : badRequest(`invalid resource version: ${version.message}`));
    return nothingToCancel;
  }
  return cache.get(pathOf(target, request.namespace, request.name), text === "" ? undefined : version.version, (outcome) => {
    if (outcome.kind !== "ok") return refuse(sink, statusOf(outcome));
    const object = outcome.record?.object;
    if (object === undefined) return refuse(sink, notFound(target.resource, request.name));
    tellObject(sink, 200, facet === undefined ? view.object(shown(target, object)) : (facet.problem(object) ?? view.object(facet.show(object))));
  });
}

/** @source apiserver pkg/endpoints/handlers/get.go ListResource */
export function list(rest: Rest, target: Target, request: ApiRequest, view: View, sink: ReplySink): Cancel {
  const cache = rest.cacheOf(target);
  const query = listQuery(target, request, cache);
  if (query.kind === "refused") {
    refuse(sink, query.status);
    return nothingToCancel;
  }
  return cache.list(query.query, (outcome) => {
    if (outcome.kind !== "ok") return refuse(sink, statusOf(outcome));
    const listed = shownList(target, outcome.objects);
    if ("problem" in listed) return refuse(sink, listed.problem);
    answerList(sink, view.list(listBody(target, outcome, listed.objects)), outcome.keys);
  });
}

export type Query = { readonly kind: "query"; readonly query: ListQuery } | { readonly kind: "refused"; readonly status: Status };

export function listQuery(target: Target, { namespace, options, refusal }: ApiRequest, { cached }: Pick<WatchCache, "cached">): Query {
  if (refusal !== undefined) return { kind: "refused", status: refusal };
  const selection = selectionOf(target, options);
  if (selection.kind === "problem") return { kind: "refused", status: badRequest(selection.message) };
  const problem = listOptionsProblem(options);
  if (problem !== undefined) return { kind: "refused", status: problem };
  const { resourceVersion: text = "", continue: token = "" } = options;
  const version = parseResourceVersion(text);
  if (token !== "" && text !== "" && text !== "0") {
    return { kind: "refused", status: badRequest("specifying resource version is not allowed when using continue") };
  }
  if (version.kind === "problem") return { kind: "refused", status: badRequest(`invalid resource version: ${version.message}`) };
  const single = selection.name !== undefined && (!target.info.namespaced || namespace !== "");
  return {
    kind: "query",
    query: {
      namespace,
      ...(single ? { name: selection.name } : {}),
      resourceVersion: text === "" ? undefined : version.version,
      match: matchOf(options),
      // A cache that may answer as it is answers whole, also where a page is continued. @source cacher.go computeListLimit
      limit: cached && text === "0" ? 0 : Math.max(0, options.limit ?? 0),
      continue: token,
      predicate: selection.selector,
    },
  };
}

function matchOf({ resourceVersionMatch }: RequestOptions): ListQuery["match"] {
  return resourceVersionMatch === "Exact" || resourceVersionMatch === "NotOlderThan" ? resourceVersionMatch : "";
}

/** @param objects those of the list, as they are shown */
export function listBody(target: Target, listed: Listed, objects: readonly KubeObject[]): KubeList {
  const { info, builtIn } = target;
  const metadata = {
    resourceVersion: String(listed.resourceVersion),
    ...(listed.continue === "" && builtIn ? {} : { continue: listed.continue }),
    ...(listed.remaining === undefined ? {} : { remainingItemCount: listed.remaining }),
  };
  return { kind: info.listKind, apiVersion: apiVersionOf(info), metadata, items: objects };
}

