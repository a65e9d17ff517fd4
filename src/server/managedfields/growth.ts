import type { FieldNode, FieldSet } from "./field-set.ts";
import { noFields, setOf } from "./field-set.ts";
import type { PathElement } from "./path-element.ts";

/** Ways that are remembered at most; then all begin anew, since keys may be as many as objects. */
const MEMORY = 100_000;

let age = 0;
let ways = 0;

/** Whoever keeps growths, or elements to grow by, lets go of them when this moves on. */
export function growthAge(): number {
  return age;
}

/**
 * A set in the making, element by element in whatever order they come. Sets that grow alike are one: growing along a way
 * that was gone before makes nothing, which is what lets a create of a known shape cost next to nothing.
 */
export class Growth {
  readonly #before: Growth | undefined;
  readonly #node: FieldNode | undefined;
  #set: FieldSet | undefined;
  /** Where the last step went, which is mostly where the next one goes. */
  #element: PathElement | undefined;
  #below: FieldSet | undefined;
  #member = true;
  #next: Growth | undefined;
  #others: Others | undefined;

  constructor(before?: Growth, node?: FieldNode) {
    this.#before = before;
    this.#node = node;
  }

  with(element: PathElement, below: FieldSet, member: boolean): Growth {
    if (element === this.#element && below === this.#below && member === this.#member) return this.#next as Growth;
    const next = this.#others?.find(element, below, member) ?? this.#grown(element, below, member);
    this.#element = element;
    this.#below = below;
    this.#member = member;
    this.#next = next;
    return next;
  }

  #grown(element: PathElement, below: FieldSet, member: boolean): Growth {
    const next = new Growth(this, { element, member, below });
    ways += 1;
    if (ways > MEMORY) {
      age += 1;
      ways = 0;
    }
    // The first way is remembered as the last one gone.
    if (this.#next === undefined) return next;
    this.#others ??= new Others();
    this.#others.add(this.#element as PathElement, this.#below as FieldSet, this.#member, this.#next);
    this.#others.add(element, below, member, next);
    return next;
  }

  /** One set for all ways that lead to what is the same. */
  get set(): FieldSet {
    return (this.#set ??= this.#before === undefined ? noFields : inOrder(setOf(this.#nodes())));
  }

  /** The set of a growth whose elements came in order. */
  kept(set: FieldSet): FieldSet {
    return (this.#set ??= set);
  }

  #nodes(): readonly FieldNode[] {
    const nodes: FieldNode[] = [];
    for (let at: Growth | undefined = this; at !== undefined; at = at.#before) if (at.#node !== undefined) nodes.push(at.#node);
    return nodes;
  }
}

/** The set as it is remembered. */
export function inOrder(set: FieldSet): FieldSet {
  let growth = seed();
  for (const { element, below, member } of set.nodes) growth = growth.with(element, below, member);
  return growth.kept(set);
}

/** Ways from one set to others. */
class Others {
  readonly #members = new Map<PathElement, Map<FieldSet, Growth>>();
  readonly #passed = new Map<PathElement, Map<FieldSet, Growth>>();

  find(element: PathElement, below: FieldSet, member: boolean): Growth | undefined {
    return (member ? this.#members : this.#passed).get(element)?.get(below);
  }

  add(element: PathElement, below: FieldSet, member: boolean, next: Growth): void {
    const all = member ? this.#members : this.#passed;
    let ways = all.get(element);
    if (ways === undefined) all.set(element, (ways = new Map()));
    ways.set(below, next);
  }
}

let root = new Growth();
let rootAge = 0;

/** Where sets of no type in particular begin. */
export function seed(): Growth {
  if (rootAge !== age) {
    root = new Growth();
    rootAge = age;
  }
  return root;
}
