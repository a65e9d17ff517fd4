import { expect, test } from "vitest";
import type { ApiRequest } from "../api/index.ts";
import { parseRequestHead, requestHead, splitTarget, target } from "./request-head.ts";

const user = { name: "tester", groups: [] };
const pods = { group: "", version: "v1", resource: "pods" };
const deployments = { group: "apps", version: "v1", resource: "deployments" };

function request(parts: Partial<ApiRequest>): ApiRequest {
  return { verb: "list", resource: pods, namespace: "", name: "", subresource: "", options: {}, user, agent: "test/1", ...parts };
}

// What client-go sent (recorded timelines).
test.each<[Partial<ApiRequest>, string]>([
  [{ options: { limit: 500, resourceVersion: "0" } }, "GET /api/v1/pods?limit=500&resourceVersion=0"],
  [
    { verb: "watch", options: { allowWatchBookmarks: true, resourceVersion: "10", timeoutSeconds: 300 } },
    "GET /api/v1/pods?allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=300&watch=true",
  ],
  [
    { verb: "watch", options: { allowWatchBookmarks: true, resourceVersionMatch: "NotOlderThan", sendInitialEvents: true } },
    "GET /api/v1/pods?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true",
  ],
  [{ namespace: "shop", options: { labelSelector: "app in (a, b)" } }, "GET /api/v1/namespaces/shop/pods?labelSelector=app+in+%28a%2C+b%29"],
  [{ verb: "get", resource: deployments, namespace: "shop", name: "web" }, "GET /apis/apps/v1/namespaces/shop/deployments/web"],
  [{ verb: "update", resource: deployments, namespace: "shop", name: "web", subresource: "status" }, "PUT /apis/apps/v1/namespaces/shop/deployments/web/status"],
  [{ verb: "delete", namespace: "shop", name: "a" }, "DELETE /api/v1/namespaces/shop/pods/a"],
  [{ verb: "create", namespace: "shop", options: { dryRun: ["All"] } }, "POST /api/v1/namespaces/shop/pods?dryRun=All"],
])("%j is written as client-go writes it, and read back", (parts, written) => {
  const sent = request(parts);
  const head = requestHead(sent);
  expect(`${head.method} ${target(head)}`).toBe(written);
  const read = parseRequestHead({ ...head, ...splitTarget(target(head)) }, user);
  if (read.kind !== "request") throw new Error(read.kind);
  const { body: _body, accept: _accept, ...rest } = read.request;
  expect(rest).toEqual(sent);
});

function parse(method: string, whole: string) {
  return parseRequestHead({ method, ...splitTarget(whole), headers: {} }, user);
}

test.each([
  ["GET", "/api/v1/namespaces/x", { verb: "get", name: "x", namespace: "", resource: { group: "", version: "v1", resource: "namespaces" } }],
  ["PUT", "/api/v1/namespaces/x/finalize", { verb: "update", name: "x", subresource: "finalize", namespace: "" }],
  ["GET", "/api/v1/namespaces/x/pods/", { verb: "list", namespace: "x", name: "" }],
  ["GET", "/api/v1/pods?watch=", { verb: "watch" }],
  ["GET", "/api/v1/pods?watch=0", { verb: "list" }],
  ["GET", "/api/v1/namespaces/x/pods/a?watch=1", { verb: "get", name: "a" }],
  ["GET", "/api/v1/watch/namespaces/x/pods/a", { verb: "watch", name: "a", watchPath: true }],
  ["DELETE", "/api/v1/namespaces/x/pods", { verb: "deletecollection" }],
])("%s %s", (method, whole, expected) => {
  const read = parse(method, whole);
  expect(read).toMatchObject({ kind: "request", request: expected });
});

test.each(["abc", "1.5", ""])("limit=%j is refused where it is decoded, and nowhere else", (text) => {
  const message = `strconv.ParseInt: parsing "${text}": invalid syntax`;
  expect(parse("GET", `/api/v1/pods?limit=${text}`)).toMatchObject({ request: { refusal: { code: 400, message } } });
  const named = parse("GET", `/api/v1/namespaces/x/pods/a?limit=${text}`);
  expect(named.kind === "request" && named.request.refusal).toBe(undefined);
});

test("what is no resource is told apart", () => {
  expect(parse("GET", "/healthz?verbose")).toMatchObject({ kind: "path", request: { verb: "get", nonResource: { method: "GET", path: "/healthz", query: [["verbose", ""]] } } });
  expect(parse("GET", "/apis/apps/v1")).toMatchObject({ kind: "path" });
  expect(parse("HEAD", "/api/v1/pods")).toMatchObject({ kind: "refused", status: { code: 405 } });
  expect(parse("GET", "/api/v1/pods/%zz")).toMatchObject({ kind: "refused", status: { code: 400 } });
});
