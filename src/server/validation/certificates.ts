import type { KubeObject } from "../../api/index.ts";
import { equal, labelProblems, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, texts } from "./fields.ts";
import { goJson, typed } from "./go-value.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { pemBlocks } from "./pem.ts";
import type { Report } from "./report.ts";
import { oneOf } from "./rules.ts";

/**
 * @source kubernetes pkg/apis/certificates/validation ValidateCertificateSigningRequestCreate and its updates
 * @limits requests and certificates are looked at as PEM; what is in the blocks, and signatures, are not
 */
const spec = path("spec");
const conditionsPath = path("status", "conditions");
const certificatePath = path("status", "certificate");
const LEGACY_SIGNER = "kubernetes.io/legacy-unknown";
const MIN_SECONDS = 600;
const usages = [
  "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection",
  "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
  "server auth", "signing", "timestamping",
];
const decided: ReadonlySet<string> = new Set(["Approved", "Denied", "Failed"]);
const statuses = ["False", "True", "Unknown"];

/** What was wrong before may stay. */
interface Old {
  readonly spec: Fields;
  readonly conditions: readonly Fields[];
  readonly certificate: string;
}

const nothing: Old = { spec: {}, conditions: [], certificate: "" };

export function validateSigningRequest(report: Report, request: KubeObject, before?: KubeObject): void {
  const old = before === undefined ? nothing : oldOf(before);
  const of = part(request, "spec");
  const held = texts(of, "usages");
  const had = texts(old.spec, "usages");
  const sent = text(of, "request");
  if (pemBlocks(sent)[0]?.type !== "CERTIFICATE REQUEST") report.invalid(spec.child("request"), sent === "" ? null : typed(sent), "PEM block type must be CERTIFICATE REQUEST");
  if (held.length === 0) report.required(spec.child("usages"), "");
  if (had.every((each) => usages.includes(each))) {
    for (const [i, each] of held.entries()) if (!usages.includes(each)) report.notSupported(spec.child("usages").index(i), typed(each), usages);
  }
  if (new Set(had).size === had.length) {
    for (const [i, each] of held.entries()) if (held.indexOf(each) < i) report.duplicate(spec.child("usages").index(i), typed(each));
  }
  const signer = text(of, "signerName");
  if (signer === LEGACY_SIGNER && text(old.spec, "signerName") !== LEGACY_SIGNER) {
    report.invalid(spec.child("signerName"), signer, "the legacy signerName is not allowed via this API version");
  } else signerName(report, spec.child("signerName"), signer);
  if (has(of, "expirationSeconds") && number(of, "expirationSeconds") < MIN_SECONDS) {
    report.invalid(spec.child("expirationSeconds"), number(of, "expirationSeconds"), "may not specify a duration less than 600 seconds (10 minutes)");
  }
  requestConditions(report, list(part(request, "status"), "conditions"), old);
  const certificate = text(part(request, "status"), "certificate");
  const unchanged = before !== undefined && certificate === old.certificate;
  if (unchanged || certificateProblem(old.certificate) !== undefined) return;
  const why = certificateProblem(certificate);
  if (why !== undefined) report.invalid(certificatePath, "<certificate data>", why);
}

function oldOf(before: KubeObject): Old {
  const status = part(before, "status");
  return { spec: part(before, "spec"), conditions: list(status, "conditions"), certificate: text(status, "certificate") };
}

/** @source kubernetes pkg/apis/certificates/validation validateCertificate */
function certificateProblem(data: string): string | undefined {
  if (data === "") return undefined;
  const blocks = pemBlocks(data);
  const other = blocks.find(({ type }) => type !== "CERTIFICATE");
  if (other !== undefined) return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(other.type)}`;
  if (blocks.some(({ headers }) => headers)) return "no PEM block headers are permitted";
  return blocks.length === 0 ? "must contain at least one CERTIFICATE PEM block" : undefined;
}

function requestConditions(report: Report, held: readonly Fields[], { conditions: had }: Old): void {
  const types = had.map((each) => text(each, "type"));
  const lenient = { empty: types.includes(""), twice: new Set(types).size < types.length, both: types.includes("Approved") && types.includes("Denied") };
  const seen = new Set<string>();
  for (const [i, condition] of held.entries()) {
    const at = conditionsPath.index(i);
    const type = text(condition, "type");
    const status = text(condition, "status");
    if (type === "" && !lenient.empty) report.required(at.child("type"), "");
    if (status === "") report.required(at.child("status"), "");
    else oneOf(report, at.child("status"), status, decided.has(type) ? ["True"] : statuses);
    const opposite = type === "Approved" ? "Denied" : type === "Denied" ? "Approved" : undefined;
    if (!lenient.both && opposite !== undefined && seen.has(opposite)) report.invalid(conditionsPath, typed(type), "Approved and Denied conditions are mutually exclusive");
    if (!lenient.twice && seen.has(type)) report.duplicate(at.child("type"), typed(type));
    seen.add(type);
  }
}

/** @param by which of the subresources writes: the status may bring a certificate, the approval a decision */
export function validateSigningRequestChange(report: Report, request: KubeObject, before: KubeObject, by: "" | "status" | "approval"): void {
  validateSigningRequest(report, request, before);
  const ofType = (object: KubeObject, type: string): readonly Fields[] => list(part(object, "status"), "conditions").filter((each) => each["type"] === type);
  for (const type of decided) {
    if (ofType(request, type).length < ofType(before, type).length) report.forbidden(conditionsPath, `updates may not remove a condition of type "${type}"`);
  }
  if (by !== "approval") {
    for (const type of ["Approved", "Denied"]) {
      const [now, then] = [ofType(request, type), ofType(before, type)];
      if (now.length > then.length) report.forbidden(conditionsPath, `updates may not add a condition of type "${type}"`);
      else if (now.length === then.length && !equal(now, then)) report.forbidden(conditionsPath, `updates may not modify a condition of type "${type}"\n${goJson(now as never)}`);
    }
  }
  const certificate = text(part(request, "status"), "certificate");
  const had = text(part(before, "status"), "certificate");
  if (certificate === had) return;
  if (by !== "status") report.forbidden(certificatePath, "updates may not set certificate content");
  else if (had !== "") report.forbidden(certificatePath, "updates may not modify existing certificate content");
}

const MAX_DOMAIN = 253;
const MAX_PATH = 253 + 63 + 1;

/** @source kubernetes pkg/apis/core/validation/names.go ValidateSignerName */
function signerName(report: Report, at: Path, name: string): void {
  if (name === "") return report.required(at, "");
  const [domain = "", own, more] = name.split("/");
  if (own === undefined || more !== undefined) return report.invalid(at, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
  if (domain.length > MAX_DOMAIN) report.tooLong(at, MAX_DOMAIN);
  const labels = domain.split(".");
  firstWrong(report, at, domain, labels, labelProblems);
  if (labels.length < 2) report.invalid(at, domain, "should be a domain with at least two segments separated by dots");
  firstWrong(report, at, own, own.split("."), subdomainProblems);
  if (name.length > MAX_DOMAIN + MAX_PATH + 1) report.tooLong(at, MAX_DOMAIN + MAX_PATH + 1);
}

function firstWrong(report: Report, at: Path, whole: string, labels: readonly string[], rule: typeof labelProblems): void {
  const wrong = labels.find((label) => rule(label).length > 0);
  if (wrong === undefined) return;
  for (const why of rule(wrong)) report.invalid(at, whole, `validating label ${JSON.stringify(wrong)}: ${why}`);
}
