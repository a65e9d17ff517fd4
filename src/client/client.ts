import type {
  ApiRequest, Json, JsonObject, KubeList, KubeObject, PatchType, Registry, ReplyBody, RequestBody, RequestOptions, ResourceInfo, Status, User, Verb, WatchEvent,
} from "../api/index.ts";
import { Observable } from "rxjs/internal/Observable";
import type { Held, Scope } from "../kernel/index.ts";
import { ApiError } from "./api-error.ts";
import type { ClientProfile } from "./profile.ts";
import { defaultClientProfile } from "./profile.ts";
import type { Answer, Call, ClientError, RestClient, Transport } from "./transport/index.ts";
import { createRestClient } from "./transport/index.ts";
import type { Turns } from "./turns.ts";

/**
 * A client for any resource. Calls answer with promises, which the kernel settles; inside, and where no promise is
 * wanted, `send` has the callback form.
 *
 * @source client-go dynamic/simple.go, rest/request.go
 */
export interface Client {
  /** By plural, as URLs name it. @throws RangeError for a resource that the registry does not know */
  resource<T extends KubeObject = KubeObject>(apiVersion: string, plural: string, namespace?: string): ResourceClient<T>;
  of<T extends KubeObject = KubeObject>(resource: ResourceInfo, namespace?: string): ResourceClient<T>;
  /** The object says where it goes. @throws RangeError for a kind that the registry does not know */
  create<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T>;
  update<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T>;
  updateStatus<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T>;
  delete(object: KubeObject, options?: RequestOptions): Promise<KubeObject | Status>;
  send(call: CallOf, done: (answer: Answer) => void): () => void;
}

/** A request but for who sends it. */
export interface CallOf {
  readonly verb: Verb;
  readonly resource: ResourceInfo;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly options?: RequestOptions;
  readonly body?: RequestBody;
  /** The form of the answer, as an Accept header says it. Absent: JSON. */
  readonly accept?: string;
}

export interface ResourceClient<T extends KubeObject = KubeObject> {
  readonly resource: ResourceInfo;
  namespace(namespace: string): ResourceClient<T>;
  get(name: string, options?: RequestOptions): Promise<T>;
  list(options?: RequestOptions): Promise<KubeList<T>>;
  create(object: T, options?: RequestOptions): Promise<T>;
  update(object: T, options?: RequestOptions): Promise<T>;
  updateStatus(object: T, options?: RequestOptions): Promise<T>;
  /** A JSON patch for an array, else a merge patch; or what `type` says. */
  patch(name: string, patch: Json, options?: RequestOptions & { readonly type?: PatchType; readonly subresource?: string }): Promise<T>;
  delete(name: string, options?: RequestOptions): Promise<T | Status>;
  deleteCollection(options?: RequestOptions): Promise<ReplyBody>;
  /** A bare watch: nothing is repeated, nothing is resumed. Answers what ends it. */
  watch(options: RequestOptions, taker: WatchListener<T>): () => void;
  /** The same; unsubscribing ends it. An error that keeps it from opening is an `ApiError`. */
  watch$(options?: RequestOptions): Observable<WatchEvent<T>>;
}

export interface WatchListener<T extends KubeObject = KubeObject> {
  event(event: WatchEvent<T>): void;
  /** With an error: it was never opened. */
  ended(error: ClientError | undefined): void;
}

export interface ClientOptions {
  readonly transport: Transport;
  /** Owns every request and stream. */
  readonly scope: Scope;
  readonly turns: Turns;
  readonly registry: Registry;
  readonly agent: string;
  readonly user: User;
  /** By default 1.36. */
  readonly profile?: ClientProfile;
  readonly host?: string;
}

export function createClient(options: ClientOptions): Client {
  const { transport, scope, profile = defaultClientProfile, host = "https://kubernetes.default.svc" } = options;
  return new DynamicClient(options, createRestClient({ transport, scope, profile, host }));
}

class DynamicClient implements Client {
  readonly #options: ClientOptions;
  readonly #rest: RestClient;
  /** The resource asked for last, as requests name it. */
  #named: { readonly info: ResourceInfo | undefined; readonly name: ApiRequest["resource"] } = { info: undefined, name: { group: "", version: "", resource: "" } };

