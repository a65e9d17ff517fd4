import type { InvalidField } from "../../api/index.ts";
import type { Path } from "./path.ts";
import type { Told } from "./go-value.ts";
import { goValue } from "./go-value.ts";

/**
 * What is wrong with an object, in the order in which it was found: what a Status tells as causes.
 *
 * @source apimachinery pkg/util/validation/field/errors.go
 */
export class Report {
  #problems: InvalidField[] | undefined;

  get problems(): readonly InvalidField[] {
    return this.#problems ?? none;
  }

  /** How many there are: whoever asks before and after knows whether something in between was wrong. */
  get count(): number {
    return this.#problems?.length ?? 0;
  }

  /** What was found elsewhere. */
  add(problem: InvalidField): void {
    (this.#problems ??= []).push(problem);
  }

  /** Forgets what was found since there were so many. */
  back(count: number): void {
    if (this.#problems !== undefined) this.#problems.length = count;
  }

  required(at: Path, detail: string): void {
    this.#tell("FieldValueRequired", at, "Required value", detail);
  }

  forbidden(at: Path, detail: string): void {
    this.#tell("FieldValueForbidden", at, "Forbidden", detail);
  }

  /** @param value as Go holds it: a text of a type of its own as `typed` */
  invalid(at: Path, value: Told, detail: string): void {
    this.#tell("FieldValueInvalid", at, `Invalid value: ${goValue(value)}`, detail);
  }

  /** Of a value that is not told. */
  wrong(at: Path, detail: string): void {
    this.#tell("FieldValueInvalid", at, "Invalid value", detail);
  }

  typeInvalid(at: Path, value: Told, detail: string): void {
    this.#tell("FieldValueTypeInvalid", at, `Invalid value: ${goValue(value)}`, detail);
  }

  /** @param supported in the order in which they are told */
  notSupported(at: Path, value: Told, supported: readonly string[]): void {
    const detail = supported.length === 0 ? "" : `supported values: ${supported.map((each) => JSON.stringify(each)).join(", ")}`;
    this.#tell("FieldValueNotSupported", at, `Unsupported value: ${goValue(value)}`, detail);
  }

  notFound(at: Path, value: Told, detail = ""): void {
    this.#tell("FieldValueNotFound", at, `Not found: ${goValue(value)}`, detail);
  }

  duplicate(at: Path, value: Told): void {
    this.#tell("FieldValueDuplicate", at, `Duplicate value: ${goValue(value)}`, "");
  }

  /** @param limit in bytes */
  tooLong(at: Path, limit: number): void {
    this.#tell("FieldValueTooLong", at, "Too long", `may not be more than ${counted(limit, "byte")}`);
  }

  tooLongCharacters(at: Path, limit: number): void {
    this.#tell("FieldValueTooLong", at, "Too long", `may not be more than ${counted(limit, "character")}`);
  }

  tooShort(at: Path, limit: number): void {
    this.#tell("FieldValueTooShort", at, "Too short", `must be at least ${counted(limit, "character")}`);
  }

  /** @param actual undefined: not told */
  tooMany(at: Path, actual: number | undefined, limit: number): void {
    this.#tell("FieldValueTooMany", at, actual === undefined ? "Too many" : `Too many: ${actual}`, `must have at most ${counted(limit, "item")}`);
  }

  tooFew(at: Path, actual: number, limit: number): void {
    this.#tell("FieldValueTooFew", at, `Too few: ${actual}`, `must have at least ${counted(limit, "item")}`);
  }

  internal(at: Path, why: string): void {
    this.#tell("InternalError", at, "Internal error", why);
  }

  #tell(reason: string, at: Path, what: string, detail: string): void {
    this.add({ reason, field: at.toString(), message: detail === "" ? what : `${what}: ${detail}` });
  }
}

const none: readonly InvalidField[] = Object.freeze([]);

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
