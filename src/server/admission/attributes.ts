import type { KubeObject, ResourceInfo, Status, StatusCause, Subject, User } from "../../api/index.ts";
import { forbidden, subjectOf } from "../../api/index.ts";
import { withFields } from "../schema/index.ts";
import type { CollectionIndex } from "../storage/index.ts";
import type { Fields } from "../validation/index.ts";
import { part } from "../validation/index.ts";

export type Operation = "create" | "update" | "delete";

/** What plugins may know of the cluster and do to it. */
export interface AdmissionGround {
  /** @param collection such as "/core/limitranges/" */
  readonly index: (collection: string) => CollectionIndex;
  readonly now: () => number;
  /** Writes another object's status, as a client of the server would. */
  readonly writeStatus: (object: KubeObject) => void;
}

/** What is known of a request before it is made. */
export interface Asked {
  readonly operation: Operation;
  readonly info: ResourceInfo;
  readonly subresource: string;
  /** Of the request: "" for what is cluster-scoped. */
  readonly namespace: string;
  /** "" where the server is to make one. */
  readonly name: string;
  readonly user: User;
  readonly dryRun: boolean;
}

/**
 * What plugins look at. Changes of the spec are gathered and made at once: an object that several plugins complete is
 * copied once.
 *
 * @source apiserver pkg/admission/attributes.go
 */
export class Attributes {
  readonly asked: Asked;
  readonly old: KubeObject | undefined;
  readonly ground: AdmissionGround;
  #object: KubeObject;
  #table = "";
  #pending: [field: string, value: unknown][] | undefined;

  constructor(ground: AdmissionGround, asked: Asked, object: KubeObject, old: KubeObject | undefined) {
    this.ground = ground;
    this.asked = asked;
    this.#object = object;
    this.old = old;
  }

  get object(): KubeObject {
    const pending = this.#pending;
    if (pending === undefined) return this.#object;
    this.#pending = undefined;
    return (this.#object = { ...this.#object, spec: withFields(this.#table, part(this.#object, "spec"), pending) });
  }

  set object(object: KubeObject) {
    this.#pending = undefined;
    this.#object = object;
  }

  /** A field of the spec as it is by now. */
  spec(field: string): unknown {
    const pending = this.#pending?.find(([name]) => name === field);
    return pending === undefined ? part(this.#object, "spec")[field] : pending[1];
  }

  /** @param table the type of the spec, such as "core.v1.PodSpec" @param value frozen */
  setSpec(table: string, field: string, value: unknown): void {
    const pending = this.#pending?.find(([name]) => name === field);
    if (pending !== undefined) pending[1] = value;
    else (this.#pending ??= []).push([field, value]);
    this.#table = table;
  }

  get oldSpec(): Fields {
    return this.old === undefined ? none : part(this.old, "spec");
  }

  /** @source apiserver pkg/admission/errors.go NewForbidden */
  forbidden(why: string, causes?: readonly StatusCause[]): Status {
    const { name, generateName } = this.#object.metadata;
    return forbidden(this.resource, this.asked.name || name || generateName || "Unknown", why, causes);
  }

  get resource(): Subject {
    return subjectOf(this.asked.info);
  }
}

const none: Fields = Object.freeze({});
