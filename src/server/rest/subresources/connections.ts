import type { ApiRequest, KubeObject, Status } from "../../../api/index.ts";
import { badRequest, failure, invalid, notFound, qualified, serverError, subjectOf } from "../../../api/index.ts";
import type { Fields } from "../../validation/index.ts";
import { list, parseAddress, part, path, Report, text } from "../../validation/index.ts";
import type { Rest } from "../rest.ts";
import type { Target } from "../target.ts";

/** What is answered of a connection: why it does not come about, or nothing at all, successfully. */
export type Connection = Status | "empty";

/**
 * What leads behind the server, to kubelets and pods. Nobody is there: the server gets as far as a real one does whose
 * nodes cannot be reached.
 *
 * @source kubernetes pkg/registry/core/pod/strategy.go (LogLocation, streamLocation, ResourceLocation), pkg/registry/core/pod/rest,
 *   pkg/registry/core/{service,node}; pkg/kubelet/client/kubelet_client.go GetConnectionInfo
 * @limits nothing is upgraded; node and pod addresses refuse connections
 */
export function connectionOf({ info }: Target, subresource: string): ((rest: Rest, request: ApiRequest) => Connection) | undefined {
  return connections[`${qualified(subjectOf(info))}/${subresource}`];
}

const connections: { readonly [path: string]: (rest: Rest, request: ApiRequest) => Connection } = {
  "pods/log": log,
  "pods/exec": stream,
  "pods/attach": stream,
  "pods/portforward": (rest, request) => stream(rest, { ...request, query: [] }, true),
  "pods/proxy": proxyPod,
  "services/proxy": proxyService,
  "nodes/proxy": proxyNode,
};

const INT = /^[+-]?\d+$/;

function first({ query = [] }: ApiRequest, name: string): string | undefined {
  return query.find(([key]) => key === name)?.[1];
}

function log(rest: Rest, request: ApiRequest): Connection {
  const numbers: { [name: string]: number } = {};
  for (const name of ["sinceSeconds", "tailLines", "limitBytes"]) {
    const sent = first(request, name);
    if (sent === undefined) continue;
    if (!INT.test(sent)) return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(sent)}: invalid syntax`);
    numbers[name] = Number(sent);
  }
  const report = new Report();
  const { sinceSeconds, tailLines, limitBytes } = numbers;
  if (tailLines !== undefined && tailLines < 0) report.invalid(path("tailLines"), tailLines, "must be greater than or equal to 0");
  if (limitBytes !== undefined && limitBytes < 1) report.invalid(path("limitBytes"), limitBytes, "must be greater than 0");
  if (sinceSeconds !== undefined && first(request, "sinceTime") !== undefined) {
    report.add({ reason: "FieldValueForbidden", field: "[]", message: "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified" });
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) report.invalid(path("sinceSeconds"), sinceSeconds, "must be greater than 0");
  if (first(request, "stream") !== undefined) report.forbidden(path("stream"), "may not be specified");
  if (report.count > 0) return invalid({ group: "", resource: "PodLogOptions" }, request.name, report.problems);
  const found = podOf(rest, request);
  if ("status" in found) return found.status;
  const container = containerOf(found.pod, first(request, "container") ?? "");
  if (typeof container !== "string") return container;
  const node = text(part(found.pod, "spec"), "nodeName");
  if (node === "") return "empty";
  const kubelet = kubeletOf(rest, node, "pods");
  if (typeof kubelet !== "string") return kubelet;
  const { namespace = "", name = "" } = found.pod.metadata;
  return serverError(`Get "https://${kubelet}/containerLogs/${namespace}/${name}/${container}${logQuery(request)}": ${refused(kubelet)}`);
}

/** In the order in which Go encodes them. */
function logQuery(request: ApiRequest): string {
  const sent = ["follow", "limitBytes", "previous", "sinceSeconds", "sinceTime", "tailLines", "timestamps"].flatMap((name) => {
    const value = first(request, name);
    if (value === undefined) return [];
    const flag = ["follow", "previous", "timestamps"].includes(name);
    if (!flag) return [`${name}=${encodeURIComponent(value)}`];
    return value === "0" || value.toLowerCase() === "false" ? [] : [`${name}=true`];
  });
  return sent.length === 0 ? "" : `?${sent.join("&")}`;
}

/** @param whole the pod, not one of its containers */
function stream(rest: Rest, request: ApiRequest, whole = false): Connection {
  const found = podOf(rest, request);
  if ("status" in found) return found.status;
  const container = whole ? "" : containerOf(found.pod, first(request, "container") ?? "");
  if (typeof container !== "string") return container;
  const node = text(part(found.pod, "spec"), "nodeName");
  if (node === "") return badRequest(`pod ${request.name} does not have a host assigned`);
  const kubelet = kubeletOf(rest, node, "pods");
  return typeof kubelet === "string" ? badRequest("Upgrade request required") : kubelet;
}

function podOf(rest: Rest, { namespace, name }: ApiRequest): { readonly pod: KubeObject } | { readonly status: Status } {
  const pod = held(rest, `/core/pods/${namespace}/${name}`);
  return pod === undefined ? { status: notFound({ group: "", resource: "pods" }, name) } : { pod };
}

function held({ storage }: Rest, at: string): KubeObject | undefined {
  const record = storage.get(at);
  return record === undefined || "kind" in record ? undefined : record.object;
}

function containerOf(pod: KubeObject, named: string): string | Status {
  const spec = part(pod, "spec");
  const { name = "" } = pod.metadata;
  const all = ["initContainers", "containers", "ephemeralContainers"].flatMap((field) => list(spec, field)).map((container) => text(container, "name"));
  if (named !== "") return all.includes(named) ? named : badRequest(`container ${named} is not valid for pod ${name}`);
  const [only, ...others] = list(spec, "containers");
  if (only === undefined) return badRequest(`a container name must be specified for pod ${name}`);
  return others.length === 0 ? text(only, "name") : badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(" ")}]`);
}

