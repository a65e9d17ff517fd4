import type { KubeObject } from "../../api/index.ts";
import { endpointAddress, legacyAddress, legacyRange } from "./addresses.ts";
import type { Fields } from "./fields.ts";
import { list, number, part, text, textMap, texts } from "./fields.ts";
import type { Told } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { isDualStack, parseAddress } from "./ip.ts";
import { labels } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { dnsLabel, dnsSubdomain, oneOf, port, portNumberOrName, qualifiedName } from "./rules.ts";

const spec = path("spec");
const ports = spec.child("ports");
const clusterIPs = spec.child("clusterIPs");
const annotationsPath = path("metadata", "annotations");

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateServiceCreate, ValidateServiceUpdate, ValidateServiceStatusUpdate */
export function validateService(report: Report, service: KubeObject, before?: KubeObject): void {
  const of = part(service, "spec");
  topologyAnnotations(report, service.metadata.annotations ?? {});
  if (list(of, "ports").length === 0 && !isHeadless(of) && of["type"] !== "ExternalName") report.required(ports, "");
  typeFields(report, of);
  eachPort(report, of);
  if (of["selector"] !== undefined) labels(report, textMap(of, "selector"), spec.child("selector"));
  sessionAffinity(report, of);
  clusterAddresses(report, of, before === undefined ? undefined : part(before, "spec"));
  const knownIPs = before === undefined ? noTexts : texts(part(before, "spec"), "externalIPs");
  for (const [i, ip] of texts(of, "externalIPs").entries()) {
    const at = spec.child("externalIPs").index(i);
    if (legacyAddress(report, at, ip, knownIPs)) endpointAddress(report, at, ip);
  }
  if (text(of, "type") === "") report.required(spec.child("type"), "");
  else oneOf(report, spec.child("type"), of["type"], serviceTypes);
  nodePorts(report, of);
  sourceRanges(report, service, of, before);
  if (of["allocateLoadBalancerNodePorts"] !== undefined && !isBalanced(of)) {
    report.forbidden(spec.child("allocateLoadBalancerNodePorts"), "may only be used when `type` is 'LoadBalancer'");
  }
  if (isBalanced(of) && of["allocateLoadBalancerNodePorts"] === undefined) report.required(path("allocateLoadBalancerNodePorts"), "");
  loadBalancerClass(report, of, undefined);
  externalTraffic(report, of);
  internalTraffic(report, of);
  if (of["trafficDistribution"] !== undefined) oneOf(report, spec.child("trafficDistribution"), of["trafficDistribution"], distributions);
}

const noTexts: readonly string[] = Object.freeze([]);
const serviceTypes = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const HINTS = "service.kubernetes.io/topology-aware-hints";
const MODE = "service.kubernetes.io/topology-mode";

export function validateServiceChange(report: Report, service: KubeObject, before: KubeObject): void {
  const of = part(service, "spec");
  const had = part(before, "spec");
  changedAddresses(report, of, had);
  changedFamilies(report, of, had);
  loadBalancerClass(report, of, had);
  if (needsHealthCheck(had) && needsHealthCheck(of) && number(of, "healthCheckNodePort") !== number(had, "healthCheckNodePort")) {
    report.forbidden(spec.child("healthCheckNodePort"), "field is immutable");
  }
  validateService(report, service, before);
}

function topologyAnnotations(report: Report, annotations: { readonly [key: string]: string }): void {
  const hints = annotations[HINTS];
  const mode = annotations[MODE];
  if (hints === undefined || mode === undefined || hints === mode) return;
  report.invalid(annotationsPath.key(MODE), mode, `must match annotations[${HINTS}] when both are specified`);
}

