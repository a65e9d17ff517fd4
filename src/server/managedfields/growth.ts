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
  #next: Growth | undefined;
  #others: Map<PathElement, Map<FieldSet, Growth>> | undefined;

  constructor(before?: Growth, node?: FieldNode) {
    this.#before = before;
    this.#node = node;
  }

  /** @param member the same for an element at each growth */
  with(element: PathElement, below: FieldSet, member: boolean): Growth {
    if (element === this.#element && below === this.#below) return this.#next as Growth;
    const next = this.#known(element, below) ?? this.#grown(element, below, member);
    this.#element = element;
    this.#below = below;
    this.#next = next;
    return next;
  }

  #known(element: PathElement, below: FieldSet): Growth | undefined {
    return this.#others?.get(element)?.get(below);
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
    this.#others ??= new Map();
    this.#remember(this.#others, this.#element as PathElement, this.#below as FieldSet, this.#next);
    this.#remember(this.#others, element, below, next);
    return next;
  }

  #remember(others: Map<PathElement, Map<FieldSet, Growth>>, element: PathElement, below: FieldSet, next: Growth): void {
    let ways = others.get(element);
    if (ways === undefined) others.set(element, (ways = new Map()));
    ways.set(below, next);
  }

  get set(): FieldSet {
    return (this.#set ??= this.#before === undefined ? noFields : setOf(this.#nodes()));
  }

  #nodes(): readonly FieldNode[] {
    const nodes: FieldNode[] = [];
    for (let at: Growth | undefined = this; at !== undefined; at = at.#before) if (at.#node !== undefined) nodes.push(at.#node);
    return nodes;
  }
}
