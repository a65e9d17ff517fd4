import type { ReplyBody } from "../../api/index.ts";
import type { ClientError } from "./client-error.ts";

/** Chunks of one answer, decoded when all are there. */
export class BodyText {
  readonly #decoder = new TextDecoder("utf-8");
  #text = "";

  push(chunk: Uint8Array): void {
    this.#text += this.#decoder.decode(chunk, { stream: true });
  }

  whole(): string {
    return this.#text;
  }
}

/** A JSON answer as a frozen object, or why it is none. */
export function decodeBody(text: string): { readonly body?: ReplyBody; readonly error?: ClientError } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    return { error: undecodable(jsonProblem(text, error)) };
  }
  if (typeof body !== "object" || body === null) return { error: undecodable("the answer is not an object") };
  return { body: deeplyFrozen(body) as ReplyBody };
}

function undecodable(problem: string): ClientError {
  return { kind: "decode", message: `couldn't get version/kind; json parse error: ${problem}` };
}

/** A text that just stops has Go's words for it; others keep this platform's. */
function jsonProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return text === "" || /end of JSON|Unterminated|Expected .* after|Expected .* in JSON at position/.test(message) && stops(text, message) ? "unexpected end of JSON input" : message;
}

function stops(text: string, message: string): boolean {
  const at = /position (\d+)/.exec(message)?.[1];
  return at === undefined || Number(at) >= text.length;
}

/** Freezes what was just parsed: nobody else holds it, so it is a tree. */
export function deeplyFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const each of Object.values(value)) deeplyFrozen(each);
  return Object.freeze(value);
}
