import type { Cancel, Json, RequestBody, ResourceInfo } from "../../api/index.ts";
import type { CallOf, Client } from "../client.ts";
import type { ClientError } from "../transport/index.ts";
import type { EventSink } from "./event-broadcaster.ts";
import type { KubeEvent } from "./event.ts";

/** Writes events of core/v1 where they belong. @source client-go kubernetes/typed/core/v1 EventSinkImpl */
export function createEventSink(client: Pick<Client, "send">): EventSink {
  const send = (call: Omit<CallOf, "resource">, done: (answer: KubeEvent | ClientError) => void): Cancel =>
    client.send({ ...call, resource: events }, (answer) => done(answer.ok ? (answer.body as unknown as KubeEvent) : answer.error));
  return {
    create(event, done) {
      const { namespace = "default" } = event.metadata;
      return send({ verb: "create", namespace, body: { form: "object", value: event } as unknown as RequestBody }, done);
    },
    patch(event, patch, done) {
      const { namespace = "default", name = "" } = event.metadata;
      const body: RequestBody = { form: "patch", type: "application/strategic-merge-patch+json", value: patch as unknown as Json };
      return send({ verb: "patch", namespace, name, body }, done);
    },
  };
}

const events: ResourceInfo = {
  group: "", version: "v1", resource: "events", kind: "Event", listKind: "EventList", singular: "event", shortNames: ["ev"], namespaced: true,
  verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"], subresources: [],
};
