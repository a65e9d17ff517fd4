import { isDraft, produce } from "immer";
import type { Draft } from "immer";
import type { ApiRequest, Handler, JsonObject, KubeList, KubeObject, Registry, ReplyBody, ResourceInfo, Verb } from "../api/index.ts";
import { apiVersionOf, isStatus, nearestName } from "../api/index.ts";
import { ApiError, statusError } from "../client/index.ts";
import type { Definitions } from "../server/index.ts";
import type { ObjectRef } from "./cluster.ts";
import { InvalidOption } from "./errors.ts";
import { ADMIN } from "./admin.ts";

/** The test's own hand: an apiserver that reads storage itself, asked without a network, so that every answer is at once. */
export interface Hand {
  create(object: object): KubeObject;
  get(ref: ObjectRef | KubeObject): KubeObject | undefined;
  /** In the order of keys. */
  list(info: ResourceInfo, where: Pick<ApiRequest, "namespace" | "options">): readonly KubeObject[];
  update<T extends KubeObject>(ref: ObjectRef | T, change: (draft: Draft<T>) => void, subresource: string): T;
  delete(ref: ObjectRef | KubeObject): void;
}

export function createHand(server: Handler, registry: Registry, definitions: Definitions): Hand {
  function ask(verb: Verb, info: ResourceInfo, over: Partial<ApiRequest>): ReplyBody {
    let answer: ReplyBody | undefined;
    const request: ApiRequest = {
      verb, resource: info, namespace: "", name: "", subresource: "", options: {},
      user: ADMIN, agent: "kubeloom", ...over,
    };
    server.handle(request, {
      head: () => {},
      object: (body) => {
        answer = body;
      },
      event: () => {},
      bytes: () => {},
      end: () => {},
    });
    if (answer === undefined) throw new Error(`the apiserver did not answer the ${verb} of ${info.resource} at once; only watches may wait here`);
    if (isStatus(answer) && answer.status === "Failure") throw new ApiError(statusError(answer));
    // What is defined by hand is served at once, as everything by hand is.
    if (info.resource === "customresourcedefinitions" && verb !== "get" && verb !== "list") definitions.settle();
    return answer;
  }

  function place(ref: ObjectRef | KubeObject): { info: ResourceInfo; namespace: string; name: string } {
    const info = kindOf(ref);
    const { namespace, name } = "metadata" in ref ? ref.metadata : ref;
    if (typeof name !== "string" || name === "") throw new InvalidOption("name", name, `the name of the ${info.kind}`);
    return { info, name, namespace: info.namespaced ? (namespace ?? "default") : "" };
  }

  function kindOf(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): ResourceInfo {
    if (typeof object !== "object" || object === null) throw new InvalidOption("object", object, "an object with apiVersion, kind and a name");
    const { apiVersion, kind } = object;
    if (typeof apiVersion !== "string") throw new InvalidOption("apiVersion", apiVersion, 'an API version, such as "v1" or "apps/v1"');
    if (typeof kind !== "string") throw new InvalidOption("kind", kind, 'the kind of an object, such as "Pod"');
    const info = registry.ofKind(apiVersion, kind);
    if (info !== undefined) return info;
    const meant = nearestName(kind, registry.all().filter((each) => apiVersionOf(each) === apiVersion).map((each) => each.kind));
    throw new InvalidOption("kind", kind, `a known kind of ${apiVersion}${meant === undefined ? "" : ` (perhaps ${meant}?)`}; register custom resources first`);
  }

  function current(ref: ObjectRef | KubeObject): KubeObject {
    const { info, namespace, name } = place(ref);
    return ask("get", info, { namespace, name }) as KubeObject;
  }

  return {
    create(object) {
      const info = kindOf(object);
      const metadata = (object as Partial<KubeObject>).metadata;
      const namespace = info.namespaced ? (metadata?.namespace ?? "default") : "";
      return ask("create", info, { namespace, body: { form: "object", value: object as JsonObject } }) as KubeObject;
    },
    get(ref) {
      try {
        return current(ref);
      } catch (error) {
        if (error instanceof ApiError && error.code === 404) return undefined;
        throw error;
      }
    },
    list: (info, where) => (ask("list", info, where) as KubeList).items,
    update<T extends KubeObject>(ref: ObjectRef | T, change: (draft: Draft<T>) => void, subresource: string): T {
      const { info, namespace, name } = place(ref);
      const before = current(ref) as T;
      let returned: unknown;
      const after = produce(before, (draft: Draft<T>) => {
        const result: unknown = change(draft);
        // A part of the draft is gone once the draft is.
        if (!isDraft(result)) returned = result;
      });
      if (isThenable(returned)) throw new InvalidOption("change", "asynchronous", "a function that has changed its draft when it returns");
      if (after === before && typeof returned === "object" && returned !== null) throw new InvalidOption("change", "a function that returns an object", "one that changes its draft in place; what it returns is not looked at");
      if (after === before) return before;
      return ask("update", info, { namespace, name, subresource, body: { form: "object", value: after as unknown as JsonObject } }) as T;
    },
    delete(ref) {
      const { info, namespace, name } = place(ref);
      ask("delete", info, { namespace, name });
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value;
}
