import type { ApiRequest, ResourceInfo, Status } from "../../api/index.ts";
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
export function acceptedShape({ accept, verb }: ApiRequest, info: ResourceInfo): Accepted {
  if (accept === undefined) return plain;
  const clauses = accept.split(",").map(clauseOf);
  const many = verb === "list" || verb === "deletecollection";
  for (const { media, as } of clauses) {
    if (!servable.has(media)) continue;
    if (as === undefined) return plain;
    if (as === (many ? "PartialObjectMetadataList" : "PartialObjectMetadata")) return { kind: "shape", shape: "metadata" };
    if (verb !== "watch" && many && as === "PartialObjectMetadata") return refused(`you requested ${as}, but the requested object is a list (*${internal(info)}List)`);
    if (verb !== "watch" && !many && as === "PartialObjectMetadataList") return refused(`you requested ${as}, but the requested object is not a list (*${internal(info)})`);
  }
  if (clauses.some(({ media, as }) => servable.has(media) && as !== undefined)) {
    return refused(`only the following media types are accepted: ${available.slice(0, 3).join(", ")}`);
  }
  return { kind: "refused", status: notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`, {}) };
}

const plain: Accepted = { kind: "shape", shape: "object" };
const servable: ReadonlySet<string> = new Set(["application/json", "*/*"]);

/** Go's internal type of a kind. @limits groups are named by their first label, which holds for most of them */
function internal({ group, kind }: ResourceInfo): string {
  return `${group === "" ? "core" : (group.split(".")[0] ?? "")}.${kind}`;
}

function refused(message: string): Accepted {
  return { kind: "refused", status: notAcceptable(message) };
}

function clauseOf(text: string): { readonly media: string; readonly as: string | undefined } {
  const [media = "", ...parameters] = text.split(";").map((part) => part.trim());
  const as = parameters.find((parameter) => parameter.startsWith("as="));
  return { media: media.toLowerCase(), as: as?.slice(3) };
}
