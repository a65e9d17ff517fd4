import type { Json, NameRule } from "../../api/index.ts";
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { list, part, text, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import { each, labels } from "./object-meta.ts";
import type { Path } from "./path.ts";
import type { Report } from "./report.ts";

/** Rules of single values that many kinds share. @source apimachinery pkg/util/validation/validation.go; kubernetes pkg/apis/core/validation */

/** Answers whether it does. */
export function fits(report: Report, at: Path, value: string, rule: NameRule): boolean {
  const problems = rule(value);
  each(report, at, value, problems);
  return problems.length === 0;
}

export function dnsLabel(report: Report, at: Path, value: string): void {
  fits(report, at, value, labelProblems);
}

export function dnsSubdomain(report: Report, at: Path, value: string): void {
  fits(report, at, value, subdomainProblems);
}

export function qualifiedName(report: Report, at: Path, value: string): void {
  fits(report, at, value, qualifiedNameProblems);
}

/** @param known in the order in which they are told */
export function oneOf(report: Report, at: Path, value: unknown, known: readonly string[]): void {
  if (typeof value !== "string" || !known.includes(value)) report.notSupported(at, typeof value === "string" ? typed(value) : (value as Json), known);
}

const MAX_PORT = 65_535;

export function port(report: Report, at: Path, value: number): void {
  inRange(report, at, value, 1, MAX_PORT);
}

/** As lists of what is wrong. */
export function portProblems(value: number): readonly string[] {
  return value < 1 || value > MAX_PORT ? [`must be between 1 and ${MAX_PORT}, inclusive`] : [];
}

export function inRange(report: Report, at: Path, value: number, low: number, high: number): void {
  if (value < low || value > high) report.invalid(at, value, `must be between ${low} and ${high}, inclusive`);
}

export function portNumberOrName(report: Report, at: Path, value: unknown): void {
  if (typeof value === "string") fits(report, at, value, portNameProblems);
  else port(report, at, typeof value === "number" ? value : 0);
}

/** @source apimachinery pkg/util/validation/validation.go IsValidPortName */
export const portNameProblems: NameRule = (value) => {
  const problems: string[] = [];
  if (value.length > 15) problems.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(value)) problems.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) problems.push("must contain at least one letter (a-z)");
  if (value.includes("--")) problems.push("must not contain consecutive hyphens");
  if (value.startsWith("-") || value.endsWith("-")) problems.push("must not begin or end with a hyphen");
  return problems;
};

/** @source apimachinery pkg/util/validation/validation.go IsDNS1035Label */
export const dns1035LabelProblems: NameRule = (value) => [
  ...(value.length > 63 ? ["must be no more than 63 characters"] : []),
  ...(/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value) ? [] : [DNS_1035_TEXT]),
];

const DNS_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character " +
  "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** @source apimachinery pkg/util/validation/validation.go IsWildcardDNS1123Subdomain */
export const wildcardSubdomainProblems: NameRule = (value) => {
  const problems = value.length > 253 ? ["must be no more than 253 characters"] : [];
  const isOne = value.startsWith("*.") && !subdomainProblems(value.slice(2)).some((each) => each.includes("regex"));
  return isOne ? problems : [...problems, WILDCARD_TEXT];
};

const WILDCARD_TEXT =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, " +
  `'-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${label}(\\.${label})*')`;

/** @source apimachinery pkg/util/validation/validation.go IsFullyQualifiedDomainName */
export function fullyQualifiedDomain(report: Report, at: Path, value: string): void {
  if (value === "") return report.required(at, "");
  const name = value.endsWith(".") ? value.slice(0, -1) : value;
  const problems = subdomainProblems(name);
  if (problems.length > 0) return report.invalid(at, name, problems.join(","));
  const segments = name.split(".");
  if (segments.length < 2) return report.invalid(at, name, "should be a domain with at least two segments separated by dots");
  const wrong = segments.find((segment) => labelProblems(segment).length > 0);
  if (wrong !== undefined) report.invalid(at, wrong, labelProblems(wrong).join(","));
}

/** @source apimachinery pkg/util/validation/validation.go IsDomainPrefixedPath */
export function domainPrefixedPath(report: Report, at: Path, value: string): void {
  if (value === "") return report.required(at, "");
  const slash = value.indexOf("/");
  if (slash <= 0 || slash === value.length - 1) return report.invalid(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")');
  dnsSubdomain(report, at, value.slice(0, slash));
  const rest = value.slice(slash + 1);
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest)) {
    report.invalid(at, rest, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
  }
}

/** @source kubernetes pkg/apis/apps/validation ValidatePositiveIntOrPercent */
export function intOrPercent(report: Report, at: Path, value: unknown): void {
  if (typeof value === "number") {
    if (value < 0) report.invalid(at, value, "must be greater than or equal to 0");
  } else if (typeof value === "string" && !isPercent(value)) report.invalid(at, typed(value), PERCENT_TEXT);
}

/** @source kubernetes pkg/apis/apps/validation IsNotMoreThan100Percent */
export function notMoreThanWhole(report: Report, at: Path, value: unknown): void {
  if (typeof value === "string" && isPercent(value) && Number(value.slice(0, -1)) > 100) report.invalid(at, typed(value), "must not be greater than 100%");
}

function isPercent(value: string): boolean {
  return /^[0-9]+%$/.test(value);
}

const PERCENT_TEXT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** What was wrong before need not be mended with the next change. */
export interface SelectorLenience {
  readonly values: boolean;
}

const strict: SelectorLenience = { values: false };

/** @source apimachinery pkg/apis/meta/v1/validation ValidateLabelSelector */
export function labelSelector(report: Report, at: Path, selector: Fields, lenience: SelectorLenience = strict): void {
  labels(report, part(selector, "matchLabels") as { readonly [key: string]: string }, at.child("matchLabels"));
  const expressions = list(selector, "matchExpressions");
  for (let i = 0; i < expressions.length; i += 1) requirement(report, at.child("matchExpressions").index(i), expressions[i] as Fields, lenience);
}

function requirement(report: Report, at: Path, of: Fields, lenience: SelectorLenience): void {
  const values = texts(of, "values");
  const operator = text(of, "operator");
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) report.required(at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) report.forbidden(at.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else report.invalid(at.child("operator"), typed(operator), "not a valid selector operator");
  qualifiedName(report, at.child("key"), text(of, "key"));
  if (lenience.values) return;
  for (let i = 0; i < values.length; i += 1) fits(report, at.child("values").index(i), values[i] as string, labelValueProblems);
}
