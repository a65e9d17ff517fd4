import type { Atom, ListAtom, MapAtom } from "./atom.ts";
import { deduced } from "./atom.ts";
import type { FieldNode, FieldSet } from "./field-set.ts";
import { fieldSet, isEmpty, noFields } from "./field-set.ts";
import type { PathElement } from "./path-element.ts";

/**
 * A set as the present type would have it: where something is owned as one by now, who owned a part owns the whole.
 *
 * @source structured-merge-diff typed/reconcile_schema.go ReconcileFieldSetWithSchema
 */
export function reconciled(set: FieldSet, atom: Atom): FieldSet {
  const known = reconciliations.get(set);
  if (known?.atom === atom) return known.to;
  const to = inParts(set, atom);
  reconciliations.set(set, { atom, to });
  return to;
}

const reconciliations = new WeakMap<FieldSet, { readonly atom: Atom; readonly to: FieldSet }>();

function inParts(set: FieldSet, atom: Atom): FieldSet {
  if (atom.map !== undefined && isFree(atom.map)) return set;
  const part = atom.map !== undefined ? inMap(atom.map) : atom.scalar === undefined && atom.list !== undefined ? inList(atom.list) : undefined;
  if (part === undefined) return set;
  let same = true;
  const nodes = set.nodes.map((node) => {
    const of = part(node.element);
    const to = of === undefined ? node : nodeIn(node, of);
    if (to !== node) same = false;
    return to;
  });
  return same ? set : fieldSet(nodes);
}

/** Undefined: of such parts nothing is known. */
type PartOf = (element: PathElement) => Atom | undefined;

function inMap({ fields, others }: MapAtom): PartOf {
  return ({ form, value }) => (form === "field" ? fields.get(value as string)?.atom : undefined) ?? others;
}

function inList({ items }: ListAtom): PartOf {
  return () => items;
}

function nodeIn(node: FieldNode, { map, scalar, list }: Atom): FieldNode {
  if (map !== undefined ? isFree(map) : scalar !== undefined) return node;
  const whole = map?.atomic ?? list?.atomic ?? false;
  if (!whole) {
    const below = inParts(node.below, map === undefined ? { list: list as ListAtom } : { map });
    return below === node.below ? node : { ...node, below };
  }
  return isEmpty(node.below) ? node : { element: node.element, member: true, below: noFields };
}

/** Of maps that hold anything nothing is reconciled. */
function isFree({ fields, others }: MapAtom): boolean {
  return fields.size === 0 && (others === deduced || others?.scalar === "untyped");
}
