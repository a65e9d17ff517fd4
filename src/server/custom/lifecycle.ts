import { equal } from "../../api/index.ts";
import type { Condition, Definition, DefinitionNames } from "./definition.ts";
import { CLEANUP_FINALIZER, conditionOf, isTrue, withCondition, withoutCondition, withStatus } from "./definition.ts";
import { approvalOf, isProtected } from "./approval.ts";
import { structureProblems } from "./structure.ts";

/**
 * What the controllers within an apiserver make of a definition, a step at a time: the next state, or undefined where it
 * is at rest.
 */

/** What others of the group have been given. */
export interface Taken {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

/** @source apiextensions-apiserver pkg/controller/status/naming_controller.go getAcceptedNamesForGroup */
export function takenNames(group: readonly Definition[]): Taken {
  const accepted = group.map(({ status }) => status.acceptedNames);
  return {
    resources: new Set(accepted.flatMap(({ plural, singular = "", shortNames = [] }) => [plural, singular, ...shortNames])),
    kinds: new Set(accepted.flatMap(({ kind, listKind = "" }) => [kind, listKind])),
  };
}

/** Names are given to whoever asks first. @source naming_controller.go sync, calculateNamesAndConditions */
export function named(definition: Definition, { resources, kinds }: Taken, now: string): Definition | undefined {
  const { spec: { names: wanted }, status: { acceptedNames: had } } = definition;
  if (equal(wanted, had)) return undefined;
  let conflict: Condition | undefined;
  const made: { -readonly [name in keyof DefinitionNames]: DefinitionNames[name] } = { ...had };
  const give = <N extends "plural" | "singular" | "kind" | "listKind">(name: N, reason: string, taken: ReadonlySet<string>): void => {
    const [asked, own] = [wanted[name] ?? "", had[name] ?? ""];
    if (asked !== own && taken.has(asked)) conflict = refusal(reason, `"${asked}" is already in use`);
    else if (wanted[name] !== undefined) made[name] = wanted[name];
  };
  give("plural", "PluralConflict", resources);
  give("singular", "SingularConflict", resources);
  if (!equal(wanted.shortNames, had.shortNames)) {
    const used = [...new Set((wanted.shortNames ?? []).filter((each) => !had.shortNames?.includes(each) && resources.has(each)).map((each) => `"${each}" is already in use`))];
    if (used.length > 0) conflict = refusal("ShortNamesConflict", used.length === 1 ? (used[0] as string) : `[${used.join(", ")}]`);
    else if (wanted.shortNames === undefined) delete made.shortNames;
    else made.shortNames = wanted.shortNames;
  }
  give("kind", "KindConflict", kinds);
  give("listKind", "ListKindConflict", kinds);
  if (wanted.categories === undefined) delete made.categories;
  else made.categories = wanted.categories;
  const accepted = conflict ?? { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" };
  if (equal(made, had) && isEquivalent(accepted, conditionOf(definition, "NamesAccepted"))) return undefined;
  const after = withCondition(withStatus(definition, { acceptedNames: made }), accepted, now);
  return withCondition(after, establishedBy(definition, accepted), now);
}

function refusal(reason: string, message: string): Condition {
  return { type: "NamesAccepted", status: "False", reason, message };
}

function establishedBy(definition: Definition, accepted: Condition): Condition {
  const before = conditionOf(definition, "Established") ?? { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" };
  if (before.status === "True" || accepted.status !== "True") return before;
  return { type: "Established", status: "False", reason: "Installing", message: "the initial names have been accepted" };
}

function isEquivalent(a: Condition, b: Condition | undefined): boolean {
  return a.status === b?.status && a.reason === b.reason && a.message === b.message;
}

/** @source apiextensions-apiserver pkg/controller/establish/establishing_controller.go sync @limits a CA bundle that is none is not looked at */
export function established(definition: Definition, now: string): Definition | undefined {
  if (!isTrue(definition, "NamesAccepted") || isTrue(definition, "Established")) return undefined;
  return withCondition(definition, { type: "Established", status: "True", reason: "InitialNamesAccepted", message: "the initial names have been accepted" }, now);
}

/** Groups that belong to the community ask for its approval. @source apiextensions-apiserver pkg/controller/apiapproval/apiapproval_controller.go */
export function approved(definition: Definition, now: string): Definition | undefined {
  const { spec: { group }, metadata: { annotations } } = definition;
  const type = "KubernetesAPIApprovalPolicyConformant";
  const before = conditionOf(definition, type);
  if (!isProtected(group)) return undefined;
  const condition = approvalOf(annotations).condition(type);
  return isEquivalent(condition, before) ? undefined : withCondition(definition, condition, now);
}

/** @source apiextensions-apiserver pkg/controller/nonstructuralschema/nonstructuralschema_controller.go */
export function structured(definition: Definition, now: string): Definition | undefined {
  const type = "NonStructuralSchema";
  const before = conditionOf(definition, type);
  const problems = structureProblems(definition);
  if (problems === undefined) return before === undefined ? undefined : withoutCondition(definition, type);
  const condition: Condition = { type, status: "True", reason: "Violations", message: problems };
  return isEquivalent(condition, before) ? undefined : withCondition(definition, condition, now);
}

/** Its deletion begins: it waits for its instances. @source apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go Delete */
export function terminating(definition: Definition, now: string): Definition {
  const { finalizers = [] } = definition.metadata;
  const metadata = { ...definition.metadata, deletionTimestamp: now, finalizers: finalizers.includes(CLEANUP_FINALIZER) ? finalizers : [...finalizers, CLEANUP_FINALIZER] };
  const message = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon";
  return withCondition({ ...definition, metadata }, { type: "Terminating", status: "True", reason: "InstanceDeletionPending", message }, now);
}

/** Whether the instances are to be deleted now. @source apiextensions-apiserver pkg/controller/finalizer/crd_finalizer.go sync */
export function awaitsCleanup({ metadata: { deletionTimestamp, finalizers = [] } }: Definition): boolean {
  return deletionTimestamp !== undefined && finalizers.includes(CLEANUP_FINALIZER);
}

export function cleaning(definition: Definition, now: string): Definition {
  return withCondition(definition, { type: "Terminating", status: "True", reason: "InstanceDeletionInProgress", message: "CustomResource deletion is in progress" }, now);
}

/** Instances are left after a minute. */
export function uncleaned(definition: Definition, now: string): Definition {
  const message = "could not confirm zero CustomResources remaining: context deadline exceeded";
  return withCondition(definition, { type: "Terminating", status: "True", reason: "InstanceDeletionCheck", message }, now);
}

/** Nothing holds it any more on this side. */
export function cleaned(definition: Definition, now: string): Definition {
  const condition = isTrue(definition, "Established")
    ? { type: "Terminating", status: "False", reason: "InstanceDeletionCompleted", message: "removed all instances" }
    : { type: "Terminating", status: "False", reason: "NeverEstablished", message: "resource was never established" };
  const finalizers = (definition.metadata.finalizers ?? []).filter((each) => each !== CLEANUP_FINALIZER);
  return withCondition({ ...definition, metadata: { ...definition.metadata, finalizers } }, condition, now);
}