/** @source kubernetes pkg/kubelet/client DefaultKubeletConfig: which of a node's addresses is tried first */
const preferred = ["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"];
const KUBELET_PORT = 10_250;

/** Host and port; or why there are none. A node that is not there is told of as if it were what was asked for. */
function kubeletOf(rest: Rest, name: string, resource: string, asked = ""): string | Status {
  const node = held(rest, `/core/nodes/${name}`);
  if (node === undefined) return notFound({ group: "", resource }, name);
  const status = part(node, "status");
  const addresses = list(status, "addresses");
  const address = preferred.flatMap((type) => addresses.filter((each) => each["type"] === type))[0];
  if (address === undefined) return serverError(`no preferred addresses found; known addresses: [${addresses.map((each) => `{${text(each, "type")} ${text(each, "address")}}`).join(" ")}]`);
  const port = (part(part(status, "daemonEndpoints"), "kubeletEndpoint")["Port"] ?? 0) as number;
  return hostPort(text(address, "address"), asked === "" ? String(port === 0 ? KUBELET_PORT : port) : asked);
}

function hostPort(host: string, port: string): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function refused(address: string): string {
  return `dial tcp ${address}: connect: connection refused`;
}

interface Destination {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
}

/** "name", "name:port" or "scheme:name:port". @source apimachinery pkg/util/net/port_split.go SplitSchemeNamePort */
function destination(id: string): Destination | undefined {
  const parts = id.split(":");
  const [scheme, name, port] = parts.length === 1 ? ["", id, ""] : parts.length === 2 ? ["", ...parts] : parts;
  const known = scheme === "" || scheme === "http" || scheme === "https";
  return parts.length > 3 || name === undefined || name === "" || !known ? undefined : { scheme: scheme ?? "", name, port: port ?? "" };
}

function proxyPod(rest: Rest, request: ApiRequest): Connection {
  const to = destination(request.name);
  if (to === undefined) return badRequest(`invalid pod request ${JSON.stringify(request.name)}`);
  const found = podOf(rest, { ...request, name: to.name });
  if ("status" in found) return found.status;
  const address = text(part(found.pod, "status"), "podIP") || text(list(part(found.pod, "status"), "podIPs")[0] ?? {}, "ip");
  if (!isReachable(address)) return badRequest("address not allowed");
  const declared = list(part(found.pod, "spec"), "containers").map((container) => list(container, "ports")[0]?.["containerPort"]).find((port) => port !== undefined);
  const port = to.port === "" ? (typeof declared === "number" ? String(declared) : "80") : to.port;
  return unreachable(hostPort(address, port));
}

/** @source go src/net/ip.go IsGlobalUnicast */
function isReachable(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && !/^(0\.0\.0\.0|255\.255\.255\.255|127\.|169\.254\.|22[4-9]\.|23\d\.|::1?$|fe[89ab]|ff)/.test(parsed.text);
}

function proxyService(rest: Rest, request: ApiRequest): Connection {
  const to = destination(request.name);
  if (to === undefined) return badRequest(`invalid service request ${JSON.stringify(request.name)}`);
  const unknown = (): Status => notFound({ group: "", resource: "services" }, to.name);
  let port = to.port;
  if (INT.test(port)) {
    const service = held(rest, `/core/services/${request.namespace}/${to.name}`);
    if (service === undefined) return unknown();
    const declared = list(part(service, "spec"), "ports").find((each) => each["port"] === Number(port));
    if (declared === undefined) return unavailable(`no service port ${Number(port)} found for service ${JSON.stringify(to.name)}`);
    port = text(declared, "name");
  }
  const endpoints = held(rest, `/core/endpoints/${request.namespace}/${to.name}`);
  if (endpoints === undefined) return unknown();
  const subsets = list(endpoints, "subsets");
  if (subsets.length === 0) return unavailable(`no endpoints available for service ${JSON.stringify(to.name)}`);
  const known = subsets.flatMap((subset) => list(subset, "ports").flatMap((each) => (text(each, "name") === port ? list(subset, "addresses").map((address) => ({ address, port: each["port"] as number })) : [])));
  const live = known.find(({ address }) => belongsToPod(rest, request.namespace, address));
  return live === undefined ? unavailable(`no endpoints available for service ${JSON.stringify(request.name)}`) : unreachable(hostPort(text(live.address, "ip"), String(live.port)));
}

/** Only pods are proxied to. */
function belongsToPod(rest: Rest, namespace: string, address: Fields): boolean {
  const { targetRef } = address;
  if (targetRef === undefined || text(targetRef as Fields, "namespace") !== namespace) return false;
  const pod = held(rest, `/core/pods/${namespace}/${text(targetRef as Fields, "name")}`);
  return pod !== undefined && list(part(pod, "status"), "podIPs").some(({ ip }) => ip === address["ip"]);
}

function proxyNode(rest: Rest, request: ApiRequest): Connection {
  const to = destination(request.name);
  if (to === undefined) return badRequest(`invalid node request ${JSON.stringify(request.name)}`);
  const kubelet = kubeletOf(rest, to.name, "nodes", to.port);
  return typeof kubelet === "string" ? unreachable(kubelet) : kubelet;
}

function unavailable(message: string): Status {
  return failure({ code: 503, reason: "ServiceUnavailable", message });
}

/** @source apimachinery pkg/util/proxy/upgradeaware.go */
function unreachable(address: string): Status {
  return unavailable(`error trying to reach service: ${refused(address)}`);
}
