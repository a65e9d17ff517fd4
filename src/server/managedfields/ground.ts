import type { JsonObject, KubeObject, Registry } from "../../api/index.ts";
import type { Atom } from "./atom.ts";
import type { FieldSet } from "./field-set.ts";

/** What ownership must know of a resource, as one of its versions and one of its subresources see it. */
export interface Ground extends Version {
  readonly apiVersion: string;
  readonly kind: string;
  /** "": the object itself. */
  readonly subresource: string;
  /** What Go writes of an object in which nothing is said. */
  readonly empty: JsonObject;
  /** How another version sees the resource; undefined: there is no such version. */
  otherVersion(registry: Registry, apiVersion: string): Version | undefined;
}

export interface Version {
  readonly atom: Atom;
  /** An object of the request's version as this one says it. */
  convert(object: KubeObject): KubeObject;
  /** The other way round. */
  back(object: KubeObject): KubeObject;
  /** What the server resets, whoever sends it: it is nobody's. */
  readonly resets: FieldSet;
}

/** Who writes, when and where. */
export interface Writer {
  readonly manager: string;
  /** What is served now. */
  readonly registry: Registry;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}
