import type { Json } from "./object.ts";

/**
 * The door: a private, frozen clone of a value from outside, made in one pass, or an error that names the place at fault.
 * What is frozen all the way down, as everything that came through it is, passes as it is.
 *
 * @throws NotAdmitted
 */
export function admit<T>(value: T, limits: AdmitLimits = defaults): T {
  try {
    return copy(value, 0, limits, { nodes: 0 }) as T;
  } catch (error) {
    if (error instanceof Fault) throw new NotAdmitted(error.problem, pathOf(error.problem === "cyclic" ? onceRound(value, error.path) : error.path), error.message);
    throw error;
  }
}

export interface AdmitLimits {
  /** Nested arrays and objects. Default 256. @source none: Go's encoding/json stops at 10,000, our stack is shorter */
  readonly depth: number;
  /** Values in all. Default 1,000,000: about a third of the apiserver's 3 MiB of shortest values. */
  readonly nodes: number;
}

const defaults: AdmitLimits = { depth: 256, nodes: 1_000_000 };

export type AdmitProblem = "cyclic" | "forbiddenKey" | "notJson" | "tooDeep" | "tooLarge";

/** A value that is no plain JSON, or too much of it. */
export class NotAdmitted extends Error {
  override readonly name = "NotAdmitted";
  readonly problem: AdmitProblem;
  /** Such as `spec.containers[2].env`; "" is the value itself. */
  readonly path: string;

  constructor(problem: AdmitProblem, path: string, message: string) {
    super(`${path === "" ? "the value" : path}: ${message}`);
    this.problem = problem;
    this.path = path;
  }
}

interface Walk {
  nodes: number;
  /** Values being copied, outermost first; made only where a cycle is suspected. */
  open?: Set<object>;
}

/** A fault on its way out: each container it passes puts its key before the path, so that keeping one costs nothing. */
class Fault extends Error {
  readonly problem: AdmitProblem;
  readonly path: (string | number)[] = [];

  constructor(problem: AdmitProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/**
 * An object, its metadata and its spec are what is passed on unchanged. (Remembering admitted objects in a WeakSet was
 * measured: an entry costs three times the copy of a small object.)
 */
const PASSED_ON_DEPTH = 1;

/** Beyond this depth cycles are looked for: a set costs more than the copy of a shallow object. */
const SUSPICIOUS_DEPTH = 32;

function copy(value: unknown, depth: number, limits: AdmitLimits, walk: Walk): Json {
  walk.nodes += 1;
  if (walk.nodes > limits.nodes) throw new Fault("tooLarge", `holds more than ${limits.nodes} values`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new Fault("notJson", `is ${value}, which JSON cannot hold`);
      return value;
    case "object":
      break;
    default:
      throw new Fault("notJson", `is a ${typeof value}, which JSON cannot hold`);
  }
  if (value === null) return null;
  if (depth <= PASSED_ON_DEPTH && Object.isFrozen(value) && isSound(value, SUSPICIOUS_DEPTH, walk)) return value as Json;
  if (depth >= SUSPICIOUS_DEPTH) {
    walk.open ??= new Set();
    if (walk.open.has(value)) throw new Fault("cyclic", "contains itself");
    walk.open.add(value);
  }
  if (depth >= limits.depth) throw new Fault("tooDeep", `is nested deeper than ${limits.depth}`);
  const copied = Array.isArray(value) ? copyArray(value, depth, limits, walk) : copyObject(value, depth, limits, walk);
  walk.open?.delete(value);
  return copied;
}

/** Whether a copy would be no different. Never says so of what it cannot look through. @param depth levels it still goes down */
function isSound(value: unknown, depth: number, walk: Walk): boolean {
  walk.nodes += 1;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth === 0 || !Object.isFrozen(value) || walk.nodes > defaults.nodes) return false;
  if (Array.isArray(value)) return value.every((each) => isSound(each, depth - 1, walk));
  if (Object.getPrototypeOf(value) !== Object.prototype || Object.hasOwn(value, "constructor") || Object.hasOwn(value, "__proto__")) return false;
  for (const each of Object.values(value) as unknown[]) if (!isSound(each, depth - 1, walk)) return false;
  return true;
}

function copyArray(value: readonly unknown[], depth: number, limits: AdmitLimits, walk: Walk): readonly Json[] {
  const array: Json[] = [];
  let i = 0;
  try {
    for (; i < value.length; i += 1) array.push(copy(value[i], depth + 1, limits, walk));
  } catch (error) {
    if (error instanceof Fault) error.path.unshift(i);
    throw error;
  }
  return Object.freeze(array);
}

function copyObject(value: object, depth: number, limits: AdmitLimits, walk: Walk): Json {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !fromAnotherRealm(prototype)) {
    throw new Fault("notJson", `is a ${className(value)}; only plain objects can be stored`);
  }
  const object: { [key: string]: Json } = {};
  let key = "";
  try {
    for (key of Object.keys(value)) {
      const field = (value as { readonly [key: string]: unknown })[key];
      if (key === "__proto__" || key === "constructor") refusePolluting(key, field);
      // As JSON.stringify does: a key without a value is no key.
      if (field !== undefined) object[key] = copy(field, depth + 1, limits, walk);
    }
  } catch (error) {
    if (error instanceof Fault) error.path.unshift(key);
    throw error;
  }
  return Object.freeze(object);
}

/** A label may be called "constructor"; only with a prototype in it does it reach other objects. */
function refusePolluting(key: string, field: unknown): void {
  if (key === "__proto__") throw new Fault("forbiddenKey", 'the key "__proto__" is refused, since it would change prototypes');
  if (typeof field === "object" && field !== null && Object.hasOwn(field, "prototype")) {
    throw new Fault("forbiddenKey", 'the key "constructor" with a "prototype" in it is refused, since it would change prototypes');
  }
}

/** Plain objects made by a test runner's sandbox have an Object.prototype of their own. */
function fromAnotherRealm(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}

function className(value: object): string {
  const made: unknown = value.constructor;
  return typeof made === "function" && made.name !== "" ? made.name : "object with a prototype of its own";
}

/** Cycles are found some rounds late; one round says it. */
function onceRound(value: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  const seen = new Set<unknown>();
  let at = value;
  for (const [i, key] of path.entries()) {
    if (seen.has(at)) return path.slice(0, i);
    seen.add(at);
    at = (at as { readonly [key: string | number]: unknown })[key];
  }
  return path;
}

const SHOWN = 200;

function pathOf(path: readonly (string | number)[]): string {
  const whole = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("").replace(/^\./, "");
  return whole.length > SHOWN ? `${whole.slice(0, 100)}…${whole.slice(-80)}` : whole;
}
