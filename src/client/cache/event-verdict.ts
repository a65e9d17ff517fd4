import type { WatchEvent } from "../../api/index.ts";
import type { Expected } from "./informer.ts";

/** What is to be done with one event of a stream. */
export type EventVerdict = "add" | "update" | "remove" | "bookmark" | "endOfList" | "error" | "wrongGvk" | "wrongType" | "table" | "noMetadata" | "unknownType";

/**
 * The checks of one event, in upstream's order. A bookmark of the wrong kind is dropped like any other object.
 *
 * @source client-go tools/cache/reflector.go handleAnyWatch
 */
export function judge(event: WatchEvent, expects: Expected | undefined, refusesTables: boolean): EventVerdict {
  const { type, object } = event;
  if (type === "ERROR") return "error";
  if (expects !== undefined && (object.kind !== expects.kind || object.apiVersion !== expects.apiVersion)) {
    return expects.by === "gvk" ? "wrongGvk" : "wrongType";
  }
  if (refusesTables && object.kind === "Table" && isTable(object.apiVersion)) return "table";
  if (object.metadata === undefined || object.metadata === null) return "noMetadata";
  switch (type) {
    case "MODIFIED":
      return "update";
    case "ADDED":
      return "add";
    case "DELETED":
      return "remove";
    case "BOOKMARK":
      return object.metadata.annotations?.["k8s.io/initial-events-end"] === "true" ? "endOfList" : "bookmark";
    default:
      return "unknownType";
  }
}

export function isTable(apiVersion: string): boolean {
  return apiVersion === "meta.k8s.io/v1" || apiVersion === "meta.k8s.io/v1beta1";
}
