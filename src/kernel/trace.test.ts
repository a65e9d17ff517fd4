import { expect, test } from "vitest";
import { createKernel } from "./index.ts";
import type { Kernel } from "./index.ts";

function run(play: (kernel: Kernel) => void): string {
  const kernel = createKernel({ seed: 1 });
  play(kernel);
  return kernel.digest();
}

const note = (text: string, a: number, b: number) => (kernel: Kernel): void => {
  kernel.trace.note(kernel.trace.intern(text), a, b);
};

test("the digest is 16 hexadecimal digits", () => {
  expect(run(() => {})).toMatch(/^[0-9a-f]{16}$/);
});

test("every difference in what happened, its order, its instant or its numbers shows", () => {
  const digests = [
    run(() => {}),
    run(note("write", 0, 0)),
    run(note("read", 0, 0)),
    run(note("write", 1, 0)),
    run(note("write", 0, 1)),
    run(note("write", 2 ** 32, 0)),
    run(note("write", 0, 2 ** 32)),
    run(note("write", -1, 0)),
    run((kernel) => { note("write", 1, 0)(kernel); note("read", 0, 0)(kernel); }),
    run((kernel) => { note("read", 0, 0)(kernel); note("write", 1, 0)(kernel); }),
    run((kernel) => { kernel.root.after(1, "e", () => {}); kernel.advanceSync(10); }),
    run((kernel) => { kernel.root.after(2, "e", () => {}); kernel.advanceSync(10); }),
    run((kernel) => { kernel.root.after(1 + 2 ** 30, "e", () => {}); kernel.advanceSync(2 ** 31); }),
    run((kernel) => { kernel.root.after(1, "f", () => {}); kernel.advanceSync(10); }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

test("the tail tells the last happenings, events and notes, oldest first", () => {
  const kernel = createKernel({ seed: 1 });
  const wrote = kernel.trace.intern("wrote");
  for (let i = 1; i <= 300; i++) kernel.root.after(i * 2 ** 29, "write", () => kernel.trace.note(wrote, i, -i));
  kernel.advanceSync(300 * 2 ** 29);
  expect(kernel.trace.tail(3)).toEqual([
    { what: "wrote", at: 299 * 2 ** 29, event: 299, a: 299, b: -299 },
    { what: "write", at: 300 * 2 ** 29, event: 300, a: 300, b: 0 },
    { what: "wrote", at: 300 * 2 ** 29, event: 300, a: 300, b: -300 },
  ]);
  expect(kernel.trace.tail(1_000)).toHaveLength(256);
});
