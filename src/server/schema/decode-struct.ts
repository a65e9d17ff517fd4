import type { Json, JsonObject } from "../../api/index.ts";
import type { Part, PartOf, StructPart, Values, ZeroOf } from "./decode-walk.ts";
import { enters, isPlain, MARKS, wrong } from "./decode-walk.ts";
import type { Draft, StructDefaults } from "./struct-defaults.ts";
import { StructMaker } from "./struct-maker.ts";
import type { FieldValues, MadeField } from "./struct-maker.ts";
import type { Field, StructType, Type } from "./type.ts";

/** What is known of a field, laid out for the loop. */
interface Slot extends MadeField<Json> {
  readonly part: Part;
  /** Not told apart from absence. */
  readonly empties: (value: Json) => boolean;
}

/** Drafts kept for the next struct of a type. */
const LITTLE = 3;

export function structPart(type: StructType, { values, derive, within }: StructDefaults, partOf: PartOf, zeroOf: ZeroOf): Part {
  const index = new Map([...type.fields.keys()].map((name, i) => [name, i]));
  let slots: readonly Slot[] | undefined;
  let maker: StructMaker<Json> | undefined;
  let weight = 0;
  /** The keys of the value before this one, with their places: mostly they are those of this one as well. */
  const keysBefore: string[] = [];
  const places: (number | undefined)[] = [];
  /** Drafts to fill, one for each level of a struct within itself. */
  const free: Filling[] = [];

  return (value, walk) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !enters(walk, isPlain(value))) return wrong(walk);
    if (slots === undefined || maker === undefined) {
      slots = [...type.fields.values()].map((field) => slotOf(field, values?.[field.name], partOf, zeroOf, within?.[field.name]));
      maker = new StructMaker(slots);
      weight = slots.reduce((sum, { name, absent }) => sum + name.length + MARKS + (absent === undefined ? 0 : JSON.stringify(absent).length), MARKS);
    }
    walk.weight += weight;
    const sent = value as JsonObject;
    const draft = free.pop() ?? new Filling(index);
    const { held } = draft;
    let same = true;
    let last = -1;
    const keys = Object.keys(sent);
    for (let k = 0; k < keys.length; k += 1) {
      const key = keys[k] as string;
      if (keysBefore[k] !== key) {
        keysBefore[k] = key;
        places[k] = index.get(key);
      }
      const i = places[k];
      if (i === undefined) {
        walk.unknown = true;
        if (walk.straight) {
          walk.wrong = true;
          break;
        }
        same = false;
        continue;
      }
      if (i < last) same = false;
      last = i;
      const each = sent[key] as Json;
      // Before admission there are keys without a value: they are none.
      if (each === null || each === undefined) continue;
      const slot = slots[i] as Slot;
      const part = slot.part(each, walk);
      if (part === undefined) break;
      held[i] = slot.empties(part) ? undefined : part;
    }
    if (walk.wrong) {
      draft.clear();
      free.push(draft);
      return undefined;
    }
    walk.depth -= 1;
    if (derive !== undefined) derive(draft);
    const answer = same && isAll(sent, keys.length, slots, held) && Object.isFrozen(sent) ? sent : maker.make(draft);
    draft.clear();
    if (free.length < LITTLE) free.push(draft);
    return answer;
  };
}

/** Whether a value is what would be made. @param keys how many it has */
function isAll(sent: JsonObject, keys: number, slots: readonly Slot[], held: FieldValues<Json>): boolean {
  let count = 0;
  for (let i = 0; i < slots.length; i += 1) {
    const { name, absent } = slots[i] as Slot;
    const each = held[i] ?? absent;
    if (each === undefined) continue;
    if (each !== sent[name]) return false;
    count += 1;
  }
  return count === keys;
}

/** Kept for the next struct of its type. */
class Filling implements Draft {
  /** By the places of the fields. */
  held: FieldValues<Json>;
  readonly #index: ReadonlyMap<string, number>;

  constructor(index: ReadonlyMap<string, number>) {
    this.#index = index;
    this.held = Array<Json | undefined>(index.size).fill(undefined);
  }

  clear(): void {
    const { held } = this;
    for (let i = 0; i < held.length; i += 1) held[i] = undefined;
  }

  get(field: string): Json | undefined {
    return this.held[this.#index.get(field) as number];
  }

  set(field: string, value: Json | undefined): void {
    this.held[this.#index.get(field) as number] = value;
  }
}

function slotOf(field: Field, otherwise: Json | undefined, partOf: PartOf, zeroOf: ZeroOf, within: Values | undefined): Slot {
  const { name, type, pointer, omits } = field;
  const part = partOf(type, within);
  return { name, part, empties: emptiesOf(type, pointer), absent: otherwise ?? field.default ?? absentOf() };

  function absentOf(): Json | undefined {
    if (pointer) return omits === "nothing" ? null : undefined;
    // Go never finds a struct empty.
    const struct = type.kind === "struct" || (type.kind === "scalar" && structForms.has(type.form)) || (type.kind === "any" && !type.goName.startsWith("interface"));
    if (omits === "empty" && !struct) return undefined;
    const zero = within === undefined ? zeroOf(type) : (part as StructPart).zero;
    return omits === "zero" && isEmptyStruct(zero) ? undefined : zero;
  }
}

const structForms: ReadonlySet<string> = new Set(["time", "microTime", "quantity", "intOrString", "duration"]);

function isEmptyStruct(zero: Json): boolean {
  return zero === null || (typeof zero === "object" && Object.keys(zero).length === 0);
}

/** What Go does not tell from nothing: zeros of fields that are no pointers; lists and maps without anything in them. */
function emptiesOf(type: Type, pointer: boolean): (value: Json) => boolean {
  if (pointer) return never;
  switch (type.kind) {
    case "list":
      return (value) => (value as readonly Json[]).length === 0;
    case "map":
      return (value) => Object.keys(value as object).length === 0;
    case "scalar":
      return structForms.has(type.form) ? never : (value) => value === "" || value === 0 || value === false;
    default:
      return never;
  }
}

function never(): boolean {
  return false;
}
