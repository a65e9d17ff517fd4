import type { JsonObject, KubeObject } from "../../api/index.ts";
import type { ClientError } from "../../client/index.ts";
import { createRateLimitingQueue, defaultControllerLimiter, isAlreadyExists, isNotFound, isTombstone } from "../../client/index.ts";
import type { CoreController, CoreParts } from "./core-parts.ts";
import { createWorkers, type Afterwards, type Work } from "./work.ts";

/**
 * The service account "default" in every namespace.
 *
 * @source kubernetes pkg/controller/serviceaccount/serviceaccounts_controller.go
 */
export function defaultServiceAccounts({ scope, clock, client, monitors, info, revision }: CoreParts): CoreController {
  const namespaces = info("", "namespaces");
  const accounts = info("", "serviceaccounts");
  const queue = createRateLimitingQueue<string>({ scope, clock, label: "service accounts" }, defaultControllerLimiter(clock));
  monitors.handle(namespaces, { onAdd: ({ metadata }) => queue.add(metadata.name ?? ""), onUpdate: (_, { metadata }) => queue.add(metadata.name ?? "") }, "service accounts");
  monitors.handle(accounts, { onDelete(gone) {
      const account = isTombstone(gone) ? gone.object : gone;
      if (account !== undefined) queue.add(account.metadata.namespace ?? "");
    } }, "service accounts");

  function* sync(namespace: string): Work<Afterwards> {
    const found = monitors.of(namespaces).store.get(namespace);
    if (found === undefined || !isActive(found) || monitors.of(accounts).store.has(`${namespace}/default`)) return "done";
    const value: JsonObject = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
    const answer = yield { verb: "create", resource: accounts, namespace, body: { form: "object", value } };
    return answer.ok || isAlreadyExists(answer.error) || isTerminating(answer.error) ? "done" : "again";
  }

  return createWorkers({ scope, label: "service accounts", queue, send: client.send.bind(client), count: 1, revision, work: sync });
}

const NAME = "kube-root-ca.crt";
const DESCRIPTION = "kubernetes.io/description";
/** What the annotation of the real one says. */
const ABOUT = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. " +
  "No other usage is guaranteed across distributions of Kubernetes clusters.";

/**
 * The config map "kube-root-ca.crt" in every namespace, and as it should be.
 *
 * @source kubernetes pkg/controller/certificates/rootcacertpublisher/publisher.go
 * @param certificate PEM
 */
export function rootCertificates({ scope, clock, client, monitors, info, revision }: CoreParts, certificate: string): CoreController {
  const namespaces = info("", "namespaces");
  const maps = info("", "configmaps");
  const queue = createRateLimitingQueue<string>({ scope, clock, label: "root certificates" }, defaultControllerLimiter(clock));
  const changed = ({ metadata: { name, namespace = "" } }: KubeObject): void => {
    if (name === NAME) queue.add(namespace);
  };
  monitors.handle(namespaces, {
    onAdd: ({ metadata }) => queue.add(metadata.name ?? ""),
    onUpdate(_, namespace) {
      if (isActive(namespace)) queue.add(namespace.metadata.name ?? "");
    },
  }, "root certificates");
  monitors.handle(maps, {
    onUpdate: (_, map) => changed(map),
    onDelete(gone) {
      const object = isTombstone(gone) ? gone.object : gone;
      if (object !== undefined) changed(object);
    },
  }, "root certificates");

  function* sync(namespace: string): Work<Afterwards> {
    const found = monitors.of(maps).store.get(`${namespace}/${NAME}`);
    const data = { "ca.crt": certificate };
    if (found === undefined) {
      const value: JsonObject = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: NAME, annotations: { [DESCRIPTION]: ABOUT } }, data };
      const answer = yield { verb: "create", resource: maps, namespace, body: { form: "object", value } };
      return answer.ok || isNotFound(answer.error) || isTerminating(answer.error) ? "done" : "again";
    }
    const { annotations = {} } = found.metadata;
    const held = (found["data"] ?? {}) as JsonObject;
    if (Object.keys(held).length === 1 && held["ca.crt"] === certificate && (annotations[DESCRIPTION] ?? "") !== "") return "done";
    const value = { ...found, data, metadata: { ...found.metadata, annotations: { ...annotations, [DESCRIPTION]: ABOUT } } } as unknown as JsonObject;
    const answer = yield { verb: "update", resource: maps, namespace, name: NAME, body: { form: "object", value } };
    return answer.ok ? "done" : "again";
  }

  return createWorkers({ scope, label: "root certificates", queue, send: client.send.bind(client), count: 1, revision, work: sync });
}

function isActive({ status }: KubeObject): boolean {
  return (status as { readonly phase?: string } | undefined)?.phase === "Active";
}

/** @source client-go HasStatusCause with NamespaceTerminatingCause */
function isTerminating(error: ClientError): boolean {
  return error.kind === "status" && (error.status.details?.causes ?? []).some(({ reason }) => reason === "NamespaceTerminating");
}
