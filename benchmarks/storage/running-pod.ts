import type { KubeObject } from "../../src/api/index.ts";
import { admit } from "../../src/api/index.ts";

/** A pod with two containers as a cluster has it: about 5 KB of JSON. */
export function runningPod(): KubeObject {
  const container = (name: string): object => ({
    name, image: `registry.example/${name}:1.27.3`, imagePullPolicy: "IfNotPresent", terminationMessagePath: "/dev/termination-log", terminationMessagePolicy: "File",
    ports: [{ containerPort: 8080, name: "http", protocol: "TCP" }, { containerPort: 9090, name: "metrics", protocol: "TCP" }],
    env: Array.from({ length: 8 }, (_, i) => ({ name: `SETTING_${i}`, value: `value-of-setting-${i}` })),
    resources: { limits: { cpu: "500m", memory: "512Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
    livenessProbe: { failureThreshold: 3, httpGet: { path: "/healthz", port: 8080, scheme: "HTTP" }, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
    readinessProbe: { failureThreshold: 3, httpGet: { path: "/readyz", port: 8080, scheme: "HTTP" }, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
    volumeMounts: [{ mountPath: "/etc/config", name: "config" }, { mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", name: "kube-api-access", readOnly: true }],
  });
  const containerStatus = (name: string): object => ({
    name, image: `registry.example/${name}:1.27.3`, imageID: `registry.example/${name}@sha256:${"0123456789abcdef".repeat(4)}`, containerID: `containerd://${"fedcba9876543210".repeat(4)}`,
    ready: true, restartCount: 0, started: true, state: { running: { startedAt: "2026-01-01T00:00:12Z" } }, lastState: {},
  });
  const condition = (type: string): object => ({ type, status: "True", lastProbeTime: null, lastTransitionTime: "2026-01-01T00:00:14Z" });
  return admit({
    apiVersion: "v1", kind: "Pod",
    metadata: {
      name: "web-5d4f8c7b9d-x2x4z", namespace: "shop", uid: "3b0a52a2-6ab8-4a7e-9a34-1c3f2f8f9b11", generateName: "web-5d4f8c7b9d-", creationTimestamp: "2026-01-01T00:00:00Z",
      labels: { app: "web", "pod-template-hash": "5d4f8c7b9d", tier: "frontend", version: "v3" },
      annotations: { "checksum/config": "0123456789abcdef".repeat(4), "prometheus.io/scrape": "true", "prometheus.io/port": "9090" },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-5d4f8c7b9d", uid: "6e0c1f9c-52a0-4a86-a4d4-b7c8d1c7ce11", controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      containers: [container("app"), container("sidecar")], dnsPolicy: "ClusterFirst", enableServiceLinks: true, nodeName: "node-17", preemptionPolicy: "PreemptLowerPriority", priority: 0,
      restartPolicy: "Always", schedulerName: "default-scheduler", securityContext: {}, serviceAccount: "default", serviceAccountName: "default", terminationGracePeriodSeconds: 30,
      tolerations: ["not-ready", "unreachable"].map((key) => ({ effect: "NoExecute", key: `node.kubernetes.io/${key}`, operator: "Exists", tolerationSeconds: 300 })),
      volumes: [{ name: "config", configMap: { name: "web", defaultMode: 420 } }, { name: "kube-api-access", projected: { defaultMode: 420, sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: "token" } }] } }],
    },
    status: {
      phase: "Running", hostIP: "10.0.0.17", podIP: "10.244.17.4", podIPs: [{ ip: "10.244.17.4" }], qosClass: "Burstable", startTime: "2026-01-01T00:00:00Z",
      conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition),
      containerStatuses: [containerStatus("app"), containerStatus("sidecar")],
    },
  } satisfies KubeObject);
}
