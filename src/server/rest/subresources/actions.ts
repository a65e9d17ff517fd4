import type { ApiRequest, KubeObject, Status } from "../../../api/index.ts";
import { badRequest, methodNotAllowed, qualified, subjectOf } from "../../../api/index.ts";
import { askedOf, isRefusal } from "../asked.ts";
import { managedFields } from "../ownership.ts";
import { receivedObject } from "../received.ts";
import type { Outcome, Rest } from "../rest.ts";
import { done, refusedWith, warned } from "../rest.ts";
import type { Target } from "../target.ts";
import { targetOf } from "../target.ts";
import { writeOptionsProblem } from "../write-options.ts";
import { bind } from "./binding.ts";
import { evict } from "./eviction.ts";
import type { Review } from "./reviews.ts";
import { reviews } from "./reviews.ts";
import { issueToken } from "./service-account-tokens.ts";
import { spoken } from "./spoken.ts";

/** An action as it was asked for. */
export interface Call {
  readonly rest: Rest;
  readonly target: Target;
  readonly request: ApiRequest;
  /** What was sent, with its defaults. */
  readonly sent: KubeObject;
}

/** What a POST below an object does, and the kind it is asked for in. */
interface Action {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly act: (call: Call) => Outcome;
  /** The answer is what was sent, and who said it. */
  readonly managed?: true;
}

const binding: Action = { group: "", version: "v1", kind: "Binding", act: bind };

const actions: { readonly [path: string]: Action } = {
  "pods/binding": binding,
  "serviceaccounts/token": { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", act: issueToken, managed: true },
  "pods/eviction": { group: "policy", version: "v1", kind: "Eviction", act: evict },
};

/** POST …/pods/x/binding and its like. @source apiserver pkg/endpoints/handlers/create.go createHandler */
export function act(rest: Rest, target: Target, request: ApiRequest): Outcome {
  const action = actions[`${qualified(subjectOf(target.info))}/${request.subresource}`];
  if (action === undefined) return refusedWith(methodNotAllowed());
  return perform(rest, target, request, action);
}

/** POST of what is answered and never kept. */
const unstored: { readonly [resource: string]: (rest: Rest, target: Target, request: ApiRequest) => Outcome } = {
  // The pod's name is that of what is sent.
  bindings(rest, target, request) {
    const pods = targetOf(rest.registry, "", "v1", "pods");
    return pods === undefined ? refusedWith(methodNotAllowed()) : perform(rest, pods, request, binding, target);
  },
};

export function createUnstored(rest: Rest, target: Target, request: ApiRequest): Outcome {
  const resource = qualified(subjectOf(target.info));
  const review = reviews[resource];
  if (review === undefined) return unstored[resource]?.(rest, target, request) ?? refusedWith(methodNotAllowed());
  const { group, version, kind } = target.info;
  return perform(rest, target, request, { group, version, kind, managed: true, act: (call) => reviewed(call, review) }, target);
}

/** What was asked, with what the server says of it. */
function reviewed(call: Call, review: Review): Outcome {
  const told = review(call);
  return isRefused(told) ? refusedWith(told) : done(201, { ...call.sent, ...told });
}

function isRefused(told: ReturnType<Review>): told is Status {
  return told["kind"] === "Status";
}

function perform(rest: Rest, target: Target, request: ApiRequest, { group, version, kind, act: take, managed }: Action, named?: Target): Outcome {
  const face = named ?? spoken(target, group, version, kind);
  const problem = writeOptionsProblem("CreateOptions", request.options);
  const received = receivedObject(face, request, rest.profile.constants.maxRequestBytes);
  if (received.kind === "refused") return refusedWith(problem !== undefined && received.status.code !== 413 ? problem : received.status);
  if (problem !== undefined) return refusedWith(problem);
  const { namespace = request.namespace, name = "" } = received.object.metadata;
  if (namespace !== request.namespace) return refusedWith(badRequest("the namespace of the provided object does not match the namespace sent on the request"));
  const asked = request.name === "" ? { ...request, name } : request;
  const admitted = rest.admission.admit(askedOf("create", target, asked, asked.name), received.object, undefined);
  if (isRefusal(admitted)) return refusedWith(admitted);
  const sent = managed === undefined ? admitted : withManaged(rest, face, request, admitted);
  return warned(take({ rest, target, request: asked, sent }), received.warnings);
}

function withManaged(rest: Rest, face: Target, request: ApiRequest, sent: KubeObject): KubeObject {
  const own = managedFields(rest, face, request, undefined, sent, false);
  const { creationTimestamp: _at, ...metadata } = sent.metadata;
  return { ...sent, metadata: own === undefined ? metadata : { ...metadata, managedFields: own } };
}
