import type { Atom } from "./atom.ts";
import type { FieldSet } from "./field-set.ts";
import { fieldSet } from "./field-set.ts";
import type { PathElement } from "./path-element.ts";

/**
 * The set with the structs' fields that its paths go through.
 *
 * @source structured-merge-diff fieldpath/set.go EnsureNamedFieldsAreMembers
 */
export function withNamedFields(set: FieldSet, atom: Atom | undefined): FieldSet {
  let same = true;
  const nodes = set.nodes.map((node) => {
    const { element, below } = node;
    const member = node.member || (below.nodes.length > 0 && element.form === "field" && atom?.map?.fields.has(element.value as string) === true);
    const deeper = withNamedFields(below, partOf(atom, element));
    if (member === node.member && deeper === below) return node;
    same = false;
    return { element, member, below: deeper };
  });
  return same ? set : fieldSet(nodes);
}

function partOf(atom: Atom | undefined, { form, value }: PathElement): Atom | undefined {
  if (form === "field") return atom?.map?.fields.get(value as string)?.atom ?? atom?.map?.others;
  return form === "key" ? atom?.list?.items : undefined;
}
