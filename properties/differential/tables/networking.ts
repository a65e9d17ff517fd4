import type { Change, Content, Table } from "../table.ts";

const group = "/apis/networking.k8s.io/v1";
const namespaced = `${group}/namespaces/{{ns}}`;
const backend = (service: unknown): { defaultBackend: unknown } => ({ defaultBackend: { service } });
const rule = (path: object, host?: string): Content => ({ spec: { rules: [{ ...(host === undefined ? {} : { host }), http: { paths: [{ pathType: "Prefix", path: "/", backend: { service: { name: "a", port: { number: 80 } } }, ...path }] } }] } });
const sound = { spec: backend({ name: "a", port: { number: 80 } }) };
const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const peer = (each: unknown): Content => ({ spec: { podSelector: {}, ingress: [{ from: [each] }], egress: [{ to: [each] }] } });
const policyPort = (each: unknown): Content => ({ spec: { podSelector: {}, ingress: [{ ports: [each] }] } });
const parameters = (of: unknown): Content => ({ spec: { controller: "a.b/c", parameters: of } });
const blocked: Change = {
  from: { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }] }] } },
  to: [badMetadata, peer({ ipBlock: { cidr: "10.0.0.0/8", except: ["010.1.0.0/16"] } }), { spec: { podSelector: { matchLabels: { "a b": "c" } } } }],
};

