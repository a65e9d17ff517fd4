import type { Table } from "../table.ts";

const ports = [{ port: 80 }];
const services = { path: "/api/v1/namespaces/{{ns}}/services", apiVersion: "v1", kind: "Service" };

export const tables: readonly Table[] = [
  {
    ...services,
    name: "services that are refused",
    create: [
      {}, { spec: { type: "Foo", ports } }, { metadata: { name: "A_b" }, spec: { ports } }, { spec: { ports: [{}] } },
      { spec: { ports: [{ port: 80 }, { port: 80 }] } }, { spec: { ports: [{ name: "a", port: 80 }, { name: "b", port: 80 }] } },
      { spec: { ports: [{ port: 80, targetPort: "UPPER-and--long-name-" }] } }, { spec: { clusterIP: "None", ports: [{ port: 80, targetPort: "" }] } },
      { spec: { ports: [{ port: 80, protocol: "tcp", appProtocol: "a b" }] } }, { spec: { ports: [{ port: -1, targetPort: 70000, name: "A.b" }] } },
      { spec: { ports, selector: { "a b": "c d", x: "y" } } }, { spec: { ports, sessionAffinity: "Foo" } },
      { spec: { ports, sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } } },
      { spec: { clusterIP: "None", ports, sessionAffinity: "ClientIP", sessionAffinityConfig: {} } }, { spec: { clusterIP: "None", ports, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } } } },
      { spec: { type: "ExternalName" } }, { spec: { type: "ExternalName", externalName: "A b" } }, { spec: { type: "ExternalName", externalName: "a.b.", clusterIP: "None" } },
      { spec: { type: "ExternalName", externalName: "a.b", ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" } },
      { spec: { type: "LoadBalancer", clusterIP: "None", ports } }, { spec: { type: "NodePort", clusterIP: "None", ports } },
      { spec: { ports, externalIPs: ["a", "0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.1", "::", "fe80::1", "ff02::1", "010.0.0.1", "::ffff:1.2.3.4"] } },
      { spec: { ports: [{ port: 80, nodePort: 30080 }] } },
      { spec: { ports, loadBalancerSourceRanges: ["10.0.0.0/8"] } }, { metadata: { annotations: { "service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8, x" } }, spec: { ports } },
      { spec: { ports, allocateLoadBalancerNodePorts: true } }, { spec: { ports, loadBalancerClass: "a.b/c" } },
      { spec: { ports, externalTrafficPolicy: "Local" } }, { spec: { ports, healthCheckNodePort: 31000 } },
      { spec: { ports, internalTrafficPolicy: "Foo" } }, { spec: { ports, trafficDistribution: "Foo" } },
      { metadata: { annotations: { "service.kubernetes.io/topology-aware-hints": "auto", "service.kubernetes.io/topology-mode": "x" } }, spec: { ports } },
      { metadata: { labels: { "a b": "c d" }, annotations: { "x y": "" }, finalizers: ["x"] }, spec: { ports } },
    ],
  },
  {
    ...services,
    name: "headless services that change",
    change: [{
      from: { spec: { clusterIP: "None", selector: { a: "b" }, ports } },
      to: [
        {}, { spec: { clusterIP: "None", selector: { a: "b" } } }, { spec: { type: "ExternalName", externalName: "a.b" } }, { spec: { clusterIP: "None", ports, externalIPs: ["10.9.8.7"], loadBalancerIP: "1.2.3.4", sessionAffinity: "ClientIP" } },
        { spec: { clusterIP: "None", ports, externalName: "x", trafficDistribution: "PreferClose" } }, { metadata: { labels: { "a b": "c" } }, spec: { clusterIP: "None", ports } },
        { metadata: { finalizers: ["x"] }, spec: { clusterIP: "None", ports: [{ port: 0 }] } }, { metadata: { uid: "x" }, spec: { clusterIP: "None", ports } },
      ],
    }, {
      from: { spec: { clusterIP: "None", ports } },
      subresource: "status",
      to: [
        { status: { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } } }, { metadata: { labels: { a: "b" }, annotations: { c: "d" }, finalizers: ["e/f"] } }, { metadata: { labels: { "a b": "c" } } },
      ],
    }, {
      from: { spec: { type: "ExternalName", externalName: "a.b" } },
      to: [{ spec: { type: "ExternalName", externalName: "" } }, { spec: { type: "ExternalName", externalName: "c.d", ports: [{ port: 1 }], externalIPs: ["1.2.3.4"] } }],
    }],
  },
];
