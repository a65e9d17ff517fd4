import { subdomainProblems } from "../../api/index.ts";
import type { Path, Report } from "../validation/index.ts";

const FORM = "; desired format: https://host[/path]";

/** @source apiserver pkg/util/webhook/validation.go ValidateWebhookURL (https alone) */
export function validateWebhookUrl(report: Report, url: string, at: Path): void {
  const unescaped = /%(?![0-9A-Fa-f]{2})(.{0,2})/.exec(url);
  if (unescaped !== null) {
    report.required(at, `url must be a valid URL: parse ${JSON.stringify(url)}: invalid URL escape ${JSON.stringify(unescaped[0])}${FORM}`);
    return;
  }
  const [, scheme = "", authority, , query = "", fragment = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const cut = (authority ?? "").lastIndexOf("@");
  const [user, host] = cut < 0 ? [undefined, authority ?? ""] : [(authority ?? "").slice(0, cut), (authority ?? "").slice(cut + 1)];
  if (scheme.toLowerCase() !== "https") report.invalid(at, scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`);
  if (host === "") report.invalid(at, "", `host must be specified${FORM}`);
  if (user !== undefined) report.invalid(at, user, "user information is not permitted in the URL");
  if (fragment !== "") report.invalid(at, fragment, "fragments are not permitted in the URL");
  if (query !== "") report.invalid(at, query, "query parameters are not permitted in the URL");
}

export interface WebhookService {
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
  readonly port?: number;
}

/** @source apiserver pkg/util/webhook/validation.go ValidateWebhookService */
export function validateWebhookService(report: Report, { namespace = "", name = "", path, port = 443 }: WebhookService, at: Path): void {
  if (name === "") report.required(at.child("name"), "");
  if (namespace === "") report.required(at.child("namespace"), "");
  if (port < 1 || port > 65_535) report.invalid(at.child("port"), port, "port is not valid: must be between 1 and 65535, inclusive");
  if (path === undefined || path === "/" || path === "") return;
  if (path === "//") {
    report.invalid(at.child("path"), path, "segment[0] may not be empty");
    return;
  }
  if (!path.startsWith("/")) report.invalid(at.child("path"), path, "must start with a '/'");
  path.slice(1).replace(/\/$/, "").split("/").forEach((step, i) => {
    if (step === "") report.invalid(at.child("path"), path, `segment[${i}] may not be empty`);
    else for (const problem of subdomainProblems(step)) report.invalid(at.child("path"), path, `segment[${i}]: ${problem}`);
  });
}
