import type { Json } from "../../api/index.ts";
import { goJson } from "./go-value.ts";

/**
 * The difference of two values as messages quote it: of their JSON, indented by one, as unified diffs write it with three
 * lines around, without names of files.
 *
 * @source apimachinery pkg/util/diff/diff.go; go-difflib difflib.go (SequenceMatcher, WriteUnifiedDiff)
 */
export function goDiff(before: Json, after: Json): string {
  const a = linesOf(before);
  const b = linesOf(after);
  let text = "";
  for (const group of grouped(opcodes(a, b))) {
    const first = group[0]!;
    const last = group.at(-1)!;
    text += `@@ -${rangeOf(first.a0, last.a1)} +${rangeOf(first.b0, last.b1)} @@\n`;
    for (const { same, a0, a1, b0, b1 } of group) {
      if (same) for (const line of a.slice(a0, a1)) text += ` ${line}`;
      else {
        for (const line of a.slice(a0, a1)) text += `-${line}`;
        for (const line of b.slice(b0, b1)) text += `+${line}`;
      }
    }
  }
  return text;
}

const AROUND = 3;

/** With their ends, which the last one has too. */
function linesOf(value: Json): readonly string[] {
  return goJson(value, 1).split("\n").map((line) => `${line}\n`);
}

function rangeOf(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

/** What became of a piece of the lines: it stayed, or one was put for the other. */
interface Opcode {
  readonly same: boolean;
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

function opcodes(a: readonly string[], b: readonly string[]): readonly Opcode[] {
  const codes: Opcode[] = [];
  let i = 0;
  let j = 0;
  for (const block of [...matchingBlocks(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < block.a || j < block.b) codes.push({ same: false, a0: i, a1: block.a, b0: j, b1: block.b });
    i = block.a + block.size;
    j = block.b + block.size;
    if (block.size > 0) codes.push({ same: true, a0: block.a, a1: i, b0: block.b, b1: j });
  }
  return codes;
}

/** Changes with what is around them; two that are near each other are one group. */
function grouped(codes: readonly Opcode[]): readonly (readonly Opcode[])[] {
  const groups: Opcode[][] = [];
  let group: Opcode[] = [];
  for (const [i, code] of codes.entries()) {
    const begins = i === 0;
    const ends = i === codes.length - 1;
    if (!code.same) {
      group.push(code);
      continue;
    }
    const { a0, a1, b0, b1 } = code;
    if (begins) group.push({ ...code, a0: Math.max(a0, a1 - AROUND), b0: Math.max(b0, b1 - AROUND) });
    else if (ends) group.push({ ...code, a1: Math.min(a1, a0 + AROUND), b1: Math.min(b1, b0 + AROUND) });
    else if (a1 - a0 > 2 * AROUND) {
      group.push({ ...code, a1: a0 + AROUND, b1: b0 + AROUND });
      groups.push(group);
      group = [{ ...code, a0: a1 - AROUND, b0: b1 - AROUND }];
    } else group.push(code);
  }
  if (group.some(({ same }) => !same)) groups.push(group);
  return groups;
}

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** Longest first, then what is left of it and right of it. Lines that are all over a long text match only beside others. */
function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Block[] {
  const places = new Map<string, number[]>();
  for (const [j, line] of b.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [j]);
    else known.push(j);
  }
  if (b.length >= POPULAR_FROM) for (const [line, at] of places) if (at.length > b.length / 100 + 1) places.delete(line);
  const found: Block[] = [];
  const queue: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [a0, a1, b0, b1] = next;
    const block = longestMatch(a, b, places, next);
    if (block.size === 0) continue;
    found.push(block);
    if (a0 < block.a && b0 < block.b) queue.push([a0, block.a, b0, block.b]);
    if (block.a + block.size < a1 && block.b + block.size < b1) queue.push([block.a + block.size, a1, block.b + block.size, b1]);
  }
  return merged(found.sort((one, other) => one.a - other.a));
}

const POPULAR_FROM = 200;

function longestMatch(a: readonly string[], b: readonly string[], places: ReadonlyMap<string, readonly number[]>, [a0, a1, b0, b1]: readonly [number, number, number, number]): Block {
  let best: Block = { a: a0, b: b0, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = a0; i < a1; i += 1) {
    const here = new Map<number, number>();
    for (const j of places.get(a[i]!) ?? []) {
      if (j < b0) continue;
      if (j >= b1) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      here.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = here;
  }
  let { a: i, b: j, size } = best;
  while (i > a0 && j > b0 && a[i - 1] === b[j - 1]) {
    i -= 1;
    j -= 1;
    size += 1;
  }
  while (i + size < a1 && j + size < b1 && a[i + size] === b[j + size]) size += 1;
  return { a: i, b: j, size };
}

/** Neighbours that touch are one. */
function merged(blocks: readonly Block[]): readonly Block[] {
  const made: Block[] = [];
  for (const block of blocks) {
    const last = made.at(-1);
    if (last !== undefined && last.a + last.size === block.a && last.b + last.size === block.b) made[made.length - 1] = { ...last, size: last.size + block.size };
    else made.push(block);
  }
  return made;
}
