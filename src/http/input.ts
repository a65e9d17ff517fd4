import { isUtf8 } from "node:buffer";
import type { User } from "../api/index.ts";

/**
 * What reaches a served cluster from outside, in the order it was stamped. The input log holds these as JSON, so that the
 * run can be replayed without a socket.
 */
export type FrontInput =
  | { readonly kind: "request"; readonly id: number; readonly request: Received }
  /** The client of this request is gone, or hears no more of it. */
  | { readonly kind: "gone"; readonly id: number }
  /** Whether the client of this request reads. */
  | { readonly kind: "reads"; readonly id: number; readonly ready: boolean }
  | { readonly kind: "control"; readonly command: Command }
  /** No request is taken any more, and those under way end. */
  | { readonly kind: "shutdown" };

/** A request as it was read off a socket. */
export interface Received {
  readonly method: string;
  /** "/path?query". */
  readonly target: string;
  /** Lower-case names; only those that may change an answer, and never a credential. */
  readonly headers: { readonly [name: string]: string };
  readonly body?: Uint8Array;
  /** The body had more bytes than are read. */
  readonly oversized?: true;
  /** Who asks. Null: the credentials are nobody's. */
  readonly user: User | null;
  /** The address it came from. */
  readonly from: string;
}

/** What is done to the cluster by hand. Spans are virtual microseconds. */
export type Command =
  | { readonly do: "compact"; readonly keep: number; readonly caches: boolean }
  | { readonly do: "restart"; readonly downFor: number }
  | { readonly do: "partition"; readonly a: string; readonly b: string }
  | { readonly do: "heal" };

/** An input as the log holds it: a body is text where it is UTF-8, else base 64. */
export function loggedInput(input: FrontInput): unknown {
  if (input.kind !== "request" || input.request.body === undefined) return input;
  const { body, ...request } = input.request;
  const kept = isUtf8(body) ? { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(body) } : { base64: Buffer.from(body).toString("base64") };
  return { ...input, request: { ...request, body: kept } };
}

/** Reads back what `loggedInput` made. */
export function inputFromLog(logged: unknown): FrontInput {
  const input = logged as Extract<FrontInput, { kind: "request" }> & { readonly request: { readonly body?: unknown } };
  if (input.kind !== "request" || input.request.body === undefined) return input;
  const { text, base64 } = input.request.body as unknown as { readonly text?: string; readonly base64?: string };
  const body = text === undefined ? new Uint8Array(Buffer.from(base64 ?? "", "base64")) : new TextEncoder().encode(text);
  return { ...input, request: { ...input.request, body } };
}
