import type { KubeObject } from "../../src/index.ts";

/** A pod of the given place. @param version what its status says, so that two of them differ */
export function pod(i: number, version: number, namespace = `ns-${i % 50}`): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `pod-${i}`, namespace, uid: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`, creationTimestamp: "2000-01-01T00:00:00Z",
      labels: { app: `app-${i % 100}`, tier: "backend" },
    },
    spec: {
      nodeName: `node-${i % 100}`,
      containers: [{ name: "main", image: "registry.example/app:1", resources: { requests: { cpu: "100m", memory: "64Mi" } } }],
    },
    status: { phase: "Running", observedGeneration: version, conditions: [{ type: "Ready", status: "True" }] },
  };
}

/** The same without what only a server writes. */
export function newPod(i: number): KubeObject {
  const { metadata: { name = "", labels = {} }, spec } = pod(i, 0) as KubeObject & { readonly spec: object };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "bench", labels }, spec };
}
