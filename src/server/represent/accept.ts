import type { ApiRequest, Status } from "../../api/index.ts";
import { notAcceptable } from "../../api/index.ts";
import { PROTOBUF, wantsPretty } from "../../wire/index.ts";

/** What an answer is turned into before it is written. "v1beta1" forms differ in their apiVersion alone. */
export type Shape =
  | { readonly as: "object" }
  | { readonly as: "metadata"; readonly list: boolean; readonly apiVersion: string }
  | { readonly as: "table"; readonly apiVersion: string };

/** How an answer is to be written. */
export interface Form {
  readonly shape: Shape;
  readonly contentType: string;
  readonly pretty: boolean;
}

export type Accepted =
  | { readonly kind: "form"; readonly form: Form }
  /** The refusal is written in the form that could be had. */
  | { readonly kind: "refused"; readonly status: Status; readonly form: Form };

const written = ["application/json", "application/yaml", PROTOBUF] as const;
const produced: readonly string[] = [...written, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

/**
 * The first clause of Accept that can be served, after two doors: the router's, which looks at media types alone, and the
 * negotiation's, which knows of transformations too. Whoever takes no form is told so in indented JSON.
 *
 * @source go-restful route.go matchesAccept; apiserver pkg/endpoints/handlers/responsewriters/writers.go (ErrorNegotiated,
 *   WriteRawJSON), pkg/endpoints/handlers/negotiation/negotiate.go (NegotiateMediaTypeOptions, acceptMediaTypeOptions,
 *   NegotiateOutputMediaTypeStream), rest.go AllowsMediaTypeTransform
 * @limits protobuf is passed over where custom resources are asked for, even for their metadata alone
 */
export function accepted({ accept, agent, options, verb }: ApiRequest, builtIn: boolean): Accepted {
  const pretty = wantsPretty(options.pretty, agent);
  if (accept === undefined && !pretty) return plain;
  const json: Form = { shape: object, contentType: "application/json", pretty };
  if (accept === undefined) return { kind: "form", form: json };
  const clauses = clausesOf(accept);
  const refusal: Form = { ...json, pretty: true };
  const stream = verb === "list" || verb === "watch";
  if (builtIn && !clauses.some(({ media }) => media === "*/*" || produced.includes(media))) {
    return { kind: "refused", form: refusal, status: notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${(stream ? produced : written).join(", ")}`, {}) };
  }
  const form = formOf(clauses, pretty, builtIn);
  if (form === undefined) return { kind: "refused", form: refusal, status: onlyAccepted(written) };
  if (verb === "watch" && form.contentType === "application/yaml") {
    return { kind: "refused", form: { ...form, shape: object }, status: onlyAccepted(["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"]) };
  }
  return { kind: "form", form };
}

const object: Shape = Object.freeze({ as: "object" });
const plain: Accepted = Object.freeze({ kind: "form", form: Object.freeze({ shape: object, contentType: "application/json", pretty: false }) });

function onlyAccepted(types: readonly string[]): Status {
  return notAcceptable(`only the following media types are accepted: ${types.join(", ")}`);
}

interface Clause {
  /** Lower case. */
  readonly media: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly q: number;
}

function formOf(clauses: readonly Clause[], pretty: boolean, builtIn: boolean): Form | undefined {
  for (const { media, parameters } of clauses) {
    for (const contentType of written) {
      if ((contentType === PROTOBUF && !builtIn) || (media !== contentType && media !== "*/*" && media !== "application/*")) continue;
      const stream = parameters.get("stream") ?? "";
      if (stream !== "" && (stream !== "watch" || contentType === "application/yaml")) continue;
      if ((parameters.get("sv") ?? "") !== "") continue;
      const shape = shapeOf(parameters, contentType);
      if (shape !== undefined) return { shape, contentType, pretty: pretty || parameters.get("pretty") === "1" };
    }
  }
  return undefined;
}

/** Undefined: no such transformation. */
function shapeOf(parameters: ReadonlyMap<string, string>, contentType: string): Shape | undefined {
  const as = parameters.get("as");
  if (as === undefined && !parameters.has("g") && !parameters.has("v")) return object;
  const version = parameters.get("v");
  if (parameters.get("g") !== "meta.k8s.io" || (version !== "v1" && version !== "v1beta1")) return undefined;
  const apiVersion = `meta.k8s.io/${version}`;
  switch (as) {
    case "Table":
      return contentType === PROTOBUF ? undefined : { as: "table", apiVersion };
    case "PartialObjectMetadata":
    case "PartialObjectMetadataList":
      return { as: "metadata", list: as === "PartialObjectMetadataList", apiVersion };
    default:
      return undefined;
  }
}

/** By quality, and what is definite before what is not. @source munnerz/goautoneg accept.go */
function clausesOf(accept: string): readonly Clause[] {
  const clauses = accept.split(",").map((text): Clause => {
    const [media = "", ...rest] = text.split(";").map((part) => part.trim());
    const parameters = new Map(rest.map((part): [string, string] => [part.split("=", 1)[0] ?? "", part.slice(part.indexOf("=") + 1)]));
    const q = Number(parameters.get("q") ?? 1);
    return { media: media.toLowerCase(), parameters, q: Number.isNaN(q) ? 1 : q };
  });
  return clauses.length < 2 ? clauses : clauses.sort((a, b) => b.q - a.q || stars(a) - stars(b));
}

function stars({ media }: Clause): number {
  return media === "*/*" ? 2 : media.endsWith("/*") ? 1 : 0;
}