export const tables: readonly Table[] = [
  {
    name: "ingresses",
    path: `${namespaced}/ingresses`,
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    create: [
      {}, { spec: backend({}) }, { spec: backend({ name: "A.b", port: {} }) }, { spec: backend({ name: "a", port: { name: "x", number: 1 } }) },
      { spec: backend({ name: "a", port: { name: "UPPER" } }) }, { spec: backend({ name: "a", port: { number: 70000 } }) }, { spec: { defaultBackend: {} } },
      { spec: { defaultBackend: { resource: { apiGroup: "A b", kind: "", name: "a/b" } } } }, { spec: { defaultBackend: { resource: { kind: "x%", name: ".." }, service: { name: "x" } } } },
      { spec: { defaultBackend: { resource: { kind: "x%", name: ".." } } } }, { spec: { rules: [{ http: {} }] } }, { spec: { rules: [{ host: "1.2.3.4" }, { host: "*.a_b" }, { host: "*" }, { host: "A" }, { host: "foo.*.com" }] } },
      rule({ pathType: undefined }), rule({ pathType: "Foo" }), rule({ pathType: "" }), rule({ path: "a//b/./c/../d%2f%2F/.." }), rule({ path: "" }), rule({ path: "x", pathType: "ImplementationSpecific" }), rule({ path: "/a/.", pathType: "Exact", backend: {} }),
      { spec: { ...sound.spec, tls: [{ hosts: ["*.a b", "A", "*"], secretName: "A b" }] } }, { spec: { ...sound.spec, ingressClassName: "A" } },
      { metadata: { annotations: { "kubernetes.io/ingress.class": "x" } }, spec: { ...sound.spec, ingressClassName: "y" } }, { metadata: { annotations: { "kubernetes.io/ingress.class": "x" } }, spec: sound.spec },
      { ...badMetadata, ...sound }, sound,
    ],
    change: [
      { from: sound, to: [{}, { ...sound, ...badMetadata }, { metadata: { annotations: { "kubernetes.io/ingress.class": "x" } }, spec: { ...sound.spec, ingressClassName: "y" } }, { spec: backend({ name: "b", port: { number: 1 } }) }] },
      {
        from: sound,
        subresource: "status",
        to: [
          { ...badMetadata, status: { loadBalancer: { ingress: [{ ip: "1.2.3" }, { ip: "010.0.0.1" }, { hostname: "A" }, { hostname: "1.2.3.4" }] } } },
          { metadata: { labels: { a: "b" }, annotations: { c: "d" }, finalizers: ["e/f"] }, status: { loadBalancer: { ingress: [{ ip: "1.2.3.4", ports: [{ port: 1, protocol: "x" }] }] } } },
        ],
      },
    ],
  },
  {
    name: "ingress classes",
    path: `${group}/ingressclasses`,
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    create: [
      {}, { spec: { controller: "a" } }, { spec: { controller: "A b/c" } }, { spec: { controller: "a.b/c d" } }, { spec: { controller: `a.b/${"x".repeat(260)}` } }, { spec: { controller: "/x" } }, { metadata: { name: "A" }, spec: { controller: "a.b/" } },
      parameters({}), parameters({ apiGroup: "A", kind: "x/", name: ".." }), parameters({ kind: "x", name: "y", scope: "Foo" }), parameters({ kind: "x", name: "y", scope: "Namespace" }),
      parameters({ kind: "x", name: "y", scope: "Namespace", namespace: "A" }), parameters({ kind: "x", name: "y", scope: "Cluster", namespace: "a" }), parameters({ kind: "x", name: "y", scope: "" }), parameters({ kind: "x", name: "y" }),
    ],
    change: [{ from: { metadata: { name: "differential" }, spec: { controller: "a.b/c" } }, to: [{ spec: { controller: "a.b/d" } }, { ...badMetadata, spec: { controller: "x" } }, { ...parameters({ kind: "x", name: "y", scope: "Cluster" }) }] }],
  },
  {
    name: "network policies",
    path: `${namespaced}/networkpolicies`,
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    create: [
      {}, { spec: { podSelector: { matchLabels: { "a b": "c d" }, matchExpressions: [{ key: "x y", operator: "In" }, { key: "x", operator: "Exists", values: ["a"] }, { key: "x", operator: "Foo" }, { key: "x", operator: "NotIn", values: ["a b"] }] } } },
      peer({}), peer({ podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }), peer({ podSelector: { matchLabels: { "a b": "c" } }, namespaceSelector: { matchExpressions: [{ key: "" }] } }),
      ...["", "10.0.0.0", "10.0.0.1/8", "010.0.0.0/8", "10.0.0.0/08", "::ffff:1.2.3.0/120", "fe80::/10", "2001:DB8::/32", "1.2.3.4/33", "x/y"].map((cidr) => peer({ ipBlock: { cidr } })),
      ...["10.1.0.0/16", "10.0.0.0/8", "11.0.0.0/16", "::/0", "10.1.1.0/16", "x"].map((each) => peer({ ipBlock: { cidr: "10.0.0.0/8", except: [each] } })),
      policyPort({ protocol: "x" }), policyPort({ port: 0 }), policyPort({ port: "A" }), policyPort({ port: "a", endPort: 5 }), policyPort({ endPort: 5 }), policyPort({ port: 10, endPort: 5 }), policyPort({ port: 10, endPort: 70000 }),
      { spec: { podSelector: {}, policyTypes: ["Foo"] } }, { spec: { podSelector: {}, policyTypes: ["Ingress", "Egress", "Ingress"] } }, { spec: { podSelector: {}, policyTypes: [] } },
    ],
    change: [blocked],
  },
  {
    name: "addresses of services",
    path: `${group}/ipaddresses`,
    apiVersion: "networking.k8s.io/v1",
    kind: "IPAddress",
    create: [
      {}, { metadata: { name: "10.0.0.1" } }, { metadata: { name: "010.0.0.1" }, spec: { parentRef: {} } }, { metadata: { name: "2001:DB8::1" }, spec: { parentRef: { group: "A", resource: "x/", name: "..", namespace: "a%" } } },
      { metadata: { name: "::ffff:1.2.3.4" }, spec: { parentRef: { resource: "services", name: "x" } } }, { metadata: { name: "10.9.0.1" }, spec: { parentRef: { resource: "services", name: "x" } } }, { metadata: { name: "1:0:0::1" }, spec: { parentRef: { resource: "services", name: "x" } } },
    ],
    change: [{
      from: { metadata: { name: "10.9.9.1" }, spec: { parentRef: { resource: "services", name: "x", namespace: "n" } } },
      to: [{ spec: { parentRef: { resource: "services", name: "y" } } }, { ...badMetadata, spec: {} }, { spec: { parentRef: { group: "a.b", resource: "", name: "y" } } }],
    }],
  },
  {
    name: "ranges of services",
    path: `${group}/servicecidrs`,
    apiVersion: "networking.k8s.io/v1",
    kind: "ServiceCIDR",
    create: [{}, ...[["x"], ["10.0.0.1/8"], ["10.9.0.0/16", "10.8.0.0/16"], ["10.9.0.0/16", "2001:DB8::/64"], ["10.9.0.0/16", "2001:db8::/64", "::/0"], ["010.0.0.0/8"], ["fd00:0::/64"], ["10.9.0.0/24"]].map((cidrs) => ({ spec: { cidrs } }))],
    change: [{
      from: { metadata: { name: "differential" }, spec: { cidrs: ["10.77.0.0/24"] } },
      to: [["10.78.0.0/24"], ["10.77.0.0/24", "x"], ["10.78.0.0/24", "fd00::/64"], ["10.77.0.0/24", "fd00::/64"], ["10.77.0.0/24", "fd00::/64", "::/0"]].map((cidrs) => ({ spec: { cidrs } })),
    }],
  },
  {
    name: "endpoints",
    path: "/api/v1/namespaces/{{ns}}/endpoints",
    apiVersion: "v1",
    kind: "Endpoints",
    create: [
      {}, { subsets: [{}] }, { subsets: [{ addresses: [{ ip: "" }, { ip: "127.0.0.1" }, { ip: "010.0.0.1", hostname: "A.b", nodeName: "A b" }, { ip: "1.2.3.4", nodeName: "" }], ports: [{ port: 0 }, { name: "A", port: 1, protocol: "x", appProtocol: "a b" }] }] },
      { subsets: [{ notReadyAddresses: [{ ip: "fe80::1" }, { ip: "2001:DB8::1" }], ports: [{ port: 1 }] }] }, { subsets: [{ addresses: [{ ip: "2001:DB8::1" }] }] },
    ],
    change: [{ from: { subsets: [{ addresses: [{ ip: "1.2.3.4" }] }] }, to: [badMetadata, { subsets: [{}] }, { subsets: [{ addresses: [{ ip: "::" }] }] }] }],
  },
  {
    name: "endpoint slices",
    path: "/apis/discovery.k8s.io/v1/namespaces/{{ns}}/endpointslices",
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    create: [
      {}, { addressType: "Foo", endpoints: [], ports: [] }, { addressType: "IPv4" }, { addressType: "IPv4", endpoints: [{}] }, { addressType: "IPv4", endpoints: [{ addresses: ["::1", "010.0.0.1", "1.2.3.4", "127.0.0.1", "x"] }] },
      { addressType: "IPv6", endpoints: [{ addresses: ["1.2.3.4", "2001:DB8::1", "::1", "2001:db8::2"] }] }, { addressType: "FQDN", endpoints: [{ addresses: ["", "a", "A.b", "a.b.", "a.b..", `a.${"x".repeat(64)}`] }] },
      { addressType: "IPv4", endpoints: [{ addresses: ["1.2.3.4"], nodeName: "A", hostname: "A.b", hints: { forZones: [{ name: "a b" }, { name: "x" }, { name: "x" }], forNodes: [{ name: "A" }] }, deprecatedTopology: { "a b": "c" } }] },
      { addressType: "IPv4", endpoints: [{ addresses: ["1.2.3.4"], hints: { forZones: "abcdefghi".split("").map((name) => ({ name })) } }] },
      { addressType: "IPv4", endpoints: [{ addresses: Array.from({ length: 101 }, (_, i) => `1.2.3.${i + 1}`) }] },
      { addressType: "IPv4", endpoints: [], ports: [{ name: "A" }, { name: "x" }, { name: "x", protocol: "x", appProtocol: "a b" }, {}, { protocol: "" }] },
      { addressType: "FQDN", endpoints: [{ addresses: ["a.b"] }] }, { metadata: { labels: { "a b": "c" } }, addressType: "IPv4", endpoints: null, ports: null },
    ],
    change: [{ from: { addressType: "IPv4", endpoints: [{ addresses: ["1.2.3.4"] }] }, to: [{ ...badMetadata, addressType: "IPv6", endpoints: [] }, { addressType: "IPv4", endpoints: [{ addresses: [] }] }, { metadata: { labels: { a: "b" } }, addressType: "IPv4", endpoints: [{ addresses: ["1.2.3.4"] }] }] }],
  },
];
