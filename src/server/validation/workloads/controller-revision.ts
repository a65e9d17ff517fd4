import type { Json, KubeObject } from "../../../api/index.ts";
import { subdomainProblems } from "../../../api/index.ts";
import { immutableField, ownMeta, ownMetaUpdate } from "../object-meta.ts";
import { path } from "../path.ts";
import type { Report } from "../report.ts";
import { nonNegative } from "../scalars.ts";

/** @source kubernetes pkg/apis/apps/validation/validation.go ValidateControllerRevisionCreate */
export function newControllerRevision(object: KubeObject, report: Report): void {
  const data = object["data"] as Json | undefined;
  nonNegative(report, path("revision"), object["revision"] as number | undefined);
  if (data === undefined || data === null) report.required(path("data"), "data is mandatory");
  else if (typeof data !== "object" || Array.isArray(data)) report.required(path("data"), "data must be a valid JSON object");
}

export function changedControllerRevision(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  ownMeta(report, after.metadata, true, subdomainProblems);
  nonNegative(report, path("revision"), after["revision"] as number | undefined);
  immutableField(report, after["data"], before["data"], path("data"));
}
