import type { ReplyBody } from "../../api/index.ts";
import { decodeJson } from "../../wire/index.ts";
import type { ClientError } from "./client-error.ts";

/** Chunks of one answer, joined when all are there. */
export class BodyBytes {
  readonly #chunks: Uint8Array[] = [];

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  whole(): Uint8Array {
    const [first, ...more] = this.#chunks;
    if (first === undefined) return new Uint8Array(0);
    if (more.length === 0) return first;
    const whole = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

export type DecodedAnswer =
  | { readonly body: ReplyBody; readonly text: string }
  | { readonly body?: undefined; readonly text: string; readonly error: ClientError };

/** A JSON answer as a frozen object, or why it is none. */
export function decodeAnswer(bytes: Uint8Array): DecodedAnswer {
  const decoded = decodeJson(bytes);
  const { text } = decoded;
  if (decoded.kind === "malformed") return { text, error: undecodable(decoded.message) };
  const { value } = decoded;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { text, error: undecodable("the answer is not an object") };
  return { body: deeplyFrozen(value) as unknown as ReplyBody, text };
}

function undecodable(problem: string): ClientError {
  return { kind: "decode", message: `couldn't get version/kind; json parse error: ${problem}` };
}

/** Freezes what was just parsed: nobody else holds it, so it is a tree. */
function deeplyFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const each of Object.values(value)) deeplyFrozen(each);
  return Object.freeze(value);
}
