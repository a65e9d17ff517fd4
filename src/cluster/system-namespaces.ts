import type { KubeObject } from "../api/index.ts";
import { admit, rfc3339 } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";

/**
 * What every cluster has from its start. One frozen set, shared by all clusters of an epoch.
 *
 * @source kube-apiserver pkg/controlplane/controller/systemnamespaces, default namespace of the kubernetes service controller
 * @differs the uids are fixed, so that clusters of any seed agree on them
 */
export function systemNamespaces(epoch: Micros): readonly KubeObject[] {
  if (made?.epoch !== epoch) made = { epoch, objects: NAMES.map((name, i) => admit(namespace(name, i, rfc3339(epoch)))) };
  return made.objects;
}

const NAMES = ["default", "kube-node-lease", "kube-public", "kube-system"];

let made: { readonly epoch: Micros; readonly objects: readonly KubeObject[] } | undefined;

function namespace(name: string, index: number, creationTimestamp: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, uid: `00000000-0000-4000-8000-00000000000${index + 1}`, creationTimestamp, labels: { "kubernetes.io/metadata.name": name } },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  };
}
