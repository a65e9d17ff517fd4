import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { JsonObject, User } from "../../../api/index.ts";
import { createKernel } from "../../../kernel/index.ts";
import { createRegistry } from "../../../api/index.ts";
import { createApiServer, createLoader, createStorage, serverProfiles } from "../../index.ts";
import { claimsOf, signedToken } from "./signed-token.ts";

const SECOND = 1_000_000;
const ISSUER = "https://kubernetes.default.svc";
const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "sa", namespace: "n", uid: "s" } };
const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n", uid: "p" }, spec: { serviceAccountName: "sa", nodeName: "x", containers: [{ name: "c", image: "i" }] } };
const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "k", namespace: "n", uid: "k" } };
const node = { apiVersion: "v1", kind: "Node", metadata: { name: "x", uid: "x" } };

function server(seed = 1) {
  const kernel = createKernel({ seed });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const registry = createRegistry();
  createLoader(storage, registry).load([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } }, account, pod, secret, node]);
  const api = createApiServer({ name: "a", scope: kernel.root.child("a"), clock: kernel.clock, random: kernel.random, storage, registry, profile: serverProfiles.modern });
  const post = (group: string, resource: string, value: JsonObject, name = "", subresource = "", user: User = { name: "u", uid: "7", groups: [] }): { readonly code: number; readonly body: never } => {
    const heard = { code: 0, body: undefined as never };
    api.handle(
      { verb: "create", resource: { group, version: "v1", resource }, namespace: subresource === "" ? "" : "n", name, subresource, options: {}, body: { form: "object", value }, user, agent: "t" },
      { head: ({ status }) => (heard.code = status), object: (body) => (heard.body = body as never), event() {}, bytes() {}, end() {} },
    );
    return heard;
  };
  const tokenOf = (spec: JsonObject = {}): string => {
    const { body } = post("", "serviceaccounts", { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec }, "sa", "token");
    return (body as { readonly status: { readonly token: string } }).status.token;
  };
  const review = (spec: JsonObject): unknown => (post("authentication.k8s.io", "tokenreviews", { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec }).body as { readonly status: unknown }).status;
  return { kernel, storage, api, post, tokenOf, review };
}

/** What a token says to whoever cannot check it. */
function said(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as JsonObject;
}

test("a token is signed: another key, or another word, does not read", () => {
  const [key, other] = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 4)];
  const token = signedToken({ sub: "a" }, key);
  expect(claimsOf(token, key)).toEqual({ sub: "a" });
  expect(claimsOf(token, other)).toBeUndefined();
  expect(claimsOf(token.replace(".", ".x"), key)).toBeUndefined();
  const [head = "", claims = "", signature = ""] = token.split(".");
  expect(signature).toBe(createHmac("sha256", key).update(`${head}.${claims}`).digest("base64url"));
});

describe("tokens of service accounts", () => {
  test("say what upstream's say, and repeat with the seed", () => {
    const token = server().tokenOf();
    expect(token).toBe(server().tokenOf());
    expect(token).not.toBe(server(2).tokenOf());
    const { iat, ...claims } = said(token);
    expect(claims).toEqual({
      aud: [ISSUER], exp: (iat as number) + 3600, iss: ISSUER, jti: expect.any(String) as string, nbf: iat, sub: "system:serviceaccount:n:sa",
      "kubernetes.io": { namespace: "n", serviceaccount: { name: "sa", uid: "s" } },
    });
  });

  test("are bound to a pod and its node, and a pod's usual one is good for a year", () => {
    const claims = said(server().tokenOf({ expirationSeconds: 3607, boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "p" } }));
    expect(claims["kubernetes.io"]).toMatchObject({ node: { name: "x", uid: "x" }, pod: { name: "p", uid: "p" }, warnafter: (claims["iat"] as number) + 3607 });
    expect(claims["exp"]).toBe((claims["iat"] as number) + 365 * 24 * 3600);
  });

  test.each<[string, JsonObject, number, string]>([
    ["too long", { expirationSeconds: 2 ** 32 + 1 }, 422, "spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds"],
    ["bound to what holds no tokens", { boundObjectRef: { apiVersion: "v1", kind: "ConfigMap", name: "c" } }, 400, "cannot bind token to object of type /v1, Kind=ConfigMap"],
    ["bound to another object of the name", { boundObjectRef: { apiVersion: "v1", kind: "Secret", name: "k", uid: "z" } }, 409, "the UID in the bound object reference (z) does not match the UID in record"],
  ])("are refused: %s", (_, spec, code, message) => {
    expect(server().post("", "serviceaccounts", { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec }, "sa", "token")).toMatchObject({ code, body: { message: expect.stringContaining(message) as string } });
  });

  test("authenticate their account", () => {
    const { api, tokenOf } = server();
    expect(api.authenticate(tokenOf())).toEqual({ name: "system:serviceaccount:n:sa", uid: "s", groups: ["system:serviceaccounts", "system:serviceaccounts:n", "system:authenticated"] });
    expect(api.authenticate("a.b.c")).toBeUndefined();
    expect(api.authenticate(tokenOf({ audiences: ["elsewhere"] }))).toBeUndefined();
  });

  test("end with their time", () => {
    const { kernel, review, tokenOf } = server();
    const token = tokenOf({ expirationSeconds: 600 });
    kernel.advanceSync(600 * SECOND);
    expect(review({ token })).toMatchObject({ authenticated: true });
    kernel.advanceSync(61 * SECOND);
    expect(review({ token })).toEqual({ user: {}, error: "[invalid bearer token, service account token has expired]" });
  });

  test.each<[string, string, string]>([
    ["their account", "/core/serviceaccounts/n/sa", '[invalid bearer token, serviceaccounts "sa" not found]'],
    ["what they are bound to", "/core/pods/n/p", "[invalid bearer token, service account token has been invalidated]"],
  ])("end with %s", (_, path, error) => {
    const { storage, review, tokenOf } = server();
    const token = tokenOf({ boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "p" } });
    expect(review({ token })).toMatchObject({
      user: { extra: { "authentication.kubernetes.io/pod-name": ["p"], "authentication.kubernetes.io/pod-uid": ["p"], "authentication.kubernetes.io/node-name": ["x"], "authentication.kubernetes.io/node-uid": ["x"] } },
    });
    storage.delete(path);
    expect(review({ token })).toEqual({ user: {}, error });
  });
});

describe("reviews", () => {
  const ask = (resource: string, kind: string, spec: JsonObject): unknown => server().post("authorization.k8s.io", resource, { apiVersion: "authorization.k8s.io/v1", kind, spec }).body;

  test("of oneself tell who one is", () => {
    expect(server().post("authentication.k8s.io", "selfsubjectreviews", { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" })).toMatchObject({
      code: 201, body: { status: { userInfo: { username: "u", uid: "7", groups: ["system:authenticated"] } } },
    });
  });

  test.each<[string, JsonObject, boolean]>([
    ["an administrator", { user: "a", groups: ["system:masters"] }, true],
    ["anybody else", { user: "a" }, false],
  ])("of others: %s", (_, who, allowed) => {
    expect(ask("subjectaccessreviews", "SubjectAccessReview", { ...who, resourceAttributes: { verb: "get", resource: "pods" } })).toMatchObject({ status: { allowed } });
  });

  test("are told what they lack", () => {
    expect(ask("subjectaccessreviews", "SubjectAccessReview", {})).toMatchObject({
      code: 422,
      details: { causes: [{ field: "spec.resourceAttributes", message: "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified" }, { field: "spec.user" }] },
    });
  });
});
