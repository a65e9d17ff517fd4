import { expect, test } from "vitest";
import type { Status } from "../../../api/index.ts";
import { createRegistry } from "../../../api/index.ts";
import { createKernel } from "../../../kernel/index.ts";
import { parseRequestHead, splitTarget } from "../../../wire/index.ts";
import { createApiServer, createLoader, createStorage, serverProfiles } from "../../index.ts";

const kernel = createKernel({ seed: 1 });
const storage = createStorage({ now: () => kernel.clock.now() });
const registry = createRegistry();
const pod = (name: string, node: string, status: object = {}): object => ({
  apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "n" }, status,
  spec: { nodeName: node, initContainers: [{ name: "i", image: "i" }], containers: [{ name: "c", image: "i", ports: [{ containerPort: 8080 }] }] },
});
createLoader(storage, registry).load([
  { apiVersion: "v1", kind: "Node", metadata: { name: "bare" } },
  { apiVersion: "v1", kind: "Node", metadata: { name: "near" }, status: { addresses: [{ type: "InternalIP", address: "10.0.0.1" }], daemonEndpoints: { kubeletEndpoint: { Port: 10250 } } } },
  pod("bare", "bare"), pod("near", "near", { podIP: "10.1.0.1", podIPs: [{ ip: "10.1.0.1" }] }),
  { apiVersion: "v1", kind: "Service", metadata: { name: "s", namespace: "n" }, spec: { ports: [{ name: "http", port: 80 }] } },
  {
    apiVersion: "v1", kind: "Endpoints", metadata: { name: "s", namespace: "n" },
    subsets: [{ addresses: [{ ip: "10.1.0.1", targetRef: { kind: "Pod", namespace: "n", name: "near" } }], ports: [{ name: "http", port: 8080 }] }],
  },
]);
const api = createApiServer({ name: "a", scope: kernel.root.child("a"), clock: kernel.clock, random: kernel.random, storage, registry, profile: serverProfiles.modern });

function ask(target: string): readonly [code: number, message: string] {
  const parsed = parseRequestHead({ method: "GET", ...splitTarget(`/api/v1/${target}`), headers: {} }, { name: "u", groups: [] });
  const heard = { code: 0, message: "" };
  if (parsed.kind === "request") {
    api.handle(parsed.request, { head: ({ status }) => (heard.code = status), object: (body) => (heard.message = (body as Status).message ?? ""), event() {}, bytes() {}, end() {} });
  }
  return [heard.code, heard.message];
}

test.each<[string, number, string]>([
  ["namespaces/n/pods/bare/log", 500, "no preferred addresses found; known addresses: []"],
  ["namespaces/n/pods/near/log?follow=true&tailLines=3", 500, 'Get "https://10.0.0.1:10250/containerLogs/n/near/c?follow=true&tailLines=3": dial tcp 10.0.0.1:10250: connect: connection refused'],
  ["namespaces/n/pods/near/log?tailLines=abc", 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ["namespaces/n/pods/near/log?stream=Stdout", 422, 'PodLogOptions "near" is invalid: stream: Forbidden: may not be specified'],
  ["namespaces/n/pods/near/exec?command=ls&container=i", 400, "Upgrade request required"],
  ["namespaces/n/pods/near/portforward?ports=1", 400, "Upgrade request required"],
  ["namespaces/n/pods/a:b:c:d/proxy", 400, 'invalid pod request "a:b:c:d"'],
  ["namespaces/n/pods/bare/proxy/x/y", 400, "address not allowed"],
  ["namespaces/n/pods/near/proxy/x", 503, "error trying to reach service: dial tcp 10.1.0.1:8080: connect: connection refused"],
  ["namespaces/n/services/s:http/proxy", 503, "error trying to reach service: dial tcp 10.1.0.1:8080: connect: connection refused"],
  ["namespaces/n/services/s:80/proxy", 503, "error trying to reach service: dial tcp 10.1.0.1:8080: connect: connection refused"],
  ["namespaces/n/services/s/proxy", 503, 'no endpoints available for service "s"'],
  ["nodes/bare/proxy/logs", 500, "no preferred addresses found; known addresses: []"],
  ["nodes/near/proxy/healthz", 503, "error trying to reach service: dial tcp 10.0.0.1:10250: connect: connection refused"],
])("%s", (target, code, message) => {
  expect(ask(target)).toEqual([code, message]);
});
