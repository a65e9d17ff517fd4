import type { Table } from "../table.ts";

const range = (...limits: unknown[]): { spec: unknown } => ({ spec: { limits } });
const quota = (hard: unknown, rest: object = {}): { spec: unknown } => ({ spec: { hard, ...rest } });

export const tables: readonly Table[] = [
  {
    name: "limit ranges",
    path: "/api/v1/namespaces/{{ns}}/limitranges",
    apiVersion: "v1",
    kind: "LimitRange",
    create: [
      {}, range({ type: "Foo" }), range({ type: "a b" }), range({ type: "x.y/z", max: { foo: "1" } }), range({ type: "Pod" }, { type: "Pod" }),
      range({ type: "Pod", default: { cpu: "1" }, defaultRequest: { cpu: "1" }, max: { storage: "1" } }), range({ type: "Container", max: { "a b": "1" } }),
      range({ type: "Container", max: { "foo.com/bar": "1" }, min: { "requests.foo.com/bar": "1" } }), range({ type: "Container", min: { "kubernetes.io/x": "1" } }),
      range({ type: "Container", max: { cpu: "1" }, min: { cpu: "2" } }), range({ type: "Container", min: { cpu: "500m" }, defaultRequest: { cpu: "100m" } }),
      range({ type: "Container", max: { cpu: "1" }, defaultRequest: { cpu: "2" }, default: { cpu: "3" } }), range({ type: "Container", default: { cpu: "1" }, defaultRequest: { cpu: "2" } }),
      range({ type: "Container", min: { cpu: "2" }, default: { cpu: "1" } }), range({ type: "Container", maxLimitRequestRatio: { cpu: "500m" } }),
      range({ type: "Container", maxLimitRequestRatio: { memory: "10" }, min: { memory: "100Mi" }, max: { memory: "300Mi" } }),
      range({ type: "Container", maxLimitRequestRatio: { cpu: "1500m" }, min: { cpu: "3" }, max: { cpu: "4" } }),
      range({ type: "Container", default: { "hugepages-2Mi": "4Mi" }, defaultRequest: { "hugepages-2Mi": "2Mi" } }), range({ type: "PersistentVolumeClaim" }),
      range({ type: "PersistentVolumeClaim", max: { storage: "1Gi" }, min: { foo: "1" } }), { metadata: { labels: { "a b": "c" } }, spec: { limits: [{ type: "Foo" }] } },
    ],
    change: [{ from: range({ type: "Pod", max: { cpu: "1" } }), to: [range({ type: "Foo" }), { metadata: { labels: { "a b": "c" }, finalizers: ["x"] } }, range({ type: "Pod", max: { cpu: "2" } })] }],
  },
  {
    name: "resource quotas",
    path: "/api/v1/namespaces/{{ns}}/resourcequotas",
    apiVersion: "v1",
    kind: "ResourceQuota",
    create: [
      {}, quota({ foo: "1" }), quota({ "a b": "1" }), quota({ cpu: "-1" }), quota({ pods: "1500m" }), quota({ "count/pods": "1500m" }), quota({ "requests.foo.com/x": "500m" }), quota({ storage: "1" }),
      quota({ pods: "1" }, { scopes: ["Foo"] }), quota({ "requests.storage": "1" }, { scopes: ["Terminating"] }), quota({ cpu: "1", pods: "1" }, { scopes: ["BestEffort", "NotBestEffort"] }),
      quota({ pods: "1" }, { scopes: ["Terminating", "NotTerminating"] }), quota({ pods: "1" }, { scopeSelector: { matchExpressions: [{ scopeName: "Foo", operator: "Exists" }] } }),
      quota({ pods: "1" }, { scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In" }] } }),
      quota({ pods: "1" }, { scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "Exists", values: ["a"] }] } }),
      quota({ services: "1" }, { scopeSelector: { matchExpressions: [{ scopeName: "BestEffort", operator: "In", values: ["x"] }] } }),
      quota({ pods: "1" }, { scopeSelector: { matchExpressions: [{ scopeName: "BestEffort", operator: "Foo" }, { scopeName: "NotBestEffort", operator: "Exists" }] } }),
      quota({ cpu: "1" }, { scopes: ["VolumeAttributesClass"] }), quota({ persistentvolumeclaims: "1" }, { scopes: ["VolumeAttributesClass", "PriorityClass"] }),
    ],
    change: [
      { from: quota({ pods: "1" }, { scopes: ["Terminating"] }), to: [quota({ pods: "-1" }, { scopes: ["Terminating"] }), quota({ pods: "1" }), quota({ pods: "1" }, { scopes: ["BestEffort"] }), { metadata: { labels: { "a b": "c" } } }] },
      { from: quota({ pods: "1" }), subresource: "status", to: [{ status: { hard: { foo: "1" }, used: { pods: "-1" } } }, { metadata: { labels: { a: "b" } }, status: { hard: { pods: "1" } } }] },
    ],
  },
];
