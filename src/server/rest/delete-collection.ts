import type { ApiRequest, Cancel, ReplySink } from "../../api/index.ts";
import type { View } from "../represent/index.ts";
import { answerList, refuse, statusOf } from "./answer.ts";
import { deleteOptionsOf } from "./delete-options.ts";
import { removeObject } from "./delete.ts";
import { listBody, listQuery } from "./read.ts";
import type { Rest } from "./rest.ts";
import type { Target } from "./target.ts";
import { current } from "./update.ts";
import { shownList } from "./versions.ts";
import { writeOptionsProblem } from "./write-options.ts";

/**
 * Lists, then deletes what it listed; what is gone by then does not matter.
 *
 * @source apiserver pkg/registry/generic/registry/store.go DeleteCollection
 */
export function removeCollection(rest: Rest, target: Target, request: ApiRequest, view: View, sink: ReplySink): Cancel {
  const read = deleteOptionsOf(request);
  const problem = "status" in read ? read.status : writeOptionsProblem("DeleteOptions", read.options);
  const cache = rest.cacheOf(target);
  const query = listQuery(target, request, cache);
  if (query.kind === "refused" || "status" in read || problem !== undefined) {
    refuse(sink, query.kind === "refused" ? query.status : (problem as NonNullable<typeof problem>));
    return () => {};
  }
  return cache.list(query.query, (listed) => {
    if (listed.kind !== "ok") return refuse(sink, statusOf(listed));
    const shown = shownList(target, listed.objects);
    if ("problem" in shown) return refuse(sink, shown.problem);
    for (const { metadata } of listed.objects) {
      const record = current(rest, target, { ...request, namespace: metadata.namespace ?? "", name: metadata.name ?? "" });
      if (record?.object === undefined) continue;
      const outcome = removeObject(rest, target, record, read.options);
      if (outcome.kind === "refused") return refuse(sink, outcome.status);
    }
    answerList(sink, view.list(listBody(target, listed, shown.objects)), listed.keys);
  });
}
