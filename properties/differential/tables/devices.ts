import type { Content, Table } from "../table.ts";

const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const apiVersion = "resource.k8s.io/v1";
const base = `/apis/${apiVersion}`;
const exactly = (of: object = {}): object => ({ name: "r", exactly: { deviceClassName: "c", ...of } });
const devices = (of: object): object => ({ devices: of });
const bad: readonly object[] = [
  {}, devices({ requests: [exactly(), exactly(), { name: "A" }, { name: "b", exactly: { deviceClassName: "c" }, firstAvailable: [{ name: "x", deviceClassName: "c" }] }] }),
  devices({ requests: [exactly({ deviceClassName: "" })] }), devices({ requests: [exactly({ deviceClassName: "A b", allocationMode: "Foo" })] }), devices({ requests: [exactly({ allocationMode: "All", count: 2 })] }), devices({ requests: [exactly({ allocationMode: "ExactCount", count: -1 })] }),
  devices({ requests: [exactly({ selectors: [{}], tolerations: [{ operator: "Foo", effect: "Bar", key: "a b" }, { operator: "Exists", value: "x" }, { operator: "Equal", value: "a b" }] })] }),
  devices({ requests: [{ name: "r", firstAvailable: [{ name: "", deviceClassName: "" }, { name: "x", deviceClassName: "c" }, { name: "x", deviceClassName: "c" }] }] }),
  devices({ requests: [exactly()], constraints: [{ requests: ["r", "r", "q", "a/b/c", "r/s"] }, { matchAttribute: "x" }, { matchAttribute: "a.b/c-d" }, { distinctAttribute: "/" }] }),
  devices({ requests: [exactly()], config: [{}, { requests: ["z"], opaque: { driver: "", parameters: 5 } }, { opaque: { driver: "a.b", parameters: { a: 1 } } }] }),
  devices({ requests: Array.from({ length: 33 }, (_, i) => ({ ...exactly(), name: `r${i}` })) }),
];

export const tables: readonly Table[] = [
  { name: "resource claims", path: `${base}/namespaces/{{ns}}/resourceclaims`, apiVersion, kind: "ResourceClaim", create: [...bad.map((spec) => ({ spec })), { spec: {}, ...badMetadata }], change: [{ from: { spec: devices({ requests: [exactly()] }) }, to: [{ spec: devices({ requests: [exactly({ count: 2 })] }) }, { spec: devices({ requests: [exactly()] }), ...badMetadata }] }] },
  { name: "claim templates", path: `${base}/namespaces/{{ns}}/resourceclaimtemplates`, apiVersion, kind: "ResourceClaimTemplate", create: [...bad.map((spec) => ({ spec: { spec } })), { spec: { metadata: badMetadata.metadata, spec: {} } }], change: [{ from: { spec: { spec: devices({ requests: [exactly()] }) } }, to: [{ spec: { spec: {} } }, { spec: { spec: devices({ requests: [exactly()] }) }, ...badMetadata }] }] },
  {
    name: "device classes", path: `${base}/deviceclasses`, apiVersion, kind: "DeviceClass",
    create: [{ spec: { selectors: [{}], config: [{ opaque: { driver: "A_b", parameters: null } }] } }, { spec: { extendedResourceName: "foo" } }, { spec: { extendedResourceName: "a.kubernetes.io/b" } }, { spec: { extendedResourceName: "a.b/c" } }, { ...badMetadata, spec: {} }],
    change: [{ from: { metadata: { name: "differential" }, spec: {} }, to: [{ spec: { selectors: [{}] } }, { spec: { extendedResourceName: "a.b/c" } }, { spec: {}, ...badMetadata }] }],
  },
];
