import type { KubeObject } from "../../api/index.ts";
import { subdomainProblems } from "../../api/index.ts";
import { failurePolicies, matchConditions, matchPolicies, reinvocations, ruleWithOperations } from "./admission-rules.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, texts } from "./fields.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { Report } from "./report.ts";
import type { SelectorLenience } from "./rules.ts";
import { dns1035LabelProblems, fits, labelSelector, oneOf, portProblems } from "./rules.ts";

/**
 * Webhooks that are asked of requests.
 *
 * @source kubernetes pkg/apis/admissionregistration/validation ValidateValidatingWebhookConfiguration, ValidateMutatingWebhookConfiguration
 * @limits expressions of match conditions are not compiled
 */
interface WebhookLenience extends SelectorLenience {
  readonly sideEffects: boolean;
  readonly versions: boolean;
  readonly names: boolean;
}

const strict: WebhookLenience = { values: false, sideEffects: false, versions: false, names: false };
const harmless = ["None", "NoneOnDryRun"];
const sideEffects = ["None", "NoneOnDryRun", "Some", "Unknown"];
const reviewVersions = ["v1", "v1beta1"];
const webhooksPath = path("webhooks");
const MAX_TIMEOUT = 30;

export function validateWebhooks(report: Report, configuration: KubeObject, mutating: boolean, before?: KubeObject): void {
  const lenience = before === undefined ? strict : lenienceOf(list(before, "webhooks"));
  const names = new Set<string>();
  for (const [i, hook] of list(configuration, "webhooks").entries()) {
    const at = webhooksPath.index(i);
    webhook(report, at, hook, mutating, lenience);
    reviews(report, at.child("admissionReviewVersions"), texts(hook, "admissionReviewVersions"), lenience);
    const name = text(hook, "name");
    if (!lenience.names && name !== "" && names.has(name)) report.duplicate(at.child("name"), name);
    names.add(name);
  }
}

function lenienceOf(hooks: readonly Fields[]): WebhookLenience {
  const probe = new Report();
  for (const hook of hooks) for (const field of ["namespaceSelector", "objectSelector"]) labelSelector(probe, webhooksPath, part(hook, field));
  const names = hooks.map((hook) => text(hook, "name"));
  return {
    values: probe.count > 0,
    sideEffects: hooks.some((hook) => !harmless.includes(text(hook, "sideEffects"))),
    versions: hooks.some((hook) => texts(hook, "admissionReviewVersions").length > 0 && !texts(hook, "admissionReviewVersions").some((each) => reviewVersions.includes(each))),
    names: new Set(names).size < names.length,
  };
}

function webhook(report: Report, at: Path, hook: Fields, mutating: boolean, lenience: WebhookLenience): void {
  fullyQualifiedName(report, at.child("name"), text(hook, "name"));
  for (const [i, rule] of list(hook, "rules").entries()) ruleWithOperations(report, at.child("rules").index(i), rule);
  if (has(hook, "failurePolicy")) oneOf(report, at.child("failurePolicy"), hook["failurePolicy"], failurePolicies);
  if (has(hook, "matchPolicy")) oneOf(report, at.child("matchPolicy"), hook["matchPolicy"], matchPolicies);
  const allowed = lenience.sideEffects ? sideEffects : harmless;
  if (!has(hook, "sideEffects")) report.required(at.child("sideEffects"), `must specify one of ${allowed.join(", ")}`);
  else oneOf(report, at.child("sideEffects"), hook["sideEffects"], allowed);
  const timeout = hook["timeoutSeconds"];
  if (typeof timeout === "number" && (timeout > MAX_TIMEOUT || timeout < 1)) report.invalid(at.child("timeoutSeconds"), timeout, "the timeout value must be between 1 and 30 seconds");
  for (const field of ["namespaceSelector", "objectSelector"]) if (has(hook, field)) labelSelector(report, at.child(field), part(hook, field), lenience);
  if (mutating && has(hook, "reinvocationPolicy")) oneOf(report, at.child("reinvocationPolicy"), hook["reinvocationPolicy"], reinvocations);
  const client = part(hook, "clientConfig");
  const below = at.child("clientConfig");
  if (has(client, "url") === has(client, "service")) report.required(below, "exactly one of url or service is required");
  else if (has(client, "url")) webhookUrl(report, below.child("url"), text(client, "url"));
  else webhookService(report, below.child("service"), part(client, "service"));
  matchConditions(report, at.child("matchConditions"), list(hook, "matchConditions"));
}

/** @source apimachinery pkg/util/validation/validation.go IsFullyQualifiedName */
function fullyQualifiedName(report: Report, at: Path, name: string): void {
  if (name === "") return report.required(at, "");
  const problems = subdomainProblems(name);
  if (problems.length > 0) report.invalid(at, name, problems.join(","));
  else if (name.split(".").length < 3) report.invalid(at, name, "should be a domain with at least three segments separated by dots");
}

function reviews(report: Report, at: Path, versions: readonly string[], { versions: lenient }: WebhookLenience): void {
  if (versions.length === 0) return report.required(at, `must specify one of ${reviewVersions.join(", ")}`);
  for (const [i, version] of versions.entries()) {
    if (versions.indexOf(version) < i) report.invalid(at.index(i), version, "duplicate version");
    else fits(report, at.index(i), version, dns1035LabelProblems);
  }
  if (!lenient && !versions.some((each) => reviewVersions.includes(each))) report.invalid(at, versions, `must include at least one of ${reviewVersions.join(", ")}`);
}

/** @source apiserver pkg/util/webhook/validation.go ValidateWebhookURL */
function webhookUrl(report: Report, at: Path, url: string): void {
  const form = "; desired format: https://host[/path]";
  const [, scheme = "", authority = "", , query = "", fragment = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const split = authority.lastIndexOf("@");
  const host = authority.slice(split + 1);
  if (scheme !== "https") report.invalid(at, scheme, `'https' is the only allowed URL scheme${form}`);
  if (host === "") report.invalid(at, host, `host must be specified${form}`);
  if (split >= 0) report.invalid(at, authority.slice(0, split), "user information is not permitted in the URL");
  if (fragment !== "") report.invalid(at, fragment, "fragments are not permitted in the URL");
  if (query !== "") report.invalid(at, query, "query parameters are not permitted in the URL");
}

/** Names of the two are swapped upstream, so that it is the namespace that is missed as a name. @source apiserver pkg/util/webhook/validation.go ValidateWebhookService */
function webhookService(report: Report, at: Path, service: Fields): void {
  if (text(service, "namespace") === "") report.required(at.child("name"), "");
  if (text(service, "name") === "") report.required(at.child("namespace"), "");
  const port = number(service, "port");
  const wrong = portProblems(port);
  if (wrong.length > 0) report.invalid(at.child("port"), port, `port is not valid: ${wrong.join(", ")}`);
  const url = text(service, "path");
  if (url === "" || url === "/") return;
  const below = at.child("path");
  if (url === "//") return report.invalid(below, url, "segment[0] may not be empty");
  if (!url.startsWith("/")) report.invalid(below, url, "must start with a '/'");
  const steps = url.slice(1).replace(/\/$/, "").split("/");
  for (const [i, step] of steps.entries()) {
    if (step === "") report.invalid(below, url, `segment[${i}] may not be empty`);
    else for (const why of subdomainProblems(step)) report.invalid(below, url, `segment[${i}]: ${why}`);
  }
}
