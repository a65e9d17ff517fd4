import type { ApiRequest, Status } from "../../api/index.ts";
import { notAcceptable } from "../../api/index.ts";

/** In which shape an answer is wanted. */
export type Shape = "object" | "metadata";

export type Accepted = { readonly kind: "shape"; readonly shape: Shape } | { readonly kind: "refused"; readonly status: Status };

const available: readonly string[] = [
  "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];

/**
 * The first clause of Accept that can be served.
 *
 * @source apiserver pkg/endpoints/handlers/negotiation/negotiate.go
 * @limits JSON alone is served; clauses that ask for tables, YAML or protobuf are passed over
 */
export function acceptedShape({ accept, verb }: ApiRequest): Accepted {
  if (accept === undefined) return plain;
  const clauses = accept.split(",").map(clauseOf);
  for (const { media, as } of clauses) {
    if (!servable.has(media)) continue;
    if (as === undefined) return plain;
    if (as === (verb === "list" || verb === "deletecollection" ? "PartialObjectMetadataList" : "PartialObjectMetadata")) return { kind: "shape", shape: "metadata" };
  }
  if (clauses.some(({ media, as }) => servable.has(media) && as !== undefined)) {
    const message = `only the following media types are accepted: ${available.slice(0, 3).join(", ")}`;
    return { kind: "refused", status: notAcceptable(message) };
  }
  return { kind: "refused", status: notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`, {}) };
}

const plain: Accepted = { kind: "shape", shape: "object" };
const servable: ReadonlySet<string> = new Set(["application/json", "*/*"]);

function clauseOf(text: string): { readonly media: string; readonly as: string | undefined } {
  const [media = "", ...parameters] = text.split(";").map((part) => part.trim());
  const as = parameters.find((parameter) => parameter.startsWith("as="));
  return { media: media.toLowerCase(), as: as?.slice(3) };
}
