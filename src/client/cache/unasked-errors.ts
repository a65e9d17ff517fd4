import type { KubeObject } from "../../api/index.ts";
import { goSyntaxOf } from "../go-syntax.ts";
import type { ClientHabits } from "../profile.ts";
import type { ClientError } from "../transport/index.ts";
import { textOf, withContext } from "../transport/index.ts";
import type { Expected } from "./informer.ts";

/**
 * What a reflector tells the process-wide error handler, in the words of its generation.
 *
 * @source client-go tools/cache/reflector.go (DefaultWatchErrorHandler, handleAnyWatch)
 */
export interface UnaskedErrors {
  /** A list failed, or a watch could not be opened, and nobody else wants to know. */
  watchFailed(error: ClientError): ClientError;
  notStored(verb: StoreVerb, object: KubeObject, error: ClientError): ClientError;
  notExpected(expected: Expected, object: KubeObject): ClientError;
  table(): ClientError;
  notUnderstood(object: KubeObject): ClientError;
}

export type StoreVerb = "add" | "update" | "delete";

/** @param name of the reflector, @param describes its objects */
export function unaskedErrors(habit: ClientHabits["unaskedErrors"], name: string, describes: string): UnaskedErrors {
  return habit === "formatted" ? formatted(name, describes) : contextual;
}

const contextual: UnaskedErrors = {
  watchFailed: (error) => withContext(error, "Failed to watch: "),
  notStored: (verb, _, error) => withContext(error, `Unable to ${verb} watch event object ${prepositions[verb]} store: `),
  notExpected: ({ by }) => unexpected(`Unexpected watch event object ${by}`),
  table: () => unexpected("Unsupported watch event object gvk"),
  notUnderstood: () => unexpected("Unable to understand watch event: object does not implement the Object interfaces"),
};

function formatted(name: string, describes: string): UnaskedErrors {
  return {
    watchFailed: (error) => flat(`${name}: Failed to watch ${describes}: ${textOf(error)}`),
    notStored: (verb, object, error) =>
      flat(`${name}: unable to ${verb} watch event object (${goSyntaxOf(object)}) ${prepositions[verb]} store: ${textOf(error)}`),
    notExpected(expected, object) {
      if (expected.by === "gvk") return unexpected(`${name}: expected gvk ${gvkOf(expected)}, but watch event object had gvk ${gvkOf(object)}`);
      return unexpected(`${name}: expected type ${describes}, but watch event object had type *v1.${object.kind}`);
    },
    table: () => unexpected("Unsupported watch event object gvk"),
    notUnderstood: (object) => unexpected(`${name}: unable to understand watch event ${goSyntaxOf(object)}`),
  };
}

const prepositions: { readonly [verb in StoreVerb]: string } = { add: "to", update: "to", delete: "from" };

function unexpected(message: string): ClientError {
  return { kind: "unexpectedObject", message };
}

function flat(message: string): ClientError {
  return { kind: "text", message };
}

function gvkOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion.includes("/") ? "" : "/"}${apiVersion}, Kind=${kind}`;
}
