import type { Content, Table } from "../table.ts";

const labels = { a: "b" };
const selector = { matchLabels: labels };
const spec = { containers: [{ name: "c", image: "i:1" }] };
const template = { metadata: { labels }, spec };
const of = (rest: object = {}): Content => ({ spec: { selector, template, ...rest } });
const apps = (resource: string, kind: string): { readonly path: string; readonly apiVersion: string; readonly kind: string } => ({ path: `/apis/apps/v1/namespaces/{{ns}}/${resource}`, apiVersion: "apps/v1", kind });
const batch = (resource: string, kind: string): { readonly path: string; readonly apiVersion: string; readonly kind: string } => ({ path: `/apis/batch/v1/namespaces/{{ns}}/${resource}`, apiVersion: "batch/v1", kind });

const badMetadata: Content = { metadata: { labels: { "a b": "c d" }, annotations: { "x y": "" } } };
const badTemplates: readonly Content[] = [
  {}, of(), { spec: {} }, { spec: { selector: {}, template } }, { spec: { selector: { matchLabels: { "a b": "c d" } }, template } }, { spec: { selector: { matchLabels: { a: "z" } }, template } }, of({ template: {} }), of({ template: { metadata: { labels } } }),
  { spec: { selector: { matchExpressions: [{ key: "a", operator: "Foo" }, { key: "a", operator: "In" }, { key: "a", operator: "Exists", values: ["x"] }] }, template } }, of({ template: { metadata: { labels: { a: "b", "c d": "" } }, spec } }),
  of({ template: { metadata: { labels }, spec: { containers: [{ name: "A_b", image: "" }] } } }), of({ template: { metadata: { labels }, spec: { ...spec, restartPolicy: "Never" } } }), of({ template: { metadata: { labels }, spec: { ...spec, activeDeadlineSeconds: 5 } } }),
  of({ template: { metadata: { labels }, spec: { ...spec, ephemeralContainers: [{ name: "e", image: "i" }] } } }), { ...badMetadata, spec: { selector, template } }, { metadata: { name: "A_b" }, spec: { selector, template } },
  of({ template: { metadata: { labels }, spec: { ...spec, nodeSelector: { "beta.kubernetes.io/os": "linux" } } } }), of({ replicas: -1 }), of({ minReadySeconds: -1 }), of({ revisionHistoryLimit: -1 }),
];
const changes: readonly Content[] = [
  of(), of({ selector: { matchLabels: { a: "b", c: "d" } } }), of({ selector: { matchLabels: { c: "d" } }, template: { metadata: { labels: { c: "d" } }, spec } }), of({ template: { metadata: { labels: { a: "c" } }, spec } }), of({ replicas: -1 }), of({ template: { metadata: { labels }, spec: { ...spec, hostNetwork: true, nodeSelector: { "node-role.kubernetes.io/master": "" } } } }),
  { ...badMetadata, spec: { selector, template } }, of({ template: { metadata: { labels }, spec: { containers: [{ name: "A_b" }] } } }),
];
const badCounts = (...fields: readonly string[]): readonly Content[] => fields.map((field) => ({ status: { replicas: 1, [field]: -1 } }));