function typeFields(report: Report, of: Fields): void {
  const type = of["type"];
  if (isHeadless(of) && (type === "LoadBalancer" || type === "NodePort")) {
    report.invalid(clusterIPs.index(0), "None", `may not be set to 'None' for ${type} services`);
  }
  if (type !== "ExternalName") return;
  for (const field of ["clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (of[field] !== undefined) report.forbidden(spec.child(field), "may not be set for ExternalName services");
  }
  const name = text(of, "externalName").replace(/\.$/, "");
  if (name === "") report.required(spec.child("externalName"), "");
  else dnsSubdomain(report, spec.child("externalName"), name);
}

function eachPort(report: Report, of: Fields): void {
  const all = list(of, "ports");
  const names = new Set<string>();
  for (const [i, each] of all.entries()) {
    const at = ports.index(i);
    const name = text(each, "name");
    if (name === "") {
      if (all.length > 1) report.required(at.child("name"), "");
    } else {
      dnsLabel(report, at.child("name"), name);
      if (names.has(name)) report.duplicate(at.child("name"), name);
      names.add(name);
    }
    port(report, at.child("port"), number(each, "port"));
    protocol(report, at, each);
    portNumberOrName(report, at.child("targetPort"), each["targetPort"] ?? 0);
    if (each["appProtocol"] !== undefined) qualifiedName(report, at.child("appProtocol"), text(each, "appProtocol"));
  }
}

export function protocol(report: Report, at: Path, port: Fields): void {
  const of = text(port, "protocol");
  if (of === "") report.required(at.child("protocol"), "");
  else oneOf(report, at.child("protocol"), of, protocols);
}

const protocols = ["SCTP", "TCP", "UDP"];

/** @source pkg/apis/core/validation validateClientIPAffinityConfig, validateAffinityTimeout */
function sessionAffinity(report: Report, of: Fields): void {
  const affinity = text(of, "sessionAffinity");
  if (affinity === "") report.required(spec.child("sessionAffinity"), "");
  else oneOf(report, spec.child("sessionAffinity"), affinity, affinities);
  const config = of["sessionAffinityConfig"] as Fields | undefined;
  const at = spec.child("sessionAffinityConfig");
  if (affinity === "None" && config !== undefined) report.forbidden(at, "must not be set when session affinity is None");
  if (affinity !== "ClientIP") return;
  const why = "when session affinity type is ClientIP";
  if (config === undefined) return report.required(at, why);
  const client = config["clientIP"] as Fields | undefined;
  if (client === undefined) return report.required(at.child("clientIP"), why);
  const within = at.child("clientIP").child("timeoutSeconds");
  if (client["timeoutSeconds"] === undefined) return report.required(within, why);
  const seconds = number(client, "timeoutSeconds");
  if (seconds <= 0 || seconds > A_DAY) report.invalid(within, seconds, `must be greater than 0 and less than ${A_DAY}`);
}

const affinities = ["ClientIP", "None"];
const A_DAY = 86_400;

/** @source pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields */
export function clusterAddresses(report: Report, of: Fields, had: Fields | undefined): void {
  if (of["type"] === "ExternalName") return;
  const first = text(of, "clusterIP");
  const all = texts(of, "clusterIPs");
  if (first !== "") {
    if (all.length === 0) report.required(clusterIPs, "");
    else if (all[0] !== first) report.invalid(clusterIPs, all, "first value must match `clusterIP`");
  } else if (all.length > 0) report.invalid(clusterIPs, all, "must be empty when `clusterIP` is not specified");
  const families = texts(of, "ipFamilies");
  for (const [i, family] of families.entries()) {
    oneOf(report, spec.child("ipFamilies").index(i), family, ipFamilies);
    if (families.indexOf(family) < i) report.duplicate(spec.child("ipFamilies").index(i), family);
  }
  if (of["ipFamilyPolicy"] !== undefined) oneOf(report, spec.child("ipFamilyPolicy"), of["ipFamilyPolicy"], familyPolicies);
  if (!eachAddress(report, all, had === undefined ? noTexts : texts(had, "clusterIPs"))) return;
  if (all.length > 1 && !isDualStack(all.map(parseAddress))) report.invalid(clusterIPs, all, "may specify no more than one IP for each IP family");
  if (isHeadless(of)) return;
  for (const [i, ip] of all.entries()) {
    const family = families[i];
    if (family === undefined) break;
    const is = parseAddress(ip)?.family;
    if (is !== family && (family === "IPv4" || family === "IPv6")) {
      report.invalid(clusterIPs.index(i), ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``);
    }
  }
}

/** Answers whether all are addresses, or the one word that stands for none. */
function eachAddress(report: Report, all: readonly string[], known: readonly string[]): boolean {
  let sound = true;
  for (const [i, ip] of all.entries()) {
    if (i > 0 || ip !== "None") sound = legacyAddress(report, clusterIPs.index(i), ip, known) && sound;
    else if (all.length > 1) {
      sound = false;
      report.invalid(clusterIPs, all, "'None' must be the first and only value");
    }
  }
  if (all.length > 2) report.invalid(clusterIPs, all, "may only hold up to 2 values");
  return sound;
}

const ipFamilies = ["IPv4", "IPv6"];
const familyPolicies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

function nodePorts(report: Report, of: Fields): void {
  const all = list(of, "ports");
  if (of["type"] === "ClusterIP") {
    for (const [i, each] of all.entries()) {
      if (number(each, "nodePort") !== 0) report.forbidden(ports.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'");
    }
  }
  const taken = new Set<string>();
  for (const [i, each] of all.entries()) {
    const wanted = number(each, "nodePort");
    if (wanted === 0) continue;
    const key = `${text(each, "protocol")}/${wanted}`;
    if (taken.has(key)) report.duplicate(ports.index(i).child("nodePort"), wanted);
    taken.add(key);
  }
  const used = new Set<string>();
  for (const [i, each] of all.entries()) {
    const key = `${text(each, "protocol")}/${number(each, "port")}`;
    if (used.has(key)) report.duplicate(ports.index(i), internalForm("core.v1.ServicePort", { protocol: each["protocol"], port: each["port"] }));
    used.add(key);
  }
}

const RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

function sourceRanges(report: Report, service: KubeObject, of: Fields, before: KubeObject | undefined): void {
  const ranges = texts(of, "loadBalancerSourceRanges");
  const annotation = service.metadata.annotations?.[RANGES];
  const why = "may only be used when `type` is 'LoadBalancer'";
  if (ranges.length > 0) {
    const at = spec.child("LoadBalancerSourceRanges");
    if (!isBalanced(of)) report.forbidden(at, why);
    const known = before === undefined ? noTexts : texts(part(before, "spec"), "loadBalancerSourceRanges").map((each) => each.trim());
    for (const [i, range] of ranges.entries()) legacyRange(report, at.index(i), range.trim(), known);
  } else if (annotation !== undefined) {
    const at = annotationsPath.key(RANGES);
    if (!isBalanced(of)) report.forbidden(at, why);
    if (before?.metadata.annotations?.[RANGES] === annotation || annotation.trim() === "") return;
    for (const range of annotation.trim().split(",")) legacyRange(report, at, range.trim(), noTexts);
  }
}

function loadBalancerClass(report: Report, of: Fields, had: Fields | undefined): void {
  const at = spec.child("loadBalancerClass");
  const named = of["loadBalancerClass"];
  if (had !== undefined && isBalanced(had) && isBalanced(of) && had["loadBalancerClass"] !== named) report.invalid(at, named as Told, "may not change once set");
  if (named === undefined) return;
  if (isBalanced(of)) qualifiedName(report, at, text(of, "loadBalancerClass"));
  else report.forbidden(at, "may only be used when `type` is 'LoadBalancer'");
}

function externalTraffic(report: Report, of: Fields): void {
  const at = spec.child("externalTrafficPolicy");
  const policy = text(of, "externalTrafficPolicy");
  if (!isReachable(of)) {
    if (policy !== "") report.invalid(at, policy, "may only be set for externally-accessible services");
  } else if (policy === "") report.required(at, "");
  else oneOf(report, at, policy, trafficPolicies);
  const health = spec.child("healthCheckNodePort");
  const checked = number(of, "healthCheckNodePort");
  if (!needsHealthCheck(of)) {
    if (checked !== 0) report.invalid(health, checked, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  } else if (checked === 0) report.required(health, "");
  else port(report, health, checked);
}

const trafficPolicies = ["Cluster", "Local"];

function internalTraffic(report: Report, of: Fields): void {
  const at = spec.child("internalTrafficPolicy");
  const policy = of["internalTrafficPolicy"];
  if (policy !== undefined) oneOf(report, at, policy, trafficPolicies);
  else if (of["type"] === "NodePort" || of["type"] === "LoadBalancer" || of["type"] === "ClusterIP") report.required(at, "");
}

/** @source pkg/apis/core/validation validateUpgradeDowngradeClusterIPs */
function changedAddresses(report: Report, of: Fields, had: Fields): void {
  if (of["type"] === "ExternalName" || had["type"] === "ExternalName") return;
  if (isHeadless(of) && isHeadless(had)) return;
  const now = texts(of, "clusterIPs");
  const then = texts(had, "clusterIPs");
  const once = "may not change once set";
  // Go shows a list that was never made as null.
  const shown = now.length === 0 ? null : now;
  if (then.length === now.length) {
    for (const [i, ip] of then.entries()) if (ip !== now[i]) report.invalid(clusterIPs.index(i), shown, once);
    return;
  }
  if (then.length < now.length) {
    if (then.length > 0 && now[0] !== then[0]) report.invalid(clusterIPs.index(0), shown, once);
    return;
  }
  if (now.length === 0) report.invalid(clusterIPs.index(0), shown, "primary clusterIP can not be unset");
  else if (now[0] !== then[0]) report.invalid(clusterIPs.index(0), shown, once);
  if (now.length === 1 && of["ipFamilyPolicy"] !== "SingleStack") released(report, of, "clusterIP");
}

/** @source pkg/apis/core/validation validateUpgradeDowngradeIPFamilies */
function changedFamilies(report: Report, of: Fields, had: Fields): void {
  if (of["type"] === "ExternalName" || had["type"] === "ExternalName" || isHeadless(of) || isHeadless(had)) return;
  const at = spec.child("ipFamilies").index(0);
  const now = texts(of, "ipFamilies");
  const then = texts(had, "ipFamilies");
  const addresses = of["clusterIPs"] as Told;
  if (then.length === now.length) {
    for (const [i, family] of then.entries()) if (family !== now[i]) report.invalid(at, now, "may not change once set");
    return;
  }
  const moved = then.length > 0 && now.length > 0 && now[0] !== then[0];
  if (then.length < now.length) {
    if (moved) report.invalid(at, addresses, "may not change once set");
    return;
  }
  if (texts(of, "clusterIPs").length === 0) report.invalid(at, now.length === 0 ? null : now, "primary ipFamily can not be unset");
  if (moved) report.invalid(at, addresses, "may not change once set");
  if (now.length === 1 && of["ipFamilyPolicy"] !== "SingleStack") released(report, of, "ipFamily");
}

function released(report: Report, of: Fields, what: string): void {
  report.invalid(spec.child("ipFamilyPolicy"), of["ipFamilyPolicy"] as Told, `must be set to 'SingleStack' when releasing the secondary ${what}`);
}

export function isHeadless(of: Fields): boolean {
  const ips = texts(of, "clusterIPs");
  return ips.length === 1 && ips[0] === "None";
}

export function isBalanced(of: Fields): boolean {
  return of["type"] === "LoadBalancer";
}

/** @source pkg/api/service/util.go ExternallyAccessible, NeedsHealthCheck */
export function isReachable(of: Fields): boolean {
  return isBalanced(of) || of["type"] === "NodePort" || (of["type"] === "ClusterIP" && texts(of, "externalIPs").length > 0);
}

export function needsHealthCheck(of: Fields): boolean {
  return isBalanced(of) && of["externalTrafficPolicy"] === "Local";
}

/** @source pkg/apis/core/validation ValidateLoadBalancerStatus */
export function validateServiceStatus(report: Report, service: KubeObject, before: KubeObject): void {
  const at = path("status", "loadBalancer", "ingress");
  const ingress = list(part(part(service, "status"), "loadBalancer"), "ingress");
  if (!isBalanced(part(service, "spec")) && ingress.length > 0) return report.forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'");
  const known = list(part(part(before, "status"), "loadBalancer"), "ingress").map((each) => text(each, "ip"));
  for (const [i, each] of ingress.entries()) {
    const item = at.index(i);
    const ip = text(each, "ip");
    if (ip !== "") legacyAddress(report, item.child("ip"), ip, known);
    const mode = each["ipMode"];
    if (mode === undefined) {
      if (ip !== "") report.required(item.child("ipMode"), "must be specified when `ip` is set");
    } else if (ip === "") report.forbidden(item.child("ipMode"), "may not be specified when `ip` is not set");
    else oneOf(report, item.child("ipMode"), mode, ipModes);
    balancerName(report, item.child("hostname"), text(each, "hostname"));
  }
}

const ipModes = ["Proxy", "VIP"];

/** What a balancer is called, of Services and Ingresses alike. */
export function balancerName(report: Report, at: Path, name: string): void {
  if (name === "") return;
  dnsSubdomain(report, at, name);
  if (parseAddress(name) !== undefined) report.invalid(at, name, "must be a DNS name, not an IP address");
}
