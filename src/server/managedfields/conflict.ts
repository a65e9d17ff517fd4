import type { Status } from "../../api/index.ts";
import { failure } from "../../api/index.ts";
import { goQuote } from "../schema/index.ts";
import { comparePaths } from "../storage/index.ts";
import { pathsOf } from "./field-set.ts";
import type { Owner } from "./owners.ts";
import { identifierOf } from "./owners.ts";
import { shownElement } from "./path-element.ts";
import type { Taken } from "./rivals.ts";

/**
 * What an applier is told who would take what others own.
 *
 * @source apimachinery pkg/util/managedfields/internal/conflict.go, pkg/api/errors/errors.go NewApplyConflict
 * @differs causes follow the order of managers, which upstream draws by lot
 */
export function conflictStatus(taken: readonly Taken[]): Status {
  const conflicts = taken
    .toSorted((a, b) => comparePaths(identifierOf(a.owner), identifierOf(b.owner)))
    .map(({ owner, set }) => ({ rival: shownOwner(owner), paths: [...pathsOf(set)].map((path) => path.map(shownElement).join("")) }));
  const causes = conflicts.flatMap(({ rival, paths }) => paths.map((field) => ({ reason: "FieldManagerConflict", message: `conflict with ${rival}`, field })));
  return failure({ code: 409, reason: "Conflict", message: messageOf(conflicts, causes.length), details: { causes } });
}

function messageOf(conflicts: readonly { readonly rival: string; readonly paths: readonly string[] }[], count: number): string {
  const [first] = conflicts;
  if (count === 1 && first !== undefined) return `Apply failed with 1 conflict: conflict with ${first.rival}: ${first.paths[0] ?? ""}`;
  const lines = conflicts.flatMap(({ rival, paths }) => [`conflicts with ${rival}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${count} conflicts: ${lines.join("\n")}`;
}

function shownOwner({ manager, operation, apiVersion, subresource }: Owner): string {
  const name = goQuote(manager) + (subresource === "" ? "" : ` with subresource ${goQuote(subresource)}`);
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}
