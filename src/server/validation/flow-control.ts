import type { KubeObject } from "../../api/index.ts";
import { equal, labelProblems, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { fits, oneOf } from "./rules.ts";

const spec = path("spec");
const MAX_PRECEDENCE = 10_000;
const distinguishers = ["ByNamespace", "ByUser"];
const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
const subjectKinds = ["Group", "ServiceAccount", "User"];

const everything = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
};

function ofGroups(...names: readonly string[]): Fields {
  return { subjects: names.map((name) => ({ kind: "Group", group: { name } })), ...everything };
}

/** What the server makes itself, and keeps as it made it. @source apiserver pkg/apis/flowcontrol/bootstrap/default.go */
const fixedSchemas: { readonly [name: string]: Fields } = {
  exempt: { priorityLevelConfiguration: { name: "exempt" }, matchingPrecedence: 1, rules: [ofGroups("system:masters")] },
  "catch-all": {
    priorityLevelConfiguration: { name: "catch-all" }, matchingPrecedence: MAX_PRECEDENCE, distinguisherMethod: { type: "ByUser" },
    rules: [ofGroups("system:unauthenticated", "system:authenticated")],
  },
};

/** @source kubernetes pkg/apis/flowcontrol/validation ValidateFlowSchema */
export function validateFlowSchema(report: Report, schema: KubeObject): void {
  const of = part(schema, "spec");
  const name = schema.metadata.name ?? "";
  const precedence = number(of, "matchingPrecedence");
  const at = spec.child("matchingPrecedence");
  if (precedence <= 0) report.invalid(at, precedence, "must be a positive value");
  if (precedence > MAX_PRECEDENCE) report.invalid(at, precedence, `must not be greater than ${MAX_PRECEDENCE}`);
  if (precedence === 1 && name !== "exempt") report.invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  if (has(of, "distinguisherMethod") && !distinguishers.includes(text(part(of, "distinguisherMethod"), "type"))) {
    report.notSupported(spec.child("distinguisherMethod").child("type"), internalForm("flowcontrol.v1.FlowDistinguisherMethod", of["distinguisherMethod"]), distinguishers);
  }
  const level = text(part(of, "priorityLevelConfiguration"), "name");
  const named = spec.child("priorityLevelConfiguration").child("name");
  if (level === "") report.required(named, "must reference a priority level");
  else fits(report, named, level, subdomainProblems);
  for (const [i, rule] of list(of, "rules").entries()) schemaRule(report, spec.child("rules").index(i), rule);
  const fixed = fixedSchemas[name];
  if (fixed !== undefined && !equal(of, fixed)) report.invalid(spec, internalForm("flowcontrol.v1.FlowSchemaSpec", of), `spec of '${name}' must equal the fixed value`);
  validateFlowConditions(report, schema);
}

function schemaRule(report: Report, at: Path, rule: Fields): void {
  const subjects = list(rule, "subjects");
  if (subjects.length === 0) report.required(at.child("subjects"), "subjects must contain at least one value");
  for (const [i, subject] of subjects.entries()) flowSubject(report, at.child("subjects").index(i), subject);
  const resources = list(rule, "resourceRules");
  const paths = list(rule, "nonResourceRules");
  if (resources.length + paths.length === 0) report.required(at, "at least one of resourceRules and nonResourceRules has to be non-empty");
  for (const [i, each] of resources.entries()) resourceRule(report, at.child("resourceRules").index(i), each);
  for (const [i, each] of paths.entries()) pathRule(report, at.child("nonResourceRules").index(i), each);
}

const forms = [["ServiceAccount", "serviceAccount"], ["User", "user"], ["Group", "group"]] as const;
/** Which forms are forbidden beside each, in the order in which that is told. */
const others: { readonly [kind: string]: readonly string[] } = { ServiceAccount: ["User", "Group"], User: ["ServiceAccount", "Group"], Group: ["ServiceAccount", "User"] };

function flowSubject(report: Report, at: Path, subject: Fields): void {
  const kind = text(subject, "kind");
  const own = forms.find(([known]) => known === kind);
  if (own === undefined) return oneOf(report, at.child("kind"), kind, subjectKinds);
  const [, field] = own;
  if (!has(subject, field)) report.required(at.child(field), `${field} is required when subject kind is '${kind}'`);
  else subjectName(report, at.child(field), part(subject, field), kind);
  for (const other of others[kind] ?? []) {
    const form = forms.find(([known]) => known === other)?.[1] ?? "";
    if (has(subject, form)) report.forbidden(at.child(form), `${form} is forbidden when subject kind is not '${other}'`);
  }
}

