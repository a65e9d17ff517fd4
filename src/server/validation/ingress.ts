import type { KubeObject } from "../../api/index.ts";
import { labelProblems, pathSegmentProblems, subdomainProblems } from "../../api/index.ts";
import { legacyAddress } from "./addresses.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, texts } from "./fields.ts";
import { parseAddress } from "./ip.ts";
import { immutableField } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { Report } from "./report.ts";
import { dnsSubdomain, domainPrefixedPath, fits, oneOf, port, portNameProblems, wildcardSubdomainProblems } from "./rules.ts";
import { balancerName } from "./service.ts";

const spec = path("spec");
const CLASS = "kubernetes.io/ingress.class";

/** What was wrong before is let be. @source kubernetes pkg/apis/networking/validation IngressValidationOptions */
interface Lenience {
  readonly secretNames: boolean;
  readonly wildcardRules: boolean;
}

const strict: Lenience = { secretNames: false, wildcardRules: false };

/** @source kubernetes pkg/apis/networking/validation ValidateIngressCreate, ValidateIngressUpdate */
export function validateIngress(report: Report, ingress: KubeObject, before?: KubeObject): void {
  const of = part(ingress, "spec");
  const lenience = before === undefined ? strict : lenienceOf(part(before, "spec"));
  const rules = list(of, "rules");
  if (rules.length === 0 && of["defaultBackend"] === undefined) report.invalid(spec, null, "either `defaultBackend` or `rules` must be specified");
  if (of["defaultBackend"] !== undefined) backend(report, spec.child("defaultBackend"), part(of, "defaultBackend"));
  for (const [i, rule] of rules.entries()) ingressRule(report, spec.child("rules").index(i), rule, lenience);
  for (const [i, tls] of list(of, "tls").entries()) certificates(report, spec.child("tls").index(i), tls, lenience);
  if (of["ingressClassName"] !== undefined) fits(report, spec.child("ingressClassName"), text(of, "ingressClassName"), subdomainProblems);
  const annotation = ingress.metadata.annotations?.[CLASS];
  if (before !== undefined || annotation === undefined || of["ingressClassName"] === undefined || annotation === of["ingressClassName"]) return;
  report.invalid(path("annotations", CLASS), annotation, "must match `ingressClassName` when both are specified");
}

function lenienceOf(had: Fields): Lenience {
  return {
    secretNames: list(had, "tls").some((each) => text(each, "secretName") !== "" && subdomainProblems(text(each, "secretName")).length > 0),
    wildcardRules: list(had, "rules").some((rule) => text(rule, "host").includes("*") && isWrong(rule)),
  };
}

function isWrong(rule: Fields): boolean {
  const report = new Report();
  paths(report, spec, rule);
  return report.count > 0;
}

function certificates(report: Report, at: Path, tls: Fields, lenience: Lenience): void {
  for (const [i, host] of texts(tls, "hosts").entries()) {
    fits(report, at.child("hosts").index(i), host, host.includes("*") ? wildcardSubdomainProblems : subdomainProblems);
  }
  const secret = text(tls, "secretName");
  if (secret !== "" && !lenience.secretNames) fits(report, at.child("secretName"), secret, subdomainProblems);
}

function ingressRule(report: Report, at: Path, rule: Fields, lenience: Lenience): void {
  const host = text(rule, "host");
  const wildcard = host.includes("*");
  if (host !== "") {
    if (parseAddress(host) !== undefined) report.invalid(at.child("host"), host, "must be a DNS name, not an IP address");
    fits(report, at.child("host"), host, wildcard ? wildcardSubdomainProblems : subdomainProblems);
  }
  if (!wildcard || !lenience.wildcardRules) paths(report, at, rule);
}

