import type { InvalidField, KubeObject } from "../../api/index.ts";
import { pathSegmentProblems } from "../../api/index.ts";
import { objectMeta, objectMetaUpdate, ownMeta, ownMetaUpdate, Report } from "../validation/index.ts";
import type { Target } from "./target.ts";

/**
 * What is wrong with an object about to be created.
 *
 * @source apiserver pkg/registry/rest/create.go BeforeCreate
 */
export function problemsOfNew(target: Target, object: KubeObject): readonly InvalidField[] {
  const { kind, info, builtIn } = target;
  const report = new Report();
  const { metadataLast } = kind;
  if (!metadataLast) (builtIn && !kind.anyFinalizer ? ownMeta : objectMeta)(report, object.metadata, info.namespaced, kind.nameRule);
  kind.check?.(object, report);
  if (metadataLast && report.count === 0) objectMeta(report, object.metadata, info.namespaced, pathSegmentProblems);
  return report.problems;
}

/**
 * What is wrong with a change.
 *
 * @source apiserver pkg/registry/rest/update.go BeforeUpdate, validateCommonFields
 */
export function problemsOfChange(target: Target, subresource: string, after: KubeObject, before: KubeObject): readonly InvalidField[] {
  const { kind, info } = target;
  const report = new Report();
  objectMeta(report, after.metadata, info.namespaced, pathSegmentProblems);
  objectMetaUpdate(report, after.metadata, before.metadata);
  if (!target.builtIn) {
    objectMetaUpdate(report, after.metadata, before.metadata);
    (subresource === "" ? kind.checkUpdate : kind.checkSubresource?.[subresource])?.(after, before, report);
  } else if (subresource !== "") {
    const check = kind.checkSubresource?.[subresource] ?? metaAlone;
    check(after, before, report);
  } else if (kind.checkUpdate === undefined) {
    ownMetaUpdate(report, after, before);
    ownMeta(report, after.metadata, info.namespaced, kind.nameRule);
    kind.check?.(after, report);
  } else kind.checkUpdate(after, before, report);
  return report.problems;
}

function metaAlone(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
}