  constructor(options: ClientOptions, rest: RestClient) {
    this.#options = options;
    this.#rest = rest;
  }

  resource<T extends KubeObject>(apiVersion: string, plural: string, namespace = ""): ResourceClient<T> {
    const [group, version] = splitApiVersion(apiVersion);
    const resource = this.#options.registry.find(group, version, plural);
    if (resource === undefined) throw new RangeError(`resource is "${plural}" of ${apiVersion}, which is not known; register it first`);
    return this.of(resource, namespace);
  }

  of<T extends KubeObject>(resource: ResourceInfo, namespace = ""): ResourceClient<T> {
    return new DynamicResource<T>(this, resource, namespace);
  }

  create<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T> {
    return this.#home<T>(object).create(object, options);
  }

  update<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T> {
    return this.#home<T>(object).update(object, options);
  }

  updateStatus<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T> {
    return this.#home<T>(object).updateStatus(object, options);
  }

  delete(object: KubeObject, options?: RequestOptions): Promise<KubeObject | Status> {
    return this.#home(object).delete(object.metadata.name ?? "", options);
  }

  #home<T extends KubeObject>(object: KubeObject): ResourceClient<T> {
    const resource = this.#options.registry.ofKind(object.apiVersion, object.kind);
    if (resource === undefined) throw new RangeError(`kind is ${object.kind} of ${object.apiVersion}, which is not known; register its resource first`);
    return this.of<T>(resource, resource.namespaced ? (object.metadata.namespace ?? "default") : "");
  }

  send(call: CallOf, done: (answer: Answer) => void): () => void {
    const asking = this.#ask(call, labelOf(call), done);
    return () => asking.giveUp();
  }

  promise(call: CallOf): Promise<ReplyBody> {
    const { turns } = this.#options;
    const label = labelOf(call);
    turns.assertInTurn(label);
    const asking = this.#ask(call, label, undefined);
    const { answer } = asking;
    if (answer?.ok === true) return turns.resolved(label, answer.body);
    const deferred = turns.deferred<ReplyBody>(label);
    // Called between runs, it is awaited after the next one, too late for Node: a rejection is not unhandled because of that.
    if (!turns.running) deferred.promise.catch(() => {});
    const settle = (settled: Answer): void => {
      if (settled.ok) deferred.resolve(settled.body);
      else deferred.reject(new ApiError(settled.error));
    };
    if (answer === undefined) asking.done = settle;
    else settle(answer);
    return deferred.promise;
  }

  #ask(call: CallOf, label: string, done: Asking["done"]): Asking {
    const asking = new Asking(this.#options.scope, label, done);
    asking.call = this.#rest.send(this.request(call), (answer) => asking.answered(answer));
    return asking;
  }

  watch<T extends KubeObject>(call: CallOf, listener: WatchListener<T>): () => void {
    const held = this.#options.scope.hold("watch", `watch ${call.resource.resource}`, () => giveUp());
    const sent = this.#rest.watch(this.request(call), {
      opened() {},
      event: (event) => listener.event(event as WatchEvent<T>),
      closed() {
        held.done();
        listener.ended(undefined);
      },
      failed(error) {
        held.done();
        listener.ended(error);
      },
    });
    const giveUp = (): void => {
      if (!held.open) return;
      held.done();
      sent.cancel();
    };
    return giveUp;
  }

  request({ verb, resource, namespace = "", name = "", subresource = "", options = none, body, accept }: CallOf): ApiRequest {
    const { agent, user } = this.#options;
    if (this.#named.info !== resource) this.#named = { info: resource, name: nameOf(resource) };
    const { name: of } = this.#named;
    const request = body === undefined ? { verb, resource: of, namespace, name, subresource, options, user, agent } : { verb, resource: of, namespace, name, subresource, options, user, agent, body };
    return accept === undefined ? request : { ...request, accept };
  }
}

function labelOf({ verb, resource }: CallOf): string {
  return `${verb} ${resource.resource}`;
}

function nameOf({ group, version, resource }: ResourceInfo): ApiRequest["resource"] {
  return Object.freeze({ group, version, resource });
}

/** A request on its way, which the client's scope holds until it is answered or given up. */
class Asking {
  readonly #held: Held;
  /** Undefined while the request is being sent, in which it may be answered already. */
  call: Call | undefined = undefined;
  done: ((answer: Answer) => void) | undefined;
  /** Where nobody has said yet what is to be done with it. */
  answer: Answer | undefined = undefined;

