/**
 * A place in an object, such as `spec.containers[0].image`. The places of fields and of the first items of lists are made
 * once and kept, so that going down into what is well-formed costs no object; text is made only for what is told.
 *
 * @source apimachinery pkg/util/validation/field/path.go
 */
export class Path {
  readonly #parent: Path | undefined;
  readonly #step: string;
  #fields: Map<string, Path> | undefined;
  #items: Path[] | undefined;

  /** @param step the text that it adds to its parent's: ".image", "[0]" */
  constructor(parent: Path | undefined, step: string) {
    this.#parent = parent;
    this.#step = step;
  }

  /** @param field one of a kind's own, never a key that a client chose */
  child(field: string): Path {
    const fields = (this.#fields ??= new Map<string, Path>());
    let found = fields.get(field);
    if (found === undefined) fields.set(field, (found = new Path(this, this.#step === "" ? field : `.${field}`)));
    return found;
  }

  index(at: number): Path {
    if (at >= KEPT_ITEMS) return new Path(this, `[${at}]`);
    const items = (this.#items ??= []);
    return (items[at] ??= new Path(this, `[${at}]`));
  }

  /** Of a map. */
  key(key: string): Path {
    return new Path(this, `[${key}]`);
  }

  /** As a field, though a client chose its name. */
  named(name: string): Path {
    return new Path(this, this.#step === "" ? name : `.${name}`);
  }

  /** "<nil>" of no place in particular. */
  toString(): string {
    if (this.#parent === undefined) return "<nil>";
    return this.#parent.#text() + this.#step;
  }

  #text(): string {
    return this.#parent === undefined ? "" : this.#parent.#text() + this.#step;
  }
}

const KEPT_ITEMS = 32;

/** No place in particular; a field below it is one of the object itself. */
export const noPath = new Path(undefined, "");

/** Of an object's field, and further down. */
export function path(...fields: readonly string[]): Path {
  return fields.reduce((at, field) => at.child(field), noPath);
}

/** Where upstream names a field "". */
export const unnamed = new Path(noPath, "[]");
