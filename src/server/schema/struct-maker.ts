/** A field as a maker sees it. */
export interface MadeField<V> {
  readonly name: string;
  /** Written where nothing stands; undefined: the field is left out. */
  readonly absent: V | undefined;
}

/** What stands in the fields of a struct, by their places. */
export type FieldValues<V> = (V | undefined)[];

export type Made<V> = { readonly [field: string]: V };

/**
 * Makes the frozen objects of one struct type. Much of what is sent is what was sent just before (the containers of the
 * pods of one Deployment, their resources): what is the same again is the same object, so that it is neither made nor kept
 * a second time.
 */
export class StructMaker<V> {
  readonly #fields: readonly MadeField<V>[];
  /** Fields that stand in every object. */
  readonly #always: Fields;
  readonly #shapes: Shape<V>[] = [];
  #last: Made<V> | undefined;
  #madeOf: FieldValues<V>;

  constructor(fields: readonly MadeField<V>[]) {
    this.#fields = fields;
    this.#always = fieldsOf(fields.map(({ absent }) => absent), none);
    this.#madeOf = Array<V | undefined>(fields.length).fill(undefined);
  }

  /** @param draft its values are kept: others, which are of no more use, take their place */
  make(draft: { held: FieldValues<V> }): Made<V> {
    const { held } = draft;
    const before = this.#madeOf;
    if (this.#last !== undefined && isSame(held, before)) return this.#last;
    draft.held = before;
    this.#madeOf = held;
    return (this.#last = this.#made(held));
  }

  #made(held: FieldValues<V>): Made<V> {
    const fields = this.#fields;
    const { places, empty: Empty } = this.#shapeOf(held);
    const made = new Empty();
    for (let k = 0; k < places.length; k += 1) {
      const field = fields[places[k]!]!;
      const value = held[places[k]!] ?? field.absent;
      if (value !== undefined) made[field.name] = value;
    }
    return Object.freeze(made);
  }

  #shapeOf(held: FieldValues<V>): Shape<V> {
    const { low, high } = fieldsOf(held, this.#always);
    const shapes = this.#shapes;
    for (let i = 0; i < shapes.length; i += 1) if (shapes[i]!.low === low && shapes[i]!.high === high) return shapes[i]!;
    const places = [...this.#fields.keys()].filter((i) => held[i] !== undefined || this.#fields[i]!.absent !== undefined);
    const shape = { low, high, places, empty: roomy<V>() };
    if (shapes.length < SHAPES && held.length <= 2 * BITS) shapes.push(shape);
    return shape;
  }
}

/** Which fields stand in an object, a bit each. */
interface Fields {
  readonly low: number;
  readonly high: number;
}

const none: Fields = { low: 0, high: 0 };

/** Objects with the same fields. */
interface Shape<V> extends Fields {
  /** Of the fields, in order. */
  readonly places: readonly number[];
  readonly empty: EmptyOf<V>;
}

type EmptyOf<V> = new () => { [field: string]: V };

/** Shapes remembered of a type. */
const SHAPES = 8;
/** Of a number that tells which fields are there. */
const BITS = 30;

function fieldsOf(held: readonly unknown[], { low, high }: Fields): Fields {
  for (let i = 0; i < held.length; i += 1) {
    if (held[i] === undefined) continue;
    if (i < BITS) low |= 1 << i;
    else high |= 1 << (i - BITS);
  }
  return { low, high };
}

/**
 * Makes plain empty objects. V8 learns of each such function how many fields its objects come to have and leaves room for
 * them, where `{}` is put into a larger place again and again while it grows.
 */
export function roomy<V>(): EmptyOf<V> {
  const empty: { (): void; prototype: object } = function empty(): void {};
  empty.prototype = Object.prototype;
  return empty as unknown as EmptyOf<V>;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
