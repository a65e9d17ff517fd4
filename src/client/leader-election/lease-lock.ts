import type { Cancel, RequestBody, ResourceInfo, Verb } from "../../api/index.ts";
import type { Client } from "../client.ts";
import type { ClientError } from "../transport/index.ts";
import type { ElectionRecord, Lease } from "./election-record.ts";
import { recordOf, specOf } from "./election-record.ts";

/**
 * Where candidates find out who leads. Each call answers once, unless it is cancelled.
 *
 * @source client-go tools/leaderelection/resourcelock/interface.go Interface
 */
export interface ResourceLock {
  readonly identity: string;
  get(done: (answer: ElectionRecord | ClientError) => void): Cancel;
  create(record: ElectionRecord, done: (error: ClientError | undefined) => void): Cancel;
  /** After a `get` or `create` only: it writes over what these saw, and nothing newer. */
  update(record: ElectionRecord, done: (error: ClientError | undefined) => void): Cancel;
  recordEvent(text: string): void;
  describe(): string;
}

export interface LeaseLockOptions {
  readonly client: Pick<Client, "send">;
  readonly namespace: string;
  readonly name: string;
  /** Of this candidate; no two may share one. */
  readonly identity: string;
  /** Put on the lease; others there are kept. */
  readonly labels?: { readonly [name: string]: string };
  /** Told of "x became leader" and "x stopped leading". */
  readonly recordEvent?: (lease: Lease, text: string) => void;
}

export const leases: ResourceInfo = {
  group: "coordination.k8s.io", version: "v1", resource: "leases", kind: "Lease", listKind: "LeaseList", singular: "lease", shortNames: [], namespaced: true,
  verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"], subresources: [],
};

/** @source client-go tools/leaderelection/resourcelock/leaselock.go LeaseLock */
export function createLeaseLock(options: LeaseLockOptions): ResourceLock {
  return new LeaseLock(options);
}

class LeaseLock implements ResourceLock {
  readonly #options: LeaseLockOptions;
  #lease: Lease | undefined;

  constructor(options: LeaseLockOptions) {
    this.#options = options;
  }

  get identity(): string {
    return this.#options.identity;
  }

  describe(): string {
    return `${this.#options.namespace}/${this.#options.name}`;
  }

  get(done: (answer: ElectionRecord | ClientError) => void): Cancel {
    return this.#send("get", undefined, (error) => done(error ?? recordOf(this.#lease?.spec)));
  }

  create(record: ElectionRecord, done: (error: ClientError | undefined) => void): Cancel {
    const { name, namespace, labels } = this.#options;
    const metadata = { name, namespace, ...(labels === undefined ? {} : { labels }) };
    return this.#send("create", { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec: specOf(record) }, done);
  }

  update(record: ElectionRecord, done: (error: ClientError | undefined) => void): Cancel {
    const lease = this.#lease;
    if (lease === undefined) {
      done({ kind: "text", message: "lease not initialized, call get or create first" });
      return () => {};
    }
    const { labels } = this.#options;
    const metadata = labels === undefined ? lease.metadata : { ...lease.metadata, labels: { ...lease.metadata.labels, ...labels } };
    return this.#send("update", { ...lease, metadata, spec: specOf(record) }, done);
  }

  recordEvent(text: string): void {
    if (this.#lease !== undefined) this.#options.recordEvent?.(this.#lease, `${this.identity} ${text}`);
  }

  #send(verb: Verb, lease: Lease | undefined, done: (error: ClientError | undefined) => void): Cancel {
    const { client, namespace, name } = this.#options;
    const body = lease === undefined ? {} : { body: { form: "object", value: lease } as unknown as RequestBody };
    return client.send({ verb, resource: leases, namespace, ...(verb === "create" ? {} : { name }), ...body }, (answer) => {
      if (!answer.ok) return done(answer.error);
      this.#lease = answer.body as Lease;
      done(undefined);
    });
  }
}
