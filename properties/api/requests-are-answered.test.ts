import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseRequestHead, splitTarget } from "../../src/wire/index.ts";
import { configMap, testServer } from "./test-server.ts";

const word = fc.oneof(
  fc.constantFrom("a", "b", "shop", "default", "pods", "configmaps", "namespaces", "status", "nodes", "deployments", "..", "%2e", "__proto__", "constructor", ""),
  fc.string({ maxLength: 8 }),
);
const path = fc.oneof(
  fc.constantFrom("/api/v1/namespaces/shop/configmaps", "/api/v1/namespaces/shop/configmaps/a", "/api/v1/namespaces/shop/pods", "/api/v1/namespaces", "/api/v1/namespaces/x",
    "/api/v1/namespaces/x/finalize", "/apis/apps/v1/namespaces/shop/deployments", "/api/v1/namespaces/shop/services/a", "/api/v1/namespaces/shop/pods/a/binding", "/api/v1/namespaces/shop/pods/a/status",
    "/api/v1/namespaces/shop/secrets", "/apis/coordination.k8s.io/v1/namespaces/shop/leases/a"),
  fc.array(word, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`),
  fc.tuple(fc.constantFrom("/api/v1", "/apis/apps/v1", "/api/v1/namespaces/shop", "/api/v1/watch", "/apis/nope/v1"), fc.array(word, { maxLength: 3 }))
    .map(([root, parts]) => [root, ...parts].join("/")),
);
const query = fc.array(
  fc.tuple(
    fc.constantFrom("watch", "limit", "continue", "resourceVersion", "resourceVersionMatch", "labelSelector", "fieldSelector", "sendInitialEvents", "timeoutSeconds",
      "dryRun", "gracePeriodSeconds", "propagationPolicy", "allowWatchBookmarks", "fieldManager", "__proto__"),
    fc.oneof(fc.constantFrom("", "0", "1", "true", "Exact", "NotOlderThan", "All", "abc", "100001", "99999999", "x=1", "x in (", "!x", "metadata.name=a"), fc.string({ maxLength: 12 })),
  ),
  { maxLength: 4 },
).map((pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&"));
const odd = fc.oneof(fc.constantFrom(null, "", "a", 5, true, -1), fc.array(fc.constantFrom(null, "x", 1), { maxLength: 2 }), fc.dictionary(fc.constantFrom("a", "name", "uid", "finalizers"), fc.constantFrom(null, "x", 1)));
/** Objects that are nearly right: each field may hold anything. */
const nearly = fc.record(
  {
    kind: fc.oneof(fc.constantFrom("ConfigMap", "Pod", "Namespace"), odd),
    apiVersion: fc.oneof(fc.constant("v1"), odd),
    metadata: fc.oneof(
      fc.record(
        {
          name: fc.oneof(fc.constant("a"), odd), namespace: odd, generateName: odd, labels: odd, annotations: odd, finalizers: odd, ownerReferences: odd,
          uid: odd, resourceVersion: odd, generation: odd, deletionTimestamp: odd, deletionGracePeriodSeconds: odd, managedFields: odd,
        },
        { requiredKeys: [] },
      ),
      odd,
    ),
    spec: fc.oneof(odd, fc.record({ containers: odd, finalizers: odd, tolerations: odd, ports: odd, template: odd, nodeName: odd }, { requiredKeys: [] })),
    status: odd,
    data: odd,
    preconditions: odd,
    gracePeriodSeconds: odd,
    dryRun: odd,
    propagationPolicy: odd,
  },
  { requiredKeys: [] },
).map((value) => JSON.stringify(value));
const json = fc.oneof(
  { arbitrary: nearly, weight: 5 },
  { arbitrary: fc.array(fc.oneof(odd, fc.record({ op: fc.oneof(fc.constantFrom("add", "remove", "test", "copy", "move"), odd), path: fc.oneof(fc.constantFrom("/metadata", "/data/k", "/metadata/labels/a"), odd), value: odd }, { requiredKeys: [] })), { maxLength: 3 }).map((value) => JSON.stringify(value)), weight: 1 },
  { arbitrary: nearly.map((value) => `[{"op":"add","path":"/metadata/finalizers","value":${value}}]`), weight: 1 },
  fc.json({ maxDepth: 4 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('{"kind":"ConfigMap","metadata":{"name":"a"}}', '{"metadata":{"__proto__":{"x":1}}}', '[{"op":"remove","path":"/metadata"}]', '{"metadata":null}', '{"metadata":{"finalizers":[null]}}'),
);
const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
  path,
  query,
  type: fc.constantFrom("application/json", "application/merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml", "text/plain", ""),
  accept: fc.constantFrom("", "application/json", "*/*", "text/html", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"),
  body: fc.option(json, { nil: undefined }),
});

test("whatever is asked is answered once, and what is refused changes nothing", () => {
  const { server, storage, kernel, ask } = testServer();
  ask({ verb: "create", body: configMap("a", { data: { k: "v" } }) });
  const user = { name: "fuzz", groups: [] };
  fc.assert(
    fc.property(request, ({ method, path: at, query: options, type, accept, body }) => {
      const head = { method, ...splitTarget(`${at}?${options}`), headers: { accept, "content-type": type }, ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }) };
      const parsed = parseRequestHead(head, user);
      if (parsed.kind !== "request") return;
      const before = storage.current;
      const codes: number[] = [];
      let ends = 0;
      const cancel = server.handle(parsed.request, {
        head: ({ status }) => codes.push(status),
        object: () => {},
        event: () => {},
        bytes: () => {},
        end: () => (ends += 1),
      });
      kernel.advanceSync(4_000_000);
      cancel();
      kernel.advanceSync(1_000);
      expect(codes).toHaveLength(1);
      expect(codes[0]).toBeGreaterThanOrEqual(200);
      expect(ends).toBeLessThanOrEqual(1);
      if ((codes[0] ?? 0) >= 400) expect(storage.current).toBe(before);
    }),
    { numRuns: 3000 },
  );
  const namespaces = { group: "", version: "v1", resource: "namespaces" };
  const body = { form: "object", value: { kind: "Namespace", metadata: { name: "afterwards" } } } as const;
  expect(ask({ verb: "create", resource: namespaces, namespace: "", body }).code).toBe(201);
  expect(ask({ verb: "create", namespace: "afterwards", body: configMap("still-here") }).code).toBe(201);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});
