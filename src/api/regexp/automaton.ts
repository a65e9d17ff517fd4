import type { Instruction, Program } from "./program.ts";
import type { Assertion } from "./syntax.ts";

/** What stood before a place, as far as assertions look: the beginning, a newline, a letter of a word, anything else. */
type Before = 0 | 1 | 2 | 3;
const BEGIN: Before = 0;
const NEWLINE: Before = 1;
const WORD: Before = 2;
const OTHER: Before = 3;
const END = -1;

/** Where the instructions may stand between two characters. Transitions are found as texts ask for them. */
class State {
  readonly places: readonly number[];
  readonly before: Before;
  readonly ascii: (State | boolean | undefined)[] = [];
  readonly others = new Map<number, State | boolean>();
  /** Whether a text that ends here matches. */
  ends: boolean | undefined = undefined;

  constructor(places: readonly number[], before: Before) {
    this.places = places;
    this.before = before;
  }
}

const ASCII = 128;
/** States and rare characters that are remembered before all is forgotten: bounds what a text can make us keep. */
const MOST_STATES = 2_000;
const MOST_OTHERS = 500;

/**
 * Finds a match anywhere in a text, in time proportional to the text (times the expression where a state is new): all
 * places where the expression may stand go forward together, and sets of places that were seen are remembered.
 *
 * @source go src/regexp/exec.go (what matches); R. Cox, Regular Expression Matching Can Be Simple And Fast
 */
export class Automaton {
  readonly #instructions: readonly Instruction[];
  readonly #start: number;
  #states = new Map<string, State>();
  /** Marks instructions already reached in the closure under way. */
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor({ instructions, start }: Program) {
    this.#instructions = instructions;
    this.#start = start;
    this.#marks = new Uint32Array(instructions.length);
  }

  matches(text: string): boolean {
    let state: State = this.#state([this.#start], BEGIN);
    for (let at = 0; at < text.length; at += 1) {
      let rune = text.charCodeAt(at);
      if (rune >= 0xd800) {
        rune = text.codePointAt(at) as number;
        if (rune > 0xffff) at += 1;
      }
      const next: State | boolean = (rune < ASCII ? state.ascii[rune] : state.others.get(rune)) ?? this.#step(state, rune);
      if (typeof next === "boolean") return next;
      state = next;
    }
    return (state.ends ??= this.#closure(state, END) === undefined);
  }

  /** True: it has matched. False: nothing can match any more. */
  #step(state: State, rune: number): State | boolean {
    const found = this.#follow(state, rune);
    if (rune < ASCII) state.ascii[rune] = found;
    else {
      if (state.others.size >= MOST_OTHERS) state.others.clear();
      state.others.set(rune, found);
    }
    return found;
  }

  #follow(state: State, rune: number): State | boolean {
    const stands = this.#closure(state, rune);
    if (stands === undefined) return true;
    const places = new Set<number>();
    for (const each of stands) {
      const instruction = this.#instructions[each];
      if (instruction?.op === "rune" && instruction.class.has(rune)) places.add(instruction.next);
    }
    // A match may begin at any later place too.
    if (this.#instructions[this.#start]?.op === "assert" && isBegin(this.#instructions[this.#start])) {
      if (places.size === 0) return false;
    } else places.add(this.#start);
    return this.#state([...places].sort((a, b) => a - b), rune === 10 ? NEWLINE : isWord(rune) ? WORD : OTHER);
  }

  #state(places: readonly number[], before: Before): State {
    const key = `${before}:${places.join()}`;
    let state = this.#states.get(key);
    if (state !== undefined) return state;
    if (this.#states.size >= MOST_STATES) this.#states = new Map();
    this.#states.set(key, (state = new State(places, before)));
    return state;
  }

  /** Instructions that wait for the next character, between what was before and what is next; undefined: it has matched. */
  #closure({ places, before }: State, next: number): readonly number[] | undefined {
    this.#mark += 1;
    const waiting: number[] = [];
    const open = [...places];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (this.#marks[each] === this.#mark) continue;
      this.#marks[each] = this.#mark;
      const instruction = this.#instructions[each] as Instruction;
      if (instruction.op === "match") return undefined;
      if (instruction.op === "rune") waiting.push(each);
      else if (instruction.op === "split") open.push(instruction.next, instruction.other);
      else if (holds(instruction.what, before, next)) open.push(instruction.next);
    }
    return waiting;
  }
}

function isBegin(instruction: Instruction | undefined): boolean {
  return instruction?.op === "assert" && instruction.what === "beginText";
}

function holds(what: Assertion, before: Before, next: number): boolean {
  switch (what) {
    case "beginText": return before === BEGIN;
    case "endText": return next === END;
    case "beginLine": return before === BEGIN || before === NEWLINE;
    case "endLine": return next === END || next === 10;
    case "wordBoundary": return (before === WORD) !== isWord(next);
    case "noWordBoundary": return (before === WORD) === isWord(next);
  }
}

function isWord(rune: number): boolean {
  return (rune >= 0x30 && rune <= 0x39) || (rune >= 0x41 && rune <= 0x5a) || rune === 0x5f || (rune >= 0x61 && rune <= 0x7a);
}
