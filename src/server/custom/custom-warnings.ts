import type { KubeObject } from "../../api/index.ts";
import { byVersionPriority, qualifiedNameProblems } from "../../api/index.ts";
import { goQuote } from "../schema/index.ts";
import type { DefinedVersion, Definition } from "./definition.ts";
import { versionsOf } from "./definition.ts";

/** What each answer in a version says. @source apiextensions-apiserver pkg/apiserver/customresource_handler.go defaultDeprecationWarning */
export function deprecationWarnings({ spec }: Definition, { name, deprecated, deprecationWarning }: DefinedVersion): readonly string[] {
  if (deprecated !== true) return [];
  if (deprecationWarning !== undefined) return [deprecationWarning];
  const { group, names } = spec;
  const newer = versionsOf(spec).filter((each) => each.served && each.deprecated !== true && byVersionPriority(each.name, name) < 0).map((each) => each.name);
  const best = newer.sort(byVersionPriority)[0];
  return [`${group}/${name} ${names.kind} is deprecated${best === undefined ? "" : `; use ${group}/${best} ${names.kind}`}`];
}

const own: ReadonlySet<string> = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

/** Of finalizers that are new. @source apiextensions-apiserver pkg/registry/customresource/validator.go validateKubeFinalizerName */
export function finalizerWarnings({ metadata }: KubeObject, before: KubeObject | undefined): readonly string[] {
  const { finalizers } = metadata;
  if (finalizers === undefined || finalizers === before?.metadata.finalizers) return nothing;
  const had = new Set(before?.metadata.finalizers);
  return [...new Set(finalizers)].filter((each) => !had.has(each)).sort().flatMap(warningsOf);
}

const nothing: readonly string[] = Object.freeze([]);

function warningsOf(finalizer: string): readonly string[] {
  const at = `metadata.finalizers: ${goQuote(finalizer)}:`;
  const problems = qualifiedNameProblems(finalizer).map((problem) => `${at} ${problem}`);
  if (finalizer.includes("/") || own.has(finalizer)) return problems;
  const better = finalizer.includes(".") ? "finalizer name including a path (/)" : "finalizer name";
  return [...problems, `${at} prefer a domain-qualified ${better} to avoid accidental conflicts with other finalizer writers`];
}
