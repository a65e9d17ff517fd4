/** The compiler's strictness, and syntax that cannot be erased: each planted once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { plant } from "./planted-tree.ts";
import type { PlantedTree } from "./planted-tree.ts";

const PLANTED: readonly (readonly [name: string, error: string, code: string])[] = [
  ["an enum", "TS1294", "export enum Colour { Red }"],
  ["a parameter property", "TS1294", "export class X { constructor(readonly a: number) {} }"],
  ["a namespace with code", "TS1294", "export namespace N { export const a = 1; }"],
  ["a type imported without the word", "TS1484", 'import { PathLike } from "node:fs";\nexport type X = PathLike;'],
  ["an implicit any", "TS7006", "export const f = (a) => a;"],
  ["a null where none is allowed", "TS2322", "export const a: string = null;"],
  ["an element that may be missing", "TS2322", "export const f = (a: readonly string[]): string => a[0];"],
  ["undefined for an absent field", "TS2375", "export const a: { readonly b?: number } = { b: undefined };"],
  ["a fall-through", "TS7029", "export function f(a: number): number { let x = 0; switch (a) { case 1: x = 1; default: x = 2; } return x; }"],
  ["a path without a return", "TS7030", "export function f(a: boolean) { if (a) return 1; }"],
  ["code that is never reached", "TS7027", "export function f(): number { return 1; f(); }"],
  ["an unused local", "TS6133", "export function f(): void { const a = 1; }"],
  ["an unused parameter", "TS6133", "export function f(a: number): void {}"],
  ["an override without the word", "TS4114", "class A { f(): void {} }\nexport class B extends A { f(): void {} }"],
  ["the browser's world", "TS2584", "export const a = document;"],
];

const file = (index: number): string => `src/planted-${index}.ts`;
let tree: PlantedTree;
let output: string;

beforeAll(() => {
  tree = plant(Object.fromEntries(PLANTED.map(([, , code], index) => [file(index), `${code}\n`])), []);
  output = tree.run("typescript/bin/tsc", ["--pretty", "false"]);
});
afterAll(() => tree.remove());

test.each(PLANTED.map(([name, error], index) => ({ name, error, index })))("$name is an error", ({ error, index }) => {
  expect(output.split("\n").filter((line) => line.startsWith(`${file(index)}(`)).join("\n")).toContain(error);
});
