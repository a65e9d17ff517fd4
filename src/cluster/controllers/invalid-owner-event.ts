import type { JsonObject, ResourceInfo } from "../../api/index.ts";
import { rfc3339 } from "../../api/index.ts";
import type { CallOf } from "../../client/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { OwnerNode } from "./owner-graph.ts";
import { identityText, ownerIdentity } from "./owner-graph.ts";

const COMPONENT = "garbage-collector-controller";

/**
 * Tells of a dependent whose owner lives in another namespace. Undefined where it no longer names that owner.
 *
 * @source kubernetes pkg/controller/garbagecollector/graph_builder.go reportInvalidNamespaceOwnerRef, client-go tools/record/event.go
 * @limits told once an observation: repeated events are not counted up
 */
export function invalidOwnerEvent(events: ResourceInfo, { identity, owners }: OwnerNode, ownerUid: string, wall: Micros): CallOf | undefined {
  const reference = owners.find(({ uid }) => uid === ownerUid);
  if (reference === undefined) return undefined;
  const { apiVersion, kind, name, uid } = identity;
  const namespace = identity.namespace === "" ? "default" : identity.namespace;
  const at = rfc3339(wall);
  const value: JsonObject = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${(BigInt(wall) * 1000n).toString(16)}`, namespace },
    involvedObject: { kind, ...(identity.namespace === "" ? {} : { namespace: identity.namespace }), name, uid, apiVersion },
    reason: "OwnerRefInvalidNamespace",
    message: `ownerRef ${identityText(ownerIdentity(reference, identity.namespace))} does not exist in namespace ${JSON.stringify(identity.namespace)}`,
    source: { component: COMPONENT },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
    type: "Warning",
    reportingComponent: COMPONENT,
    reportingInstance: "",
  };
  return { verb: "create", resource: events, namespace, body: { form: "object", value } };
}
