import type { Content, Table } from "../table.ts";

const node = (spec: unknown, rest: object = {}): Content => ({ spec, ...rest });
const taint = (...taints: unknown[]): Content => node({ taints });
const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const core = { path: "/api/v1/namespaces/{{ns}}/events", apiVersion: "v1", kind: "Event" };
const grouped = { path: "/apis/events.k8s.io/v1/namespaces/{{ns}}/events", apiVersion: "events.k8s.io/v1", kind: "Event" };
const eventTime = "2020-01-01T00:00:00.000000Z";
const here = { kind: "Pod", namespace: "{{ns}}", name: "p" };
const timed = { eventTime, regarding: here, reportingController: "a.b/c", reportingInstance: "i", action: "x", reason: "y", type: "Normal", note: "n" };

export const tables: readonly Table[] = [
  {
    name: "nodes",
    path: "/api/v1/nodes",
    apiVersion: "v1",
    kind: "Node",
    create: [
      { ...badMetadata }, { metadata: { name: "A_b" } }, taint({}), taint({ key: "a b", value: "c d", effect: "Foo" }), taint({ key: "a", effect: "NoSchedule" }, { key: "a", value: "x", effect: "NoSchedule" }, { key: "a", effect: "NoExecute" }),
      node({ podCIDRs: ["10.0.0.0/24", "10.0.1.0/24"] }), node({ podCIDR: "10.0.0.0/24", podCIDRs: ["10.0.1.0/24"] }), node({ podCIDR: "x" }), node({ podCIDR: "010.0.0.0/24" }), node({ podCIDRs: ["10.0.0.0/24", "fd00::/64", "fd01::/64"] }),
      node({ podCIDR: "10.0.0.0/24", externalID: "x", configSource: { configMap: { name: "a", namespace: "b", kubeletConfigKey: "c" } } }), node({ podCIDRs: ["10.0.0.0/24", "FD00::/64"] }),
      node({}, { status: { capacity: { cpu: "-1" }, allocatable: { memory: "-1" } } }), node({}, { status: { capacity: { pods: "1500m" } } }), node({}, { status: { capacity: { "foo.com/x": "500m" } } }), node({}, { status: { declaredFeatures: ["B", "A", "A", "a b"], nodeInfo: { swap: { capacity: 0 } } } }),
    ],
    change: [
      {
        from: { metadata: { name: "differential" }, spec: { podCIDR: "10.0.0.0/24", providerID: "a://b" } },
        to: [
          node({}), node({ podCIDR: "10.0.1.0/24", providerID: "a://c" }), node({ podCIDR: "10.0.0.0/24", podCIDRs: ["10.0.0.0/24"], providerID: "a://b", externalID: "x" }), { ...badMetadata },
          node({ podCIDR: "10.0.0.0/24", providerID: "a://b", taints: [{ key: "a b" }] }), node({ podCIDR: "10.0.0.0/24", providerID: "a://b", unschedulable: true, configSource: { configMap: { name: "a", namespace: "b", kubeletConfigKey: "c" } } }),
        ],
      },
      {
        from: { metadata: { name: "differential" } },
        subresource: "status",
        to: [
          { status: { addresses: [{ type: "InternalIP", address: "1.2.3.4" }, { type: "InternalIP", address: "1.2.3.4" }], capacity: { cpu: "-1" } } }, { ...badMetadata },
          { metadata: { labels: { a: "b" }, annotations: { c: "d" }, finalizers: ["e/f"] }, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } },
        ],
      },
    ],
  },
  {
    name: "namespaces",
    path: "/api/v1/namespaces",
    apiVersion: "v1",
    kind: "Namespace",
    create: [{ metadata: { name: "A" } }, { metadata: { name: "a.b" } }, { ...badMetadata }, { spec: { finalizers: ["a b", "foo"] } }, { spec: { finalizers: ["a/b"] }, status: { phase: "Terminating" } }, { metadata: { name: "x".repeat(64) } }],
  },
  {
    ...core,
    name: "events of the core group",
    create: [
      {}, { involvedObject: { namespace: "elsewhere" } }, { involvedObject: here }, { involvedObject: here, eventTime }, { involvedObject: { name: "x" }, eventTime, reportingComponent: "a b", reportingInstance: "x".repeat(129), action: "y".repeat(129), reason: "z".repeat(129), message: "m".repeat(1025) },
      { involvedObject: { namespace: "elsewhere" }, eventTime, reportingComponent: "a/b", reportingInstance: "i", action: "x", reason: "y" }, { ...badMetadata, involvedObject: here }, { metadata: { name: "A_b" }, involvedObject: here }, { metadata: { name: "a/b" }, involvedObject: here }, { metadata: { name: "a%" } },
    ],
    change: [{ from: { involvedObject: here, message: "x", count: 1 }, to: [{ involvedObject: here, message: "y", count: 2 }, { involvedObject: { namespace: "x" } }, { ...badMetadata, involvedObject: here }] }],
  },
  {
    ...grouped,
    name: "events of their own group",
    create: [
      {}, { regarding: here }, { ...timed, type: "Odd", series: { count: 1 } }, { ...timed, deprecatedFirstTimestamp: "2020-01-01T00:00:00Z", deprecatedLastTimestamp: "2020-01-01T00:00:00Z", deprecatedCount: 1, deprecatedSource: { component: "x" } },
      { ...timed, ...badMetadata }, { ...timed, metadata: { name: "A" } }, { ...timed, reportingController: "" }, timed,
    ],
    change: [{
      from: timed,
      to: [
        { ...timed, reason: "z", note: "other", action: "b", type: "Warning", reportingController: "d.e/f", reportingInstance: "j", related: { kind: "Node", name: "n" }, deprecatedCount: 3, deprecatedSource: { host: "h" }, deprecatedFirstTimestamp: "2020-01-01T00:00:00Z", eventTime: "2020-01-01T00:00:01.000000Z" },
        { ...timed, regarding: { ...here, name: "q" } }, { ...timed, series: { count: 1 } }, { ...timed, series: { count: 3, lastObservedTime: eventTime } }, { ...timed, ...badMetadata },
      ],
    }],
  },
];
