import type { InvalidField, JsonObject, KubeObject } from "../../api/index.ts";
import { equal, pathSegmentProblems } from "../../api/index.ts";
import { objectMeta, objectMetaUpdate, ownMeta, ownMetaUpdate, Report } from "../validation/index.ts";
import type { Target } from "./target.ts";

/**
 * What is wrong with an object about to be created.
 *
 * @source apiserver pkg/registry/rest/create.go BeforeCreate
 */
export function problemsOfNew(target: Target, object: KubeObject): readonly InvalidField[] {
  const { kind, info, model, builtIn } = target;
  const report = new Report();
  const { metadataLast } = kind;
  if (!metadataLast) (builtIn ? ownMeta : objectMeta)(report, object.metadata, info.namespaced, kind.nameRule);
  kind.check?.(object, report);
  if (metadataLast && report.count === 0) objectMeta(report, object.metadata, info.namespaced, pathSegmentProblems);
  for (const problem of model?.check?.(object as unknown as JsonObject) ?? nothing) report.add(problem);
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
    schemaProblems(report, target, subresource, after, before);
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

const nothing: readonly InvalidField[] = Object.freeze([]);

/** What the schema objects to, unless it did so before: who changes one part need not mend the others. */
function schemaProblems(report: Report, { model }: Target, subresource: string, after: KubeObject, before: KubeObject): void {
  const problems = model?.check?.(after as unknown as JsonObject) ?? nothing;
  if (problems.length === 0) return;
  const old = model?.check?.(before as unknown as JsonObject) ?? nothing;
  for (const problem of problems) {
    if (old.some((each) => equal(each, problem))) continue;
    if (subresource !== "status") report.add(problem);
    else if (problem.field.startsWith("status")) report.add(ofStatus(problem));
  }
}

/** Only the status is looked at, as a value of its own. @source apiextensions-apiserver pkg/registry/customresource/status_strategy.go */
function ofStatus(problem: InvalidField): InvalidField {
  return { ...problem, message: problem.message.replace(/: status\.(?=\S+ in body )/, ": ") };
}
