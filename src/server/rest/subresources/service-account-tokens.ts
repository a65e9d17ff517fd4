import type { JsonObject, KubeObject, Status, Subject } from "../../../api/index.ts";
import { badRequest, conflict, invalid, newUid, notFound, parseRfc3339, rfc3339 } from "../../../api/index.ts";
import { SECOND } from "../../../kernel/index.ts";
import type { Fields } from "../../validation/index.ts";
import { part, path, Report, text, texts } from "../../validation/index.ts";
import type { Outcome, Rest } from "../rest.ts";
import { done, refusedWith } from "../rest.ts";
import { current } from "../update.ts";
import type { Call } from "./actions.ts";
import { claimsOf, signedToken } from "./signed-token.ts";

/** Who issues tokens, and whom they are for unless they say so. @source kube-apiserver --service-account-issuer, as recorded */
const ISSUER = "https://kubernetes.default.svc";
const SHORTEST = 600;
const LONGEST = 2 ** 32;
/** A pod's token of this odd length is renewed in time, and good for a year in case it is not. @source pkg/serviceaccount/claims.go WarnOnlyBoundTokenExpirationSeconds */
const WARNED = 3607;
const YEAR = 365 * 24 * 60 * 60;
/** @source go-jose jwt.DefaultLeeway */
const LEEWAY = 60;

const REQUEST: Subject = { group: "authentication.k8s.io", resource: "TokenRequest" };

/**
 * POST …/serviceaccounts/x/token.
 *
 * @source kubernetes pkg/registry/core/serviceaccount/storage/token.go, pkg/apis/authentication/validation
 */
export function issueToken({ rest, target, request, sent }: Call): Outcome {
  const { name, namespace } = request;
  const { name: named = name, uid: asked, managedFields } = sent.metadata;
  const report = new Report();
  if (named !== name) {
    report.invalid(path("metadata", "name"), named, "must match the service account name if specified");
    return refusedWith(invalid(REQUEST, name, report.problems));
  }
  const account = current(rest, target, request)?.object;
  if (account === undefined) return refusedWith(notFound(target.resource, name));
  const { uid = "" } = account.metadata;
  if (asked !== undefined && asked !== uid) {
    return refusedWith(conflict(REQUEST, name, `the UID in the token request (${asked}) does not match the UID of the service account (${uid})`));
  }
  const spec = part(sent, "spec");
  const audiences = texts(spec, "audiences").length === 0 ? [ISSUER] : texts(spec, "audiences");
  const seconds = spec["expirationSeconds"] as number;
  const within = path("spec", "expirationSeconds");
  if (seconds < SHORTEST) report.invalid(within, seconds, "may not specify a duration less than 10 minutes");
  if (seconds > LONGEST) report.invalid(within, seconds, "may not specify a duration larger than 2^32 seconds");
  if (report.count > 0) return refusedWith(invalid(REQUEST, "", report.problems));
  const bound = boundTo(rest, namespace, name, spec["boundObjectRef"] as Fields | undefined | null);
  if ("refusal" in bound) return refusedWith(bound.refusal);
  const wall = rest.clock.wall();
  const now = Math.floor(wall / SECOND);
  const extended = bound.claims["pod"] !== undefined && seconds === WARNED && audiences.every((each) => each === ISSUER);
  const claims: JsonObject = {
    aud: audiences,
    exp: now + (extended ? YEAR : seconds),
    iat: now,
    iss: ISSUER,
    jti: newUid(rest.random),
    "kubernetes.io": { namespace, ...bound.claims, serviceaccount: { name, uid }, ...(extended ? { warnafter: now + seconds } : {}) },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  return done(201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid, creationTimestamp: rfc3339(wall), ...(managedFields === undefined ? {} : { managedFields }) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec["boundObjectRef"] ?? null },
    status: { token: signedToken(claims, rest.signingKey()), expirationTimestamp: rfc3339(wall + seconds * SECOND) },
  });
}

type Bound = { readonly claims: { readonly [kind: string]: JsonObject } } | { readonly refusal: Status };

/** A token dies with what it is bound to. */
function boundTo(rest: Rest, namespace: string, account: string, ref: Fields | undefined | null): Bound {
  if (ref === undefined || ref === null) return { claims: {} };
  const [apiVersion, kind, name] = [text(ref, "apiVersion"), text(ref, "kind"), text(ref, "name")];
  const holder = apiVersion === "v1" || apiVersion === "" ? holders[kind] : undefined;
  if (holder === undefined) {
    const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
    return { refusal: badRequest(`cannot bind token to object of type ${group ?? ""}/${version ?? ""}, Kind=${kind}`) };
  }
  const object = held(rest, holder, namespace, name);
  if (object === undefined) return { refusal: notFound({ group: "", resource: holder.resource }, name) };
  const spec = part(object, "spec");
  if (kind === "Pod" && text(spec, "serviceAccountName") !== account) {
    return { refusal: badRequest(`cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`) };
  }
  const { uid = "" } = object.metadata;
  const asked = text(ref, "uid");
  if (asked !== "" && asked !== uid) {
    return { refusal: conflict({ group: "", resource: kind }, name, `the UID in the bound object reference (${asked}) does not match the UID in record. The object might have been deleted and then recreated`) };
  }
  const node = kind === "Pod" ? text(spec, "nodeName") : "";
  const nodeUid = node === "" ? "" : (held(rest, holders["Node"] as Holder, "", node)?.metadata.uid ?? "");
  return { claims: { ...(node === "" ? {} : { node: { name: node, ...(nodeUid === "" ? {} : { uid: nodeUid }) } }), [kind.toLowerCase()]: { name, uid } } };
}