  constructor(scope: Scope, label: string, done: ((answer: Answer) => void) | undefined) {
    this.#held = scope.hold("request", label, () => this.giveUp());
    this.done = done;
  }

  answered(answer: Answer): void {
    this.#held.done();
    if (this.done === undefined) this.answer = answer;
    else this.done(answer);
  }

  giveUp(): void {
    if (!this.#held.open) return;
    this.answered({ ok: false, error: this.call?.cancel() ?? { kind: "canceled", sent: true, message: "context canceled" } });
  }
}

class DynamicResource<T extends KubeObject> implements ResourceClient<T> {
  readonly resource: ResourceInfo;
  readonly #client: DynamicClient;
  readonly #namespace: string;

  constructor(client: DynamicClient, resource: ResourceInfo, namespace: string) {
    this.resource = resource;
    this.#client = client;
    this.#namespace = namespace;
  }

  namespace(namespace: string): ResourceClient<T> {
    return new DynamicResource(this.#client, this.resource, namespace);
  }

  get(name: string, options: RequestOptions = {}): Promise<T> {
    return this.#call<T>({ verb: "get", name: named(name), options });
  }

  list(options: RequestOptions = {}): Promise<KubeList<T>> {
    return this.#call<KubeList<T>>({ verb: "list", options });
  }

  create(object: T, options: RequestOptions = {}): Promise<T> {
    return this.#call<T>({ verb: "create", options, body: whole(object) });
  }

  update(object: T, options: RequestOptions = {}): Promise<T> {
    return this.#call<T>({ verb: "update", name: named(object.metadata.name), options, body: whole(object) });
  }

  updateStatus(object: T, options: RequestOptions = {}): Promise<T> {
    return this.#call<T>({ verb: "update", name: named(object.metadata.name), subresource: "status", options, body: whole(object) });
  }

  patch(name: string, patch: Json, options: RequestOptions & { readonly type?: PatchType; readonly subresource?: string } = {}): Promise<T> {
    const { type = Array.isArray(patch) ? "application/json-patch+json" : "application/merge-patch+json", subresource = "", ...rest } = options;
    return this.#call<T>({ verb: "patch", name: named(name), subresource, options: rest, body: { form: "patch", type, value: patch } });
  }

  delete(name: string, options: RequestOptions = {}): Promise<T | Status> {
    return this.#call<T | Status>({ verb: "delete", name: named(name), options });
  }

  deleteCollection(options: RequestOptions = {}): Promise<ReplyBody> {
    return this.#call<ReplyBody>({ verb: "deletecollection", options });
  }

  watch(options: RequestOptions, listener: WatchListener<T>): () => void {
    return this.#client.watch<T>({ verb: "watch", resource: this.resource, namespace: this.#namespace, options }, listener);
  }

  watch$(options: RequestOptions = {}): Observable<WatchEvent<T>> {
    return new Observable((subscriber) =>
      this.watch(options, {
        event: (event) => subscriber.next(event),
        ended: (error) => (error === undefined ? subscriber.complete() : subscriber.error(new ApiError(error))),
      }),
    );
  }

  #call<R>(call: Omit<CallOf, "resource" | "namespace" | "accept">): Promise<R> {
    const { verb, name = "", subresource = "", options = none, body } = call;
    const { resource } = this;
    const namespace = this.#namespace;
    const asked = body === undefined ? { verb, resource, namespace, name, subresource, options } : { verb, resource, namespace, name, subresource, options, body };
    return this.#client.promise(asked) as Promise<R>;
  }
}

const none: RequestOptions = Object.freeze({});

/** An empty name would turn a request for one object into one for all of them. */
function named(name: string | undefined): string {
  if (name === undefined || name === "") throw new RangeError('name is ""; requests for one object need its name');
  return name;
}

function whole(object: KubeObject): RequestBody {
  return { form: "object", value: object as unknown as JsonObject };
}

function splitApiVersion(apiVersion: string): readonly [group: string, version: string] {
  const cut = apiVersion.indexOf("/");
  return cut < 0 ? ["", apiVersion] : [apiVersion.slice(0, cut), apiVersion.slice(cut + 1)];
}