function subjectName(report: Report, at: Path, of: Fields, kind: string): void {
  const name = text(of, "name");
  if (name === "") report.required(at.child("name"), "");
  if (kind !== "ServiceAccount") return;
  if (name !== "" && name !== "*") fits(report, at.child("name"), name, subdomainProblems);
  const namespace = text(of, "namespace");
  if (namespace === "") report.required(at.child("namespace"), "must specify namespace for service account");
  else fits(report, at.child("namespace"), namespace, labelProblems);
}

/** What a rule lets be done. */
function verbsOf(report: Report, at: Path, rule: Fields): void {
  const held = texts(rule, "verbs");
  if (held.length === 0) report.required(at.child("verbs"), "verbs must contain at least one value");
  else if (held.includes("*")) alone(report, at.child("verbs"), held, "verbs");
  else if (!held.every((each) => verbs.includes(each))) report.notSupported(at.child("verbs"), held, verbs);
}

function alone(report: Report, at: Path, held: readonly string[], what: string): void {
  if (held.length > 1 && held.includes("*")) report.invalid(at, held, `if '*' is present, must not specify other ${what}`);
}

function resourceRule(report: Report, at: Path, rule: Fields): void {
  verbsOf(report, at, rule);
  for (const [field, one, what] of [["apiGroups", "api group", "api groups"], ["resources", "resource", "resources"]] as const) {
    const held = texts(rule, field);
    if (held.length === 0) report.required(at.child(field), `resource rules must supply at least one ${one}`);
    else alone(report, at.child(field), held, what);
  }
  const namespaces = texts(rule, "namespaces");
  const below = at.child("namespaces");
  if (namespaces.length === 0 && rule["clusterScope"] !== true) report.required(below, "resource rules that are not cluster scoped must supply at least one namespace");
  else if (namespaces.includes("*")) alone(report, below, namespaces, "namespaces");
  else {
    for (const [i, each] of namespaces.entries()) {
      for (const why of labelProblems(each)) report.invalid(below.index(i), each, `each member of this list must be '*' or a DNS-1123 label; ${why}`);
    }
  }
}

function pathRule(report: Report, at: Path, rule: Fields): void {
  verbsOf(report, at, rule);
  const urls = texts(rule, "nonResourceURLs");
  const below = at.child("nonResourceURLs");
  if (urls.length === 0) report.required(below, "nonResourceURLs must contain at least one value");
  else if (urls.includes("*")) alone(report, below, urls, "non-resource URLs");
  else for (const [i, each] of urls.entries()) nonResourcePath(report, below.index(i), each);
}

/** @source kubernetes pkg/apis/flowcontrol/validation ValidateNonResourceURLPath */
function nonResourcePath(report: Report, at: Path, url: string): void {
  if (url === "/") return;
  const stars = url.split("*").length - 1;
  const why =
    url === "" ? "must not be empty"
    : !url.startsWith("/") ? "must start with slash"
    : url.includes(" ") ? "must not contain white-space"
    : url.includes("//") ? "must not contain double slash"
    : stars > 1 || (stars === 1 && !url.endsWith("/*")) ? "wildcard can only do suffix matching"
    : undefined;
  if (why !== undefined) report.invalid(at, url, why);
}

/** @source kubernetes pkg/apis/flowcontrol/validation ValidateFlowSchemaStatus, ValidatePriorityLevelConfigurationStatus */
export function validateFlowConditions(report: Report, object: KubeObject): void {
  const types = new Set<string>();
  for (const [i, condition] of list(part(object, "status"), "conditions").entries()) {
    const at = path("status", "conditions").index(i).child("type");
    const type = text(condition, "type");
    if (types.has(type)) report.duplicate(at, typed(type));
    types.add(type);
    if (type === "") report.required(at, "");
  }
}

const levelTypes = ["Exempt", "Limited"];
const responseTypes = ["Queue", "Reject"];
const fixedCatchAll: Fields = { type: "Limited", limited: { nominalConcurrencyShares: 5, limitResponse: { type: "Reject" }, lendablePercent: 0 } };

