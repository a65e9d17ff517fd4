import type { ApiRequest, KubeObject, ReplySink } from "../../api/index.ts";
import { notFound } from "../../api/index.ts";
import type { View } from "../represent/index.ts";
import { answerList, refuse, tellObject } from "./answer.ts";
import type { Target } from "./target.ts";

/**
 * What the server sees of its neighbours: a store that is well, and nobody else.
 *
 * @source kubernetes pkg/registry/core/componentstatus/rest.go
 * @limits selectors are not looked at
 */
const statuses: readonly KubeObject[] = [
  componentStatus("controller-manager", silent("127.0.0.1:10257")),
  componentStatus("scheduler", silent("127.0.0.1:10259")),
  componentStatus("etcd-0", { status: "True", message: "ok" }),
];

export function isComponentStatus({ info }: Target): boolean {
  return info.group === "" && info.resource === "componentstatuses";
}

export function answerComponentStatuses({ info }: Target, { name }: ApiRequest, view: View, sink: ReplySink): void {
  if (name === "") return answerList(sink, view.list({ kind: info.listKind, apiVersion: "v1", metadata: {}, items: statuses }), statuses.map((each) => each.metadata.name ?? ""));
  const found = statuses.find(({ metadata }) => metadata.name === name);
  if (found === undefined) refuse(sink, notFound({ group: "", resource: "componentstatus" }, name));
  else tellObject(sink, 200, view.object(found));
}

function componentStatus(name: string, condition: object): KubeObject {
  return { kind: "ComponentStatus", apiVersion: "v1", metadata: { name }, conditions: [{ type: "Healthy", ...condition }] };
}

function silent(address: string): object {
  return { status: "False", message: `Get "https://${address}/healthz": dial tcp ${address}: connect: connection refused` };
}
