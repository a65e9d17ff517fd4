import type { PathElement } from "./path-element.ts";
import { compareElements } from "./path-element.ts";

/**
 * A set of paths, as the tree of their elements: whether an element ends a path of the set, and what lies below it.
 * Sets are values and share what they have in common; two that are one object are equal, and most of what operations
 * meet is.
 *
 * @source structured-merge-diff fieldpath/set.go Set
 */
export interface FieldSet {
  /** In the order of elements. Each ends a path or has something below it. */
  readonly nodes: readonly FieldNode[];
}

export interface FieldNode {
  readonly element: PathElement;
  /** The path to here is in the set itself. */
  readonly member: boolean;
  readonly below: FieldSet;
}

export const noFields: FieldSet = { nodes: [] };

export function isEmpty(set: FieldSet): boolean {
  return set.nodes.length === 0;
}

export function fieldSet(nodes: readonly FieldNode[]): FieldSet {
  return nodes.length === 0 ? noFields : { nodes };
}

/** @param nodes in any order, each element once */
export function setOf(nodes: readonly FieldNode[]): FieldSet {
  return fieldSet(nodes.toSorted((a, b) => compareElements(a.element, b.element)));
}

/** The set of one path. */
export function pathSet(path: readonly PathElement[]): FieldSet {
  let set = noFields;
  for (const [i, element] of path.toReversed().entries()) set = { nodes: [{ element, member: i === 0, below: set }] };
  return set;
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.nodes.length !== b.nodes.length) return false;
  return a.nodes.every((node, i) => {
    const other = b.nodes[i] as FieldNode;
    return node === other || (node.element.text === other.element.text && node.member === other.member && equalSets(node.below, other.below));
  });
}

/** What is in either. */
export const union = remembered(unionOf);

function unionOf(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  return combined(a, b, (left, right) => {
    if (left === undefined || right === undefined) return left ?? right;
    return nodeOf(left, left.member || right.member, unionOf(left.below, right.below));
  });
}

/** What is in both. */
export const intersection = remembered(intersectionOf);

function intersectionOf(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(a)) return a;
  if (isEmpty(b)) return b;
  return combined(a, b, (left, right) => {
    if (left === undefined || right === undefined) return undefined;
    return nodeOf(left, left.member && right.member, intersectionOf(left.below, right.below));
  });
}

/** What is in the first alone: path by path, whatever lies below or above. */
export const difference = remembered(differenceOf);

function differenceOf(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  if (a === b) return noFields;
  return combined(a, b, (left, right) => {
    if (left === undefined || right === undefined) return left;
    return nodeOf(left, left.member && !right.member, differenceOf(left.below, right.below));
  });
}

/** The first without the paths of the second and all that lies below them. */
export const without = remembered(withoutOf);

function withoutOf(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  return combined(a, b, (left, right) => {
    if (left === undefined || right === undefined) return left;
    return right.member ? undefined : nodeOf(left, left.member, withoutOf(left.below, right.below));
  });
}

type Combine = (a: FieldSet, b: FieldSet) => FieldSet;

/** Of each first set the last second one is remembered: what is written alike is combined alike, and then one set again. */
function remembered(combine: Combine): Combine {
  const last = new WeakMap<FieldSet, { readonly other: FieldSet; readonly made: FieldSet }>();
  return (a, b) => {
    if (isEmpty(a) || isEmpty(b)) return combine(a, b);
    const known = last.get(a);
    if (known?.other === b) return known.made;
    const made = combine(a, b);
    last.set(a, { other: b, made });
    return made;
  };
}

/** The node as it is, if it is that already; undefined: nothing is left of it. */
function nodeOf(node: FieldNode, member: boolean, below: FieldSet): FieldNode | undefined {
  if (member === node.member && below === node.below) return node;
  return member || !isEmpty(below) ? { element: node.element, member, below } : undefined;
}

/** Walks two sets at once. Answers the first where nothing of it changed. */
function combined(a: FieldSet, b: FieldSet, pick: (left: FieldNode | undefined, right: FieldNode | undefined) => FieldNode | undefined): FieldSet {
  const made: FieldNode[] = [];
  let same = true;
  let i = 0;
  let j = 0;
  while (i < a.nodes.length || j < b.nodes.length) {
    const left = a.nodes[i];
    const right = b.nodes[j];
    const order = left === undefined ? 1 : right === undefined ? -1 : compareElements(left.element, right.element);
    const node = pick(order > 0 ? undefined : left, order < 0 ? undefined : right);
    if (order <= 0) {
      i += 1;
      if (node !== left) same = false;
    } else if (node !== undefined) same = false;
    if (order >= 0) j += 1;
    if (node !== undefined) made.push(node);
  }
  return same ? a : fieldSet(made);
}
export function has(set: FieldSet, path: readonly PathElement[]): boolean {
  let at: FieldSet = set;
  for (const [i, element] of path.entries()) {
    const node = nodeAt(at, element);
    if (node === undefined) return false;
    if (i === path.length - 1) return node.member;
    at = node.below;
  }
  return false;
}

export function nodeAt({ nodes }: FieldSet, element: PathElement): FieldNode | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const node = nodes[middle] as FieldNode;
    const order = compareElements(node.element, element);
    if (order === 0) return node;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

/** Members first, then what lies below each. */
export function* pathsOf(set: FieldSet, before: readonly PathElement[] = []): Generator<readonly PathElement[]> {
  for (const { element, member } of set.nodes) if (member) yield [...before, element];
  for (const { element, below } of set.nodes) yield* pathsOf(below, [...before, element]);
}