interface Holder {
  readonly resource: string;
  readonly namespaced: boolean;
}

const holders: { readonly [kind: string]: Holder } = {
  Pod: { resource: "pods", namespaced: true },
  Secret: { resource: "secrets", namespaced: true },
  Node: { resource: "nodes", namespaced: false },
};

function held({ storage }: Rest, { resource, namespaced }: Holder, namespace: string, name: string): KubeObject | undefined {
  const record = storage.get(`/core/${resource}/${namespaced ? `${namespace}/` : ""}${name}`);
  return record === undefined || "kind" in record ? undefined : record.object;
}

/** Whose token it is, as a review tells it. */
export interface TokenHolder {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: { readonly [key: string]: readonly string[] };
  readonly audiences: readonly string[];
}

/**
 * @param audiences of whom asks; none: the server itself
 * @returns why not, where the server has something to say of it
 * @source pkg/serviceaccount (jwt.go AuthenticateToken, claims.go validator.Validate)
 */
export function tokenHolder(rest: Rest, token: string, audiences: readonly string[]): TokenHolder | { readonly error: string } {
  const claims = claimsOf(token, rest.signingKey());
  if (claims === undefined || claims["iss"] !== ISSUER) return { error: INVALID };
  const problem = (why: string): { readonly error: string } => ({ error: `[${INVALID}, ${why}]` });
  const own = texts(claims, "aud");
  const wanted = audiences.length === 0 ? [ISSUER] : audiences;
  const shared = own.filter((each) => wanted.includes(each));
  if (shared.length === 0) return problem(`token audiences ${quoted(own)} is invalid for the target audiences ${quoted(wanted)}`);
  const now = Math.floor(rest.clock.wall() / SECOND);
  if (now - LEEWAY > (claims["exp"] as number)) return problem("service account token has expired");
  if (now + LEEWAY < (claims["nbf"] as number)) return problem("service account token is not valid yet");
  const bound = part(claims, "kubernetes.io");
  const namespace = text(bound, "namespace");
  const account = part(bound, "serviceaccount");
  const [name, uid] = [text(account, "name"), text(account, "uid")];
  const object = held(rest, { resource: "serviceaccounts", namespaced: true }, namespace, name);
  if (object === undefined) return problem(`serviceaccounts ${JSON.stringify(name)} not found`);
  if (object.metadata.uid !== uid) return problem(`service account UID (${object.metadata.uid ?? ""}) does not match claim (${uid})`);
  if (isGone(object, now)) return problem(`service account ${namespace}/${name} has been deleted`);
  const extra: { [key: string]: readonly string[] } = { "authentication.kubernetes.io/credential-id": [`JTI=${text(claims, "jti")}`] };
  for (const [kind, holder] of Object.entries(holders)) {
    const of = kind.toLowerCase();
    if (bound[of] === undefined) continue;
    const ref = part(bound, of);
    // A pod's token goes with the pod, whatever becomes of the node.
    const lives = of === "node" && bound["pod"] !== undefined ? undefined : held(rest, holder, namespace, text(ref, "name"));
    if (of !== "node" || bound["pod"] === undefined) {
      if (lives === undefined || isGone(lives, now)) return problem("service account token has been invalidated");
      if (lives.metadata.uid !== text(ref, "uid")) {
        return problem(`${of} UID (${lives.metadata.uid ?? ""}) does not match service account ${of} ref claim (${text(ref, "uid")})`);
      }
    }
    if (of === "secret") continue;
    extra[`authentication.kubernetes.io/${of}-name`] = [text(ref, "name")];
    if (text(ref, "uid") !== "") extra[`authentication.kubernetes.io/${of}-uid`] = [text(ref, "uid")];
  }
  return { username: text(claims, "sub"), uid, groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"], extra, audiences: shared };
}

const INVALID = "invalid bearer token";

function quoted(all: readonly string[]): string {
  return `[${all.map((each) => JSON.stringify(each)).join(" ")}]`;
}

function isGone({ metadata: { deletionTimestamp } }: KubeObject, now: number): boolean {
  return deletionTimestamp !== undefined && (parseRfc3339(deletionTimestamp) ?? 0) / SECOND < now - LEEWAY;
}