/** @source kubernetes pkg/apis/flowcontrol/validation ValidatePriorityLevelConfiguration */
export function validatePriorityLevel(report: Report, level: KubeObject): void {
  const of = part(level, "spec");
  const name = level.metadata.name ?? "";
  levelSpec(report, of, name);
  const shown = (): ReturnType<typeof internalForm> => internalForm("flowcontrol.v1.PriorityLevelConfigurationSpec", of);
  const { exempt: _exempt, ...rest } = of;
  if (name === "exempt" && !equal(rest, { type: "Exempt" })) report.invalid(spec, shown(), "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value");
  if (name === "catch-all" && !equal(of, fixedCatchAll)) report.invalid(spec, shown(), "spec of 'catch-all' must equal the fixed value");
  validateFlowConditions(report, level);
}

function levelSpec(report: Report, of: Fields, name: string): void {
  const type = text(of, "type");
  if ((name === "exempt") !== (type === "Exempt")) report.invalid(spec.child("type"), typed(type), "must be 'Exempt' if and only if `name` is 'exempt'");
  if (type === "Exempt") {
    if (has(of, "limited")) report.forbidden(spec.child("limited"), "must be nil if the type is not Limited");
    if (has(of, "exempt")) shares(report, spec.child("exempt"), part(of, "exempt"));
  } else if (type === "Limited") {
    if (has(of, "exempt")) report.forbidden(spec.child("exempt"), "must be nil if the type is Limited");
    if (!has(of, "limited")) report.required(spec.child("limited"), "must not be empty when type is Limited");
    else limited(report, spec.child("limited"), part(of, "limited"));
  } else if (type === "") report.required(spec.child("type"), "");
  else oneOf(report, spec.child("type"), type, levelTypes);
}

function shares(report: Report, at: Path, of: Fields): void {
  notNegative(report, at.child("nominalConcurrencyShares"), number(of, "nominalConcurrencyShares"), "must be a non-negative integer");
  percent(report, at, of);
}

function percent(report: Report, at: Path, of: Fields): void {
  const lendable = number(of, "lendablePercent");
  if (lendable < 0 || lendable > 100) report.invalid(at.child("lendablePercent"), lendable, "must be between 0 and 100, inclusive");
}

function notNegative(report: Report, at: Path, value: number, why: string): void {
  if (value < 0) report.invalid(at, value, why);
}

function limited(report: Report, at: Path, of: Fields): void {
  notNegative(report, at.child("nominalConcurrencyShares"), number(of, "nominalConcurrencyShares"), "must be a non-negative integer");
  const response = part(of, "limitResponse");
  const below = at.child("limitResponse");
  const type = text(response, "type");
  if (type === "Reject") {
    if (has(response, "queuing")) report.forbidden(below.child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
  } else if (type === "Queue") {
    if (!has(response, "queuing")) report.required(below.child("queuing"), "must not be empty if limited.limitResponse.type is Limited");
    else queuing(report, below.child("queuing"), part(response, "queuing"));
  } else if (type === "") report.required(below.child("type"), "");
  else oneOf(report, below.child("type"), type, responseTypes);
  percent(report, at, of);
  notNegative(report, at.child("borrowingLimitPercent"), number(of, "borrowingLimitPercent"), "if specified, must be a non-negative integer");
}

const MAX_QUEUES = 10_000_000;
const HASH_BITS = 60;

function queuing(report: Report, at: Path, of: Fields): void {
  const length = number(of, "queueLengthLimit");
  const queues = number(of, "queues");
  const hand = number(of, "handSize");
  if (length <= 0) report.invalid(at.child("queueLengthLimit"), length, "must be positive");
  if (queues <= 0) report.invalid(at.child("queues"), queues, "must be positive");
  else if (queues > MAX_QUEUES) report.invalid(at.child("queues"), queues, `must not be greater than ${MAX_QUEUES}`);
  if (hand <= 0) report.invalid(at.child("handSize"), hand, "must be positive");
  else if (hand > queues) report.invalid(at.child("handSize"), hand, `should not be greater than queues (${queues})`);
  else if (Math.ceil(Math.log2(queues) * hand) > HASH_BITS) {
    report.invalid(at.child("handSize"), hand, `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than ${HASH_BITS}`);
  }
}