const job = (rest: object = {}, pods: object = {}): Content => ({ spec: { template: { spec: { restartPolicy: "Never", ...spec, ...pods } }, ...rest } });
const cron = (rest: object = {}, inner: object = {}): Content => ({ spec: { schedule: "* * * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: "Never", ...spec } }, ...inner } }, ...rest } });
const failing = (rule: object): Content => job({ podFailurePolicy: { rules: [rule] } });

export const tables: readonly Table[] = [
  {
    ...apps("deployments", "Deployment"),
    name: "deployments",
    create: [
      ...badTemplates, of({ strategy: { type: "Foo" } }), of({ strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } }), of({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }), of({ strategy: { rollingUpdate: { maxSurge: "x%", maxUnavailable: "200%" } } }),
      of({ strategy: { rollingUpdate: { maxSurge: -1, maxUnavailable: "-5%" } } }), of({ progressDeadlineSeconds: 0 }), of({ progressDeadlineSeconds: 5, minReadySeconds: 5 }), of({ progressDeadlineSeconds: -1 }), of({ strategy: { rollingUpdate: { maxSurge: "0%", maxUnavailable: "0%" } } }),
    ],
    change: [
      { from: of(), to: changes },
      { from: of(), status: { observedGeneration: 1, replicas: 2, collisionCount: 2 }, subresource: "status", to: [...badCounts("observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "terminatingReplicas", "collisionCount"), { status: { replicas: 1, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 4, collisionCount: 1 } }, { status: { replicas: 3, readyReplicas: 1, availableReplicas: 2, collisionCount: 3 } }] },
    ],
  },
  {
    ...apps("replicasets", "ReplicaSet"),
    name: "replica sets",
    create: badTemplates,
    change: [
      { from: of(), to: changes },
      { from: of(), subresource: "status", to: [...badCounts("fullyLabeledReplicas", "replicas", "readyReplicas", "availableReplicas", "observedGeneration", "terminatingReplicas"), { status: { replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 3, availableReplicas: 4 } }] },
    ],
  },
  {
    path: "/api/v1/namespaces/{{ns}}/replicationcontrollers", apiVersion: "v1", kind: "ReplicationController",
    name: "replication controllers",
    create: [{}, { spec: {} }, { spec: { template } }, { spec: { selector: labels, template } }, { spec: { selector: { a: "z" }, template } }, { spec: { selector: { "a b": "c d" }, template } }, { spec: { selector: labels } }, { spec: { selector: labels, template, replicas: -1, minReadySeconds: -1 } }, { spec: { selector: labels, template: { metadata: { labels }, spec: { ...spec, restartPolicy: "Never" } } } }, { spec: { selector: labels, template: { metadata: { labels }, spec: { containers: [{ name: "A_b" }] } } } }, { metadata: { name: "A_b" }, spec: { template } }, { ...badMetadata, spec: { template } }],
    change: [
      { from: { spec: { template } }, to: [{ spec: { template } }, { spec: { template, replicas: -1 } }, { spec: { selector: { a: "z" }, template } }, { spec: { selector: { c: "d" }, template: { metadata: { labels: { c: "d" } }, spec } } }, { ...badMetadata, spec: { template } }] },
      { from: { metadata: { name: "b" }, spec: { template } }, subresource: "status", to: [...badCounts("fullyLabeledReplicas", "replicas", "readyReplicas", "availableReplicas", "observedGeneration"), { status: { replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 3, availableReplicas: 4 } }] },
    ],
  },
  {
    ...apps("daemonsets", "DaemonSet"),
    name: "daemon sets",
    create: [
      ...badTemplates.filter(({ spec: each }) => (each as { readonly replicas?: number } | undefined)?.replicas === undefined), of({ updateStrategy: { type: "Foo" } }), of({ updateStrategy: { type: "OnDelete" } }), of({ updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } }),
      of({ updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }), of({ updateStrategy: { rollingUpdate: { maxSurge: "x%" } } }), of({ updateStrategy: { rollingUpdate: { maxUnavailable: "200%" } } }), of({ updateStrategy: { rollingUpdate: { maxUnavailable: -1 } } }),
    ],
    change: [
      { from: of(), to: changes.filter(({ spec: each }) => (each as { readonly replicas?: number } | undefined)?.replicas === undefined) },
      { from: { metadata: { annotations: { "deprecated.daemonset.template.generation": "1" } }, ...of() }, status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0, collisionCount: 2 }, subresource: "status", to: ["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount"].map((field) => ({ status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0, [field]: -1 } })) },
    ],
  },
  {
    ...apps("statefulsets", "StatefulSet"),
    name: "stateful sets",
    create: [
      ...badTemplates, of({ serviceName: "A_b" }), of({ podManagementPolicy: "Foo" }), of({ updateStrategy: { type: "Foo" } }), of({ updateStrategy: { type: "OnDelete", rollingUpdate: { partition: 1 } } }), of({ updateStrategy: { rollingUpdate: { partition: -1 } } }), of({ updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }),
      of({ ordinals: { start: -1 } }), of({ persistentVolumeClaimRetentionPolicy: { whenDeleted: "Foo", whenScaled: "Delete" } }), of({ volumeClaimTemplates: [{ metadata: { name: "A_b" }, spec: {} }] }), of({ volumeClaimTemplates: [{ metadata: { name: "v" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } }] }),
    ],
    change: [
      { from: of({ serviceName: "s" }), to: [...changes, of({ serviceName: "s" }), of({ serviceName: "s", podManagementPolicy: "Parallel" }), of({ serviceName: "s", revisionHistoryLimit: 3, minReadySeconds: 2, ordinals: { start: 2 } }), of({ serviceName: "s", volumeClaimTemplates: [{ metadata: { name: "v" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } }] })] },
      { from: of(), status: { replicas: 0, collisionCount: 2 }, subresource: "status", to: [...badCounts("observedGeneration", "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "collisionCount"), { status: { replicas: 1, readyReplicas: 2, currentReplicas: 3, updatedReplicas: 4, availableReplicas: 5, collisionCount: 1 } }] },
    ],
  },
  {
    ...batch("jobs", "Job"),
    name: "jobs",
    create: [
      { spec: {} }, job(), job({}, { restartPolicy: "Always" }), job({ selector }), job({ manualSelector: true, selector }), job({ manualSelector: true, selector, template: { metadata: { labels }, spec: { ...spec, restartPolicy: "Never" } } }), job({ parallelism: -1, completions: -1, backoffLimit: -1, activeDeadlineSeconds: -1, ttlSecondsAfterFinished: -1 }),
      job({ completionMode: "Foo" }), job({ completionMode: "Indexed" }), job({ completionMode: "Indexed", completions: 3, backoffLimitPerIndex: 1, maxFailedIndexes: 5 }), job({ backoffLimitPerIndex: 1 }), job({ maxFailedIndexes: 1 }), job({ completionMode: "Indexed", completions: 100_001, parallelism: 100_001 }),
      job({ completionMode: "Indexed", completions: 200_000, parallelism: 20_000, backoffLimitPerIndex: 1 }), job({ managedBy: "x" }), job({ managedBy: "a.b/c" }), job({ podReplacementPolicy: "Foo" }), job({ podReplacementPolicy: "TerminatingOrFailed", podFailurePolicy: { rules: [] } }), failing({}), failing({ action: "Foo" }), failing({ action: "FailJob", onExitCodes: { operator: "Foo", values: [1] } }),
      failing({ action: "FailJob", onExitCodes: { operator: "In", values: [0, 1, 1, 0] } }), failing({ action: "FailJob", onExitCodes: { containerName: "z", operator: "NotIn", values: [3, 2] } }), failing({ action: "FailIndex", onPodConditions: [{ type: "a b", status: "Foo" }] }), failing({ action: "Count", onPodConditions: [{ type: "A", status: "True" }], onExitCodes: { operator: "In", values: [1] } }),
      job({ podFailurePolicy: { rules: Array.from({ length: 21 }, () => ({ action: "Ignore", onPodConditions: [{ type: "A" }] })) } }), job({ podFailurePolicy: { rules: [] } }, { restartPolicy: "OnFailure" }), job({ completionMode: "Indexed", completions: 3, successPolicy: { rules: [{}, { succeededIndexes: "0-5" }, { succeededCount: 9 }, { succeededIndexes: "2,1", succeededCount: 1 }, { succeededIndexes: "x" }] } }),
      job({ suspend: true, completionMode: "Indexed", completions: 2 }, { subdomain: "s" }), { metadata: { name: "x".repeat(60) }, ...job({ completionMode: "Indexed", completions: 200 }) }, { metadata: { name: "a.b" }, ...job() }, { ...badMetadata, ...job() }, job({}, { containers: [{ name: "A_b" }] }), job({ completions: 1, parallelism: 5 }),
    ],
    change: [
      {
        from: job({ suspend: true, completions: 2, parallelism: 1 }),
        to: [job({ suspend: false, completions: 2, parallelism: 1 }), job({ completions: 3 }), job({ completions: 2, completionMode: "Indexed" }), job({ completions: 2, parallelism: -1 }), job({ completions: 2, manualSelector: true }), job({ completions: 2, suspend: true }, { nodeSelector: { a: "b" } }), job({ completions: 2 }, { hostNetwork: true }), job({ completions: 2, backoffLimitPerIndex: 1 }), job({ completions: 2, managedBy: "a.b/c" }), job({ completions: 2, successPolicy: { rules: [{ succeededCount: 1 }] } })],
      },
      { from: { metadata: { name: "b" }, ...job() }, to: [job({}, { nodeSelector: { a: "b" } }), job({ activeDeadlineSeconds: 5, backoffLimit: 3, ttlSecondsAfterFinished: 1 })] },
      {
        from: { metadata: { name: "c", labels }, ...job({ completions: 2, completionMode: "Indexed" }) }, status: { startTime: "2026-01-01T00:00:00Z", active: 1 }, subresource: "status",
        to: [{ status: { active: -1 } }, { status: { succeeded: -1 } }, { status: { failed: -1 } }, { status: { ready: -1 } }, { status: { ready: 5, active: 1, startTime: "2026-01-01T00:00:00Z" } }, { status: { terminating: -1 } }, { status: { startTime: "2026-01-02T00:00:00Z" } }, { status: { startTime: "2026-01-01T00:00:00Z", completedIndexes: "0-5" } }, { status: { startTime: "2026-01-01T00:00:00Z", failedIndexes: "0" } }, { status: { startTime: "2026-01-01T00:00:00Z", completedIndexes: "x" } },
          { status: { startTime: "2026-01-01T00:00:00Z", completionTime: "2026-01-01T00:00:00Z" } }, { status: { startTime: "2026-01-01T00:00:00Z", conditions: [{ type: "Complete", status: "True" }] } }, { status: { startTime: "2026-01-01T00:00:00Z", conditions: [{ type: "Failed", status: "True" }, { type: "Complete", status: "True" }] } }, { status: { startTime: "2026-01-01T00:00:00Z", uncountedTerminatedPods: { succeeded: ["a", "a", ""], failed: ["a", "b"] } } }],
      },
    ],
  },
  {
    ...batch("cronjobs", "CronJob"),
    name: "cron jobs",
    create: [
      {}, { spec: {} }, cron(), ...["", "x", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-1 * * * *", "1-2-3 * * * *", "a-b * * * *", "@hourly", "@foo", "@every 1h", "@every x", "TZ=UTC * * * * *", "CRON_TZ=Foo * * * * *", "TZ=UTC", "* * * JAN MON", "1,2,3/2 * * * *", "-1 * * * *", "99999999999999999999 * * * *"].map((schedule) => cron({ schedule })),
      ...["", "UTC", "Europe/Berlin", "europe/berlin", "Foo/Bar", "Local", "local", "a b", "../x", "US/EASTERN"].map((timeZone) => cron({ timeZone })), cron({ schedule: "TZ=UTC * * * * *", timeZone: "UTC" }), cron({ startingDeadlineSeconds: -1, successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: -1, concurrencyPolicy: "Foo" }), cron({ concurrencyPolicy: "" }),
      cron({}, { manualSelector: true, selector }), cron({}, { parallelism: -1 }), cron({}, { template: { spec } }), { metadata: { name: "x".repeat(53) }, ...cron() }, { metadata: { name: "x".repeat(52) }, ...cron() }, { metadata: { name: "A_b" }, ...cron() }, { ...badMetadata, ...cron() },
    ],
    change: [{ from: cron(), to: [cron({ schedule: "x" }), cron({ schedule: "TZ=UTC * * * * *" }), cron({ timeZone: "Foo" }), cron({}, { parallelism: -1 }), cron({ suspend: true }), { ...badMetadata, ...cron() }] }, { from: { metadata: { name: "b" }, ...cron() }, subresource: "status", to: [{ status: { lastScheduleTime: "2026-01-01T00:00:00Z" } }, { ...badMetadata }] }],
  },
  {
    ...apps("controllerrevisions", "ControllerRevision"),
    name: "controller revisions",
    create: [{}, { revision: -1 }, { revision: 1, data: { a: 1 } }, { revision: 1, data: null }, { metadata: { name: "A_b" }, revision: 1, data: {} }],
    change: [{ from: { revision: 1, data: { a: 1 } }, to: [{ revision: 2, data: { a: 1 } }, { revision: 1, data: { a: 2 } }, { revision: -1, data: { a: 1 } }, { revision: 1 }] }],
  },
  {
    path: "/api/v1/namespaces/{{ns}}/podtemplates", apiVersion: "v1", kind: "PodTemplate",
    name: "pod templates",
    create: [{}, { template }, { template: { metadata: { labels: { "a b": "" } }, spec: { containers: [{ name: "A_b" }] } } }, { metadata: { name: "A_b" }, template }],
    change: [{ from: { template }, to: [{ template: { spec: { containers: [] } } }, { template: { spec: { ...spec, restartPolicy: "Never" } } }] }],
  },
];
