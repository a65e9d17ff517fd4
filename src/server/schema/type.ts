import type { Json } from "../../api/index.ts";

/**
 * The type of a value: a graph, made when it is first looked at (a custom resource's schema may be recursive through
 * `preserved` only; JSONSchemaProps is recursive by itself, so fields hold their types behind a getter).
 *
 * @source structured-merge-diff schema/elements.go (Atom: scalar, list, map), OpenAPI of kube-apiserver v1.36.3,
 *   k8s.io/api v0.36.3 (Go types and the order of fields)
 */
export type Type = ScalarType | StructType | MapType | ListType | AnyType;

/** What a scalar's JSON may be. Quantities and "intOrString" take numbers and strings alike. */
export type ScalarForm = "string" | "bytes" | "boolean" | "integer" | "number" | "quantity" | "intOrString" | "time" | "microTime" | "duration";

export interface ScalarType {
  readonly kind: "scalar";
  readonly form: ScalarForm;
  /** As Go's decoder calls it: "int32", "v1.PullPolicy". */
  readonly goName: string;
  /** Of custom resources' strings: what they are written as. */
  readonly format?: string;
  /** Of integers; 64 bits otherwise. */
  readonly bits?: 32 | 64;
}

/** An object whose fields are known. */
export interface StructType {
  readonly kind: "struct";
  /** As Go's decoder calls it, without its package: "PodSpec". */
  readonly name: string;
  /** The same with it: "v1.PodSpec". */
  readonly goName: string;
  /** Its name among the built-in types: "core.v1.PodSpec"; "" for custom resources. */
  readonly table: string;
  /** In the order in which a server writes them. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Owned and merged as one value. */
  readonly atomic: boolean;
  /** Type of fields that are not named: custom resources' x-kubernetes-preserve-unknown-fields. Absent: there are none. */
  readonly others?: Type;
}

export interface MapType {
  readonly kind: "map";
  readonly values: Type;
  readonly atomic: boolean;
  readonly goName: string;
}

export interface ListType {
  readonly kind: "list";
  readonly items: Type;
  /** How items are told apart: not at all (the list is one value), by their value, by the fields of `keys`. */
  readonly merge: "atomic" | "set" | "map";
  /** Fields that make an item's key, of "map" lists; `default` stands for one that is absent. */
  readonly keys: readonly ListKey[];
  readonly goName: string;
}

export interface ListKey {
  readonly name: string;
  readonly default?: Json;
}

/** Any JSON, of which nothing is known: its parts are told apart as they come (maps granular, lists atomic). */
export interface AnyType {
  readonly kind: "any";
  readonly goName: string;
  /** What its objects are, where other values are allowed beside them: "additionalProperties" is a schema or a boolean. */
  readonly objects?: StructType;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  /** Go holds a pointer: a zero that was sent stays, and absence differs from zero. */
  readonly pointer: boolean;
  /** What a server leaves out: values that are empty (omitempty), those and empty structs (omitzero), or nothing, when the zero value is written. */
  readonly omits: "nothing" | "empty" | "zero";
  /** Strategic merge patch of this field. */
  readonly patch?: PatchRule;
  /** The schema's default, where one is said; the kind's own rules are told apart from it. */
  readonly default?: Json;
}

/** @source k8s.io/api: struct tags patchStrategy and patchMergeKey */
export interface PatchRule {
  readonly merge: boolean;
  /** A change of the discriminating fields drops those that $retainKeys does not name. */
  readonly retainKeys: boolean;
  readonly replace: boolean;
  /** Absent: items are plain values. */
  readonly key?: string;
}
