import type { KubeList, KubeObject, ResourceInfo, Status, WatchEvent } from "../../api/index.ts";
import { isStatus, notAcceptable } from "../../api/index.ts";
import { customFacts, printerOf } from "../kinds/index.ts";
import type { Shape } from "./accept.ts";
import { customPrinter } from "./custom-printer.ts";
import { partialMetadata } from "./partial-metadata.ts";
import type { TableRules } from "./table.ts";
import { includeObjectProblem, tableOf } from "./table.ts";

/** Answers in the shape that was asked for; a Status in place of what cannot be had in it. */
export interface View {
  object(object: KubeObject | Status): KubeObject | Status;
  list(list: KubeList): KubeList | KubeObject | Status;
  /** Of one watch. */
  events(): ((event: WatchEvent) => WatchEvent) | Status;
}

export interface Viewed {
  readonly info: ResourceInfo;
  readonly builtIn: boolean;
  /** The form of this version, where it is not the one that is kept. */
  readonly shown: ((object: KubeObject) => KubeObject) | undefined;
  readonly includeObject: string | undefined;
  /** Microseconds since 1970. */
  readonly now: () => number;
}

/** @source apiserver pkg/endpoints/handlers/response.go doTransformObject, watch.go (watchEmbeddedEncoder) */
export function viewOf(shape: Shape, viewed: Viewed): View {
  switch (shape.as) {
    case "object": return viewed.shown === undefined ? whole : faceView(viewed.shown);
    case "metadata": return metadataView(shape.apiVersion, shape.list, viewed.info);
    case "table": return tableView(shape.apiVersion, viewed);
  }
}

const whole: View = { object: (object) => object, list: (list) => list, events: () => (event) => event };

function faceView(shown: (object: KubeObject) => KubeObject): View {
  return {
    object: (object) => (isStatus(object) ? object : shown(object)),
    list: (list) => ({ ...list, items: list.items.map(shown) }),
    events: () => (event) => (event.type === "ERROR" || event.type === "BOOKMARK" ? event : Object.freeze({ type: event.type, object: shown(event.object) })),
  };
}

function metadataView(apiVersion: string, wantsList: boolean, info: ResourceInfo): View {
  const notList = notAcceptable(`you requested PartialObjectMetadataList, but the requested object is not a list (*${internal(info)})`);
  return {
    object: (object) => (isStatus(object) ? object : wantsList ? notList : partialMetadata(object, apiVersion)),
    list: ({ metadata, items }) =>
      wantsList
        ? { kind: "PartialObjectMetadataList", apiVersion, metadata, items: items.map((object) => partialMetadata(object, apiVersion)) }
        : notAcceptable(`you requested PartialObjectMetadata, but the requested object is a list (*${internal(info)}List)`),
    events: () => (wantsList ? notList : (event) => (event.type === "ERROR" ? event : Object.freeze({ type: event.type, object: partialMetadata(event.object, apiVersion) }))),
  };
}

function tableView(apiVersion: string, { info, builtIn, shown, includeObject = "", now }: Viewed): View {
  const problem = includeObjectProblem(includeObject);
  const rules = (): TableRules => ({ apiVersion, printer: builtIn ? printerOf(info) : customPrinter(customFacts(info).printerColumns), includeObject, shown, now: now() });
  const one = (object: KubeObject, headed: boolean): KubeObject => tableOf([object], { resourceVersion: object.metadata.resourceVersion ?? "" }, headed, rules());
  return {
    object: (object) => (isStatus(object) ? object : (problem ?? one(object, true))),
    list: ({ metadata, items }) => problem ?? tableOf(items, compact(metadata), true, rules()),
    events() {
      if (problem !== undefined) return problem;
      let headed = true;
      return (event) => {
        if (event.type === "ERROR") return event;
        const table = one(event.object, headed);
        headed = false;
        return Object.freeze({ type: event.type, object: table });
      };
    },
  };
}

/** Lists of custom resources say that nothing remains; tables do not. */
function compact({ continue: token, ...rest }: KubeList["metadata"]): KubeList["metadata"] {
  return token === undefined || token === "" ? rest : { ...rest, continue: token };
}

/** Go's internal type of a kind. @limits groups are named by their first label, which holds for most of them */
function internal({ group, kind }: ResourceInfo): string {
  return `${group === "" ? "core" : (group.split(".")[0] ?? "")}.${kind}`;
}
