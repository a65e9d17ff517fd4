import type { ApiRequest, KubeObject, ReplyBody, RequestBody, Status, WatchEvent } from "../../src/api/index.ts";
import { createRegistry } from "../../src/api/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { createApiServer, createLoader, createStorage, serverProfiles } from "../../src/server/index.ts";

/** A server with the namespace "shop", and a client that waits for answers. For tests. */
export function testServer() {
  const kernel = createKernel({ seed: 7 });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const registry = createRegistry();
  const loader = createLoader(storage, registry);
  loader.load([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" }, spec: { finalizers: ["kubernetes"] } }]);
  const scope = kernel.root.child("server");
  const server = createApiServer({ name: "a", scope, clock: kernel.clock, random: kernel.random, storage, registry, profile: serverProfiles.modern });

  function ask(parts: Partial<ApiRequest> & Pick<ApiRequest, "verb">): Answered {
    const answered: { -readonly [K in keyof Answered]: Answered[K] } = { code: 0, body: undefined, events: [], headers: {}, ended: false };
    const request: ApiRequest = {
      resource: configMaps, namespace: "shop", name: "", subresource: "", options: {}, user: { name: "tester", groups: [] }, agent: "test", ...parts,
    };
    server.handle(request, {
      head: (head) => Object.assign(answered, { code: head.status, headers: head.headers }),
      object: (body) => (answered.body = body),
      event: (event) => (answered.events as WatchEvent[]).push(event),
      bytes: (chunk) => (answered.body = new TextDecoder().decode(chunk) as unknown as ReplyBody),
      end: () => (answered.ended = true),
    });
    return answered;
  }

  return { kernel, storage, registry, loader, server, scope, ask };
}

export interface Answered {
  readonly code: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: ReplyBody | undefined;
  readonly events: readonly WatchEvent[];
  readonly ended: boolean;
}

export const configMaps = { group: "", version: "v1", resource: "configmaps" };
export const pods = { group: "", version: "v1", resource: "pods" };

export function configMap(name: string, parts: { readonly [field: string]: unknown } = {}): RequestBody {
  const { metadata = {}, ...rest } = parts as { readonly metadata?: object };
  return { form: "object", value: { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, ...rest } };
}

export function objectIn(answered: Answered): KubeObject {
  return answered.body as KubeObject;
}

export function statusIn(answered: Answered): Status {
  return answered.body as Status;
}
