import type { Json } from "../api/index.ts";
import { goJsonProblem } from "./go-json-problem.ts";
import type { DecodedProtobuf, KindName } from "./protobuf/index.ts";
import { decodeProtobuf, PROTOBUF } from "./protobuf/index.ts";
import { decodeYaml } from "./yaml-body.ts";

/**
 * A request body as a value. What a text must be to become an object of a kind is for the server to say.
 *
 * @limits JSON, YAML and protobuf; other content types are for the caller to refuse with `acceptedBodies`
 */
export type DecodedBody =
  | DecodedText
  | DecodedProtobuf
  | { readonly kind: "unsupported" };

/** What a text says. */
export type DecodedText =
  | { readonly kind: "value"; readonly value: Json; readonly text: string }
  | { readonly kind: "malformed"; readonly format: "json" | "yaml"; readonly message: string; readonly text: string };

/** @source apiserver: the serializers of built-in kinds, in the order of its 415 */
export const acceptedBodies: readonly string[] = ["application/json", "application/yaml", PROTOBUF];

/**
 * Without a content type it is JSON.
 *
 * @param expected what protobuf that does not name its kind is; absent: protobuf is not spoken here
 */
export function decodeBody(bytes: Uint8Array, contentType: string, expected?: KindName): DecodedBody {
  const media = mediaTypeOf(contentType);
  if (media === "application/yaml") return decodeYaml(bytes);
  if (media === PROTOBUF && expected !== undefined) return decodeProtobuf(bytes, expected);
  if (media !== "" && media !== "application/json") return { kind: "unsupported" };
  return decodeJson(bytes);
}

export function decodeJson(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder().decode(bytes);
  try {
    return { kind: "value", value: JSON.parse(text) as Json, text };
  } catch {
    return { kind: "malformed", format: "json", message: goJsonProblem(text), text };
  }
}

/** Lower case, without parameters. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}
