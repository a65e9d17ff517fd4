import type { KubeObject } from "../api/index.ts";
import { createRegistry, rfc3339 } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import { createLoader, createStorage } from "../server/index.ts";
import type { Storage } from "../server/index.ts";

/**
 * The store that a cluster begins with: the namespaces of the system. One frozen base, made at the first use of an epoch;
 * each cluster forks it, which shares the objects and costs next to nothing.
 *
 * @source kube-apiserver pkg/controlplane/controller/systemnamespaces, default namespace of the kubernetes service controller
 * @differs the uids are fixed, so that clusters of any seed agree on them
 */
export function baseStorage(epoch: Micros): Storage {
  if (made?.epoch !== epoch) {
    const storage = createStorage({ now: () => 0 });
    createLoader(storage, createRegistry()).load(NAMES.map((name, i) => namespace(name, i, rfc3339(epoch))));
    made = { epoch, storage };
  }
  return made.storage;
}

const NAMES = ["default", "kube-node-lease", "kube-public", "kube-system"];

let made: { readonly epoch: Micros; readonly storage: Storage } | undefined;

function namespace(name: string, index: number, creationTimestamp: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, uid: `00000000-0000-4000-8000-00000000000${index + 1}`, creationTimestamp, labels: { "kubernetes.io/metadata.name": name } },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  };
}
