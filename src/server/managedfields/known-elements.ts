import { growthAge } from "./growth.ts";
import type { PathElement } from "./path-element.ts";
import { fieldElement } from "./path-element.ts";

/** Elements, one for each meaning as long as they are remembered: sets are told apart by them. */
const fields = new Map<string, PathElement>();
const others = new Map<string, PathElement>();
let age = 0;

function forgetOld(): void {
  if (age === growthAge()) return;
  fields.clear();
  others.clear();
  age = growthAge();
}

/** Of a field, or of a key that is none. */
export function fieldNamed(name: string): PathElement {
  forgetOld();
  let element = fields.get(name);
  if (element === undefined) fields.set(name, (element = fieldElement(name)));
  return element;
}

/** The one that is remembered of all that mean the same. */
export function oneOf(element: PathElement): PathElement {
  if (element.form === "field") return fieldNamed(element.value as string);
  forgetOld();
  const known = others.get(element.text);
  if (known === undefined) others.set(element.text, element);
  return known ?? element;
}