function paths(report: Report, at: Path, rule: Fields): void {
  if (rule["http"] === undefined) return;
  const all = list(part(rule, "http"), "paths");
  const below = at.child("http").child("paths");
  if (all.length === 0) report.required(below, "");
  for (const [i, each] of all.entries()) httpPath(report, below.index(i), each);
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const badSequences = ["//", "/./", "/../", "%2f", "%2F"];
const badEnds = ["/..", "/."];

function httpPath(report: Report, at: Path, of: Fields): void {
  const type = text(of, "pathType");
  if (!has(of, "pathType")) return report.required(at.child("pathType"), "pathType must be specified");
  const value = text(of, "path");
  const below = at.child("path");
  if (type === "Exact" || type === "Prefix") {
    if (!value.startsWith("/")) report.invalid(below, value, "must be an absolute path");
    for (const bad of badSequences) if (value.includes(bad)) report.invalid(below, value, `must not contain '${bad}'`);
    for (const bad of badEnds) if (value.endsWith(bad)) report.invalid(below, value, `cannot end with '${bad}'`);
  } else if (type === "ImplementationSpecific") {
    if (value !== "" && !value.startsWith("/")) report.invalid(below, value, "must be an absolute path");
  } else oneOf(report, at.child("pathType"), type, pathTypes);
  backend(report, at.child("backend"), part(of, "backend"));
}

function backend(report: Report, at: Path, of: Fields): void {
  const { resource, service } = of;
  if (resource !== undefined && service !== undefined) return report.invalid(at, "", "cannot set both resource and service backends");
  if (resource !== undefined) return typedReference(report, at.child("resource"), part(of, "resource"));
  if (service === undefined) return report.invalid(at, "", "resource or service backend is required");
  const named = part(of, "service");
  const below = at.child("service");
  const name = text(named, "name");
  if (name === "") report.required(below.child("name"), "");
  else fits(report, below.child("name"), name, labelProblems);
  const portName = text(part(named, "port"), "name");
  const portNumber = number(part(named, "port"), "number");
  if (portName !== "" && portNumber !== 0) report.invalid(at, "", "cannot set both port name & port number");
  else if (portName !== "") fits(report, below.child("port").child("name"), portName, portNameProblems);
  else if (portNumber !== 0) port(report, below.child("port").child("number"), portNumber);
  else report.required(at, "port name or number is required");
}

function typedReference(report: Report, at: Path, of: Fields): void {
  if (has(of, "apiGroup")) dnsSubdomain(report, at.child("apiGroup"), text(of, "apiGroup"));
  for (const field of ["kind", "name"]) segment(report, at.child(field), text(of, field));
}

/** Required, and one segment of a path. */
export function segment(report: Report, at: Path, value: string): void {
  if (value === "") report.required(at, "");
  else fits(report, at, value, pathSegmentProblems);
}

/** @source kubernetes pkg/apis/networking/validation ValidateIngressLoadBalancerStatus */
export function validateIngressStatus(report: Report, ingress: KubeObject, before: KubeObject): void {
  const known = list(part(part(before, "status"), "loadBalancer"), "ingress").map((each) => text(each, "ip"));
  for (const [i, each] of list(part(part(ingress, "status"), "loadBalancer"), "ingress").entries()) {
    const at = path("status", "loadBalancer", "ingress").index(i);
    if (text(each, "ip") !== "") legacyAddress(report, at.child("ip"), text(each, "ip"), known);
    balancerName(report, at.child("hostname"), text(each, "hostname"));
  }
}

const MAX_CONTROLLER = 250;

/** @source kubernetes pkg/apis/networking/validation ValidateIngressClass */
export function validateIngressClass(report: Report, ingressClass: KubeObject): void {
  const of = part(ingressClass, "spec");
  const controller = text(of, "controller");
  if (controller.length > MAX_CONTROLLER) report.tooLong(spec.child("controller"), MAX_CONTROLLER);
  domainPrefixedPath(report, spec.child("controller"), controller);
  if (of["parameters"] !== undefined) classParameters(report, spec.child("parameters"), part(of, "parameters"));
}

export function validateIngressClassChange(report: Report, ingressClass: KubeObject, before: KubeObject): void {
  immutableField(report, text(part(ingressClass, "spec"), "controller"), text(part(before, "spec"), "controller"), spec.child("controller"));
}

const scopes = ["Cluster", "Namespace"];

function classParameters(report: Report, at: Path, of: Fields): void {
  typedReference(report, at, of);
  if (of["scope"] === undefined) return report.required(at.child("scope"), "");
  const scope = text(of, "scope");
  const { namespace } = of;
  oneOf(report, at.child("scope"), scope, scopes);
  if (scope === "Namespace") {
    if (namespace === undefined) report.required(at.child("namespace"), "`parameters.scope` is set to 'Namespace'");
    else fits(report, at.child("namespace"), text(of, "namespace"), labelProblems);
  }
  if (scope === "Cluster" && namespace !== undefined) report.forbidden(at.child("namespace"), "`parameters.scope` is set to 'Cluster'");
}
