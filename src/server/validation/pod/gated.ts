import { equal } from "../../../api/index.ts";
import { internalForm } from "../internal-form.ts";
import { path } from "../path.ts";
import { sortedMap } from "../go-value.ts";
import type { Report } from "../report.ts";
import type { Affinity, NodeAffinity, NodeSelectorTerm, PodSpec } from "./types.ts";

/**
 * A pod that waits at a gate may narrow down its nodes: the spec with the old node selector and node affinity, once what
 * they became has been looked at.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go ValidatePodUpdate, validateNodeSelectorMutation, validateNodeAffinityMutation
 */
export function gatedSpec(report: Report, spec: PodSpec, old: PodSpec): PodSpec {
  const { nodeSelector: _selector, affinity: _affinity, ...rest } = spec;
  selectorMutation(report, spec, old);
  const before = old.affinity?.nodeAffinity;
  const after = spec.affinity?.nodeAffinity;
  const changed = !equal(after, before);
  if (changed) affinityMutation(report, after, before);
  const affinity = changed ? withOldNodes(spec.affinity, old.affinity) : spec.affinity;
  return { ...rest, ...(old.nodeSelector === undefined ? {} : { nodeSelector: old.nodeSelector }), ...(affinity === undefined ? {} : { affinity }) };
}

function selectorMutation(report: Report, { nodeSelector: after = {} }: PodSpec, { nodeSelector: before = {} }: PodSpec): void {
  if (Object.keys(before).every((key) => after[key] === before[key])) return;
  const shown = Object.keys(after).length === 0 ? null : sortedMap(after);
  report.invalid(path("spec", "nodeSelector"), shown, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
}

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

function affinityMutation(report: Report, after: NodeAffinity | undefined, before: NodeAffinity | undefined): void {
  const at = path("spec", "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms");
  const old = before?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const terms = after?.[REQUIRED]?.nodeSelectorTerms;
  if (old.length === 0) return;
  if (old.length !== (terms ?? []).length) {
    return report.invalid(at, terms?.map(shown) ?? null, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
  }
  for (let i = 0; i < old.length; i += 1) {
    const term = terms?.[i] ?? {};
    if (!onlyAdds(term, old[i]!)) report.invalid(at.index(i), shown(term), "only additions are allowed (no mutations or deletions)");
  }
}

function shown(term: NodeSelectorTerm): ReturnType<typeof internalForm> {
  return internalForm("core.v1.NodeSelectorTerm", term);
}

function onlyAdds(after: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const empty = (term: NodeSelectorTerm): boolean => (term.matchExpressions ?? []).length === 0 && (term.matchFields ?? []).length === 0;
  if (empty(before)) return empty(after);
  return (["matchExpressions", "matchFields"] as const).every((field) => {
    const old = before[field] ?? [];
    return equal((after[field] ?? []).slice(0, old.length), old);
  });
}

function withOldNodes(after: Affinity | undefined, before: Affinity | undefined): Affinity | undefined {
  const nodeAffinity = before?.nodeAffinity;
  if (after === undefined) return nodeAffinity === undefined ? undefined : { nodeAffinity };
  const { nodeAffinity: _new, ...rest } = after;
  if (before === undefined && Object.keys(rest).length === 0) return undefined;
  return nodeAffinity === undefined ? rest : { nodeAffinity, ...rest };
}
