import type { CompiledSelector, FieldRequirement, KubeObject, RequestOptions } from "../../api/index.ts";
import { both, compileFields, compileLabels, parseFieldSelector, parseLabelSelector, pinnedName } from "../../api/index.ts";
import type { Target } from "./target.ts";

/** What a list or watch shows of its scope. */
export type Selection =
  | { readonly kind: "selection"; readonly selector: CompiledSelector | undefined; readonly name: string | undefined }
  | { readonly kind: "problem"; readonly message: string };

const everything: Selection = { kind: "selection", selector: undefined, name: undefined };

/** @source apiserver pkg/endpoints/handlers/get.go ListResource, pkg/registry/generic/matcher.go */
export function selectionOf(target: Target, { labelSelector = "", fieldSelector = "" }: RequestOptions): Selection {
  if (labelSelector === "" && fieldSelector === "") return everything;
  const labels = parseLabelSelector(labelSelector);
  if ("problem" in labels) return { kind: "problem", message: labels.problem };
  const fields = parseFieldSelector(fieldSelector);
  if ("problem" in fields) return { kind: "problem", message: fields.problem };
  const unknown = fields.find(({ field }) => !isSelectable(target, field));
  if (unknown !== undefined) return { kind: "problem", message: target.kind.refuseField(unknown.field) };
  return {
    kind: "selection",
    selector: both(compileFields(fields.map(canonical), readerOf(target)), compileLabels(labels)),
    name: pinnedName(fields),
  };
}

/** Cluster-scoped built-in kinds with labels of their own do not know metadata.namespace. */
function isSelectable({ info, kind, builtIn }: Target, field: string): boolean {
  if (field === "metadata.name") return true;
  if (field === "metadata.namespace") return info.namespaced || (builtIn && Object.keys(kind.fields).length === 0);
  return Object.hasOwn(kind.fields, field);
}

/** `spec.host` is an old name. */
function canonical(requirement: FieldRequirement): FieldRequirement {
  return requirement.field === "spec.host" ? { ...requirement, field: "spec.nodeName" } : requirement;
}

function readerOf({ kind }: Target): (object: KubeObject, field: string) => string {
  return (object, field) => {
    if (field === "metadata.name") return object.metadata.name ?? "";
    if (field === "metadata.namespace") return object.metadata.namespace ?? "";
    return kind.fields[field]?.(object) ?? "";
  };
}
