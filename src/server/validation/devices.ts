import type { Json, KubeObject } from "../../api/index.ts";
import { equal, labelProblems, labelValueProblems, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { FIELD_IS_IMMUTABLE } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { driverName, templateMeta } from "./pod/volumes.ts";
import type { Report } from "./report.ts";
import { dnsLabel, dnsSubdomain, fits, qualifiedName } from "./rules.ts";

const spec = path("spec");
const MOST = 32;
const MOST_ALTERNATIVES = 8;
const LONGEST_EXPRESSION = 10_240;
const LONGEST_PARAMETERS = 10_240;
const LONGEST_ID = 32;
const modes = ["All", "ExactCount"];
const effects = ["NoExecute", "NoSchedule", "None"];
const ONE_OF = "exactly one of `exactly` or `firstAvailable` is required";
const NO_REQUEST = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

type Each<T> = (each: T, at: Path) => void;

/** Too many are not looked at one by one. */
function slice<T>(report: Report, at: Path, all: readonly T[], most: number, check: Each<T>): boolean {
  if (all.length > most) {
    report.tooMany(at, all.length, most);
    return false;
  }
  for (const [i, each] of all.entries()) check(each, at.index(i));
  return true;
}

function set<T>(report: Report, at: Path, all: readonly T[], most: number, check: Each<T>, keyOf: (each: T) => string): void {
  if (!slice(report, at, all, most, check)) return;
  const keys = all.map(keyOf);
  for (const [i, key] of keys.entries()) if (keys.indexOf(key) < i) report.duplicate(at.index(i), key);
}

/**
 * Claims of devices.
 *
 * @source kubernetes pkg/apis/resource/validation/validation.go ValidateResourceClaim
 * @limits expressions are not compiled, and the status is not looked at
 */
export function validateResourceClaim(report: Report, claim: KubeObject): void {
  claimed(report, spec, part(claim, "spec"));
}

export function validateResourceClaimTemplate(report: Report, template: KubeObject): void {
  const of = part(template, "spec");
  templateMeta(report, spec.child("metadata"), part(of, "metadata"));
  claimed(report, spec.child("spec"), part(of, "spec"));
}

export function validateResourceClaimChange(report: Report, after: KubeObject, before: KubeObject): void {
  if (!equal(after["spec"], before["spec"])) report.invalid(spec, claimForm(part(after, "spec")), FIELD_IS_IMMUTABLE);
}

export function validateResourceClaimTemplateChange(report: Report, after: KubeObject, before: KubeObject): void {
  if (equal(after["spec"], before["spec"])) return;
  const of = part(after, "spec");
  report.invalid(spec, { ...part(of, "metadata"), Spec: claimForm(part(of, "spec")) }, FIELD_IS_IMMUTABLE);
}

function claimForm(of: Fields): Json {
  return internalForm("resource.v1.ResourceClaimSpec", of);
}

function claimed(report: Report, at: Path, of: Fields): void {
  const devices = part(of, "devices");
  const where = at.child("devices");
  const requests = list(devices, "requests");
  const names = new Set(requests.flatMap((each) => [text(each, "name"), ...list(each, "firstAvailable").map((sub) => `${text(each, "name")}/${text(sub, "name")}`)]));
  const reference: Each<string> = (name, below) => requestReference(report, below, name, names);
  set(report, where.child("requests"), requests, MOST, (each, below) => request(report, below, each), (each) => text(each, "name"));
  slice(report, where.child("constraints"), list(devices, "constraints"), MOST, (each, below) => {
    set(report, below.child("requests"), texts(each, "requests"), MOST, reference, (name) => name);
    if (has(each, "matchAttribute")) fullName(report, below.child("matchAttribute"), text(each, "matchAttribute"));
    else if (has(each, "distinctAttribute")) fullName(report, below.child("distinctAttribute"), text(each, "distinctAttribute"));
    else report.required(below, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set');
  });
  slice(report, where.child("config"), list(devices, "config"), MOST, (each, below) => {
    set(report, below.child("requests"), texts(each, "requests"), MOST, reference, (name) => name);
    configuration(report, below, each);
  });
}

function request(report: Report, at: Path, of: Fields): void {
  const alternatives = list(of, "firstAvailable");
  dnsLabel(report, at.child("name"), text(of, "name"));
  if (alternatives.length === 0 && !has(of, "exactly")) report.required(at, ONE_OF);
  else if (alternatives.length > 0 && has(of, "exactly")) report.invalid(at, null, `${ONE_OF}, but multiple fields are set`);
  else if (has(of, "exactly")) exactly(report, at.child("exactly"), part(of, "exactly"));
  else {
    const alternative: Each<Fields> = (each, below) => {
      dnsLabel(report, below.child("name"), text(each, "name"));
      exactly(report, below, each);
    };
    set(report, at.child("firstAvailable"), alternatives, MOST_ALTERNATIVES, alternative, (each) => text(each, "name"));
  }
}

function exactly(report: Report, at: Path, of: Fields): void {
  const className = text(of, "deviceClassName");
  if (className === "") report.required(at.child("deviceClassName"), "");
  else dnsSubdomain(report, at.child("deviceClassName"), className);
  selectors(report, at.child("selectors"), list(of, "selectors"));
  const mode = text(of, "allocationMode");
  const count = number(of, "count");
  if (!modes.includes(mode)) report.notSupported(at.child("allocationMode"), typed(mode), modes);
  else if (mode === "All" && count !== 0) report.invalid(at.child("count"), count, "must not be specified when allocationMode is 'All'");
  else if (mode === "ExactCount" && count <= 0) report.invalid(at.child("count"), count, "must be greater than zero");
  for (const [i, each] of list(of, "tolerations").entries()) toleration(report, at.child("tolerations").index(i), each);
}

function selectors(report: Report, at: Path, all: readonly Fields[]): void {
  slice(report, at, all, MOST, (each, below) => {
    if (!has(each, "cel")) report.required(below.child("cel"), "");
    else if (text(part(each, "cel"), "expression").length > LONGEST_EXPRESSION) report.tooLong(below.child("cel").child("expression"), LONGEST_EXPRESSION);
  });
}

function toleration(report: Report, at: Path, of: Fields): void {
  const operator = text(of, "operator");
  const value = text(of, "value");
  if (text(of, "key") !== "") qualifiedName(report, at.child("key"), text(of, "key"));
  if (operator === "Exists") {
    if (value !== "") report.invalid(at.child("value"), value, "must be empty for operator `Exists`");
  } else if (operator === "Equal") fits(report, at.child("value"), value, labelValueProblems);
  else if (operator === "") report.required(at.child("operator"), "");
  else report.notSupported(at.child("operator"), typed(operator), ["Equal", "Exists"]);
  if (text(of, "effect") !== "" && !effects.includes(text(of, "effect"))) report.notSupported(at.child("effect"), typed(text(of, "effect")), effects);
}

function requestReference(report: Report, at: Path, name: string, known: ReadonlySet<string>): void {
  const segments = name.split("/");
  if (segments.length > 2) return report.invalid(at, name, NO_REQUEST);
  for (const segment of segments) fits(report, at, segment, labelProblems);
  if (!known.has(name)) report.invalid(at, name, NO_REQUEST);
}

function fullName(report: Report, at: Path, name: string): void {
  const [domain = "", id, ...more] = name.split("/");
  if (id === undefined) identifier(report, at, domain);
  else if (more.length === 0) {
    if (domain === "") report.invalid(at, "", "the domain must not be empty");
    else driverName(report, at, domain);
    if (id === "") report.invalid(at, "", "the name must not be empty");
    else identifier(report, at, id);
  }
  if (id === undefined) report.invalid(at, typed(name), "a fully qualified name must be a domain and a name separated by a slash");
}

function identifier(report: Report, at: Path, id: string): void {
  if (id.length > LONGEST_ID) report.tooLong(at, LONGEST_ID);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(id)) report.invalid(at, id, NO_IDENTIFIER);
}

const NO_IDENTIFIER =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' " +
  "(e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";

function configuration(report: Report, at: Path, of: Fields): void {
  const where = at.child("opaque");
  if (!has(of, "opaque")) return report.required(where, "");
  const opaque = part(of, "opaque");
  driverName(report, where.child("driver"), text(opaque, "driver"));
  const parameters = opaque["parameters"] as Json | undefined;
  const below = where.child("parameters");
  if (parameters === undefined || parameters === null) report.required(below, "");
  else if (JSON.stringify(parameters).length > LONGEST_PARAMETERS) report.tooLong(below, LONGEST_PARAMETERS);
  else if (typeof parameters !== "object" || Array.isArray(parameters)) report.invalid(below, "<value omitted>", "must be a valid JSON object");
}

/** @source kubernetes pkg/apis/resource/validation/validation.go ValidateDeviceClass */
export function validateDeviceClass(report: Report, deviceClass: KubeObject): void {
  const of = part(deviceClass, "spec");
  selectors(report, spec.child("selectors"), list(of, "selectors"));
  slice(report, spec.child("config"), list(of, "config"), MOST, (each, at) => configuration(report, at, each));
  const name = of["extendedResourceName"];
  if (typeof name === "string" && !isExtended(name)) report.invalid(spec.child("extendedResourceName"), name, "must be a valid extended resource name");
}

/** @source component-helpers scheduling/corev1/helpers IsExtendedResourceName */
function isExtended(name: string): boolean {
  const [domain = "", rest = ""] = name.split("/");
  if (!name.includes("/") || /(^|\.)kubernetes\.io$/.test(domain) || name.startsWith("requests.")) return false;
  return subdomainProblems(domain).length === 0 && rest !== "" && labelValueProblems(rest).length === 0;
}
