import type { JsonObject } from "../../api/index.ts";
import { builtInType, builtInTypes } from "./built-in-types.ts";
import type { Decode, Decoded, Straight } from "./decode.ts";
import { compileDecode } from "./decode.ts";
import { defaultsOf } from "./defaults/index.ts";
import type { Explanation } from "./explain.ts";
import { explain } from "./explain.ts";
import type { DefaultsTable } from "./struct-defaults.ts";
import type { Field, StructType } from "./type.ts";

/**
 * What is known of a kind's content, compiled when it is first needed and shared by whatever must know it: decoding,
 * pruning, defaulting, strategic and structured merge. Nobody else looks at a schema.
 */
export interface TypeModel {
  readonly type: StructType;
  /** The object as a server keeps it, with defaults. */
  decode(value: JsonObject): Decoded;
  /** The same of what comes from outside, without a copy before; undefined: it must be admitted first. Absent where that is always so. */
  straight?(value: JsonObject): Straight | undefined;
  /** What Go's decoder says of a text that is JSON: slow, and only needed where `decode` found fault. */
  explain(text: string): Explanation;
  /** What Go writes of an object that was never filled in: no defaults. */
  readonly empty: JsonObject;
  /** The same of the type that the server holds it in. */
  readonly zero: JsonObject;
  /** The same, with defaults. */
  readonly blank: JsonObject;
}

const models = new Map<string, TypeModel | undefined>();

/** The model of a built-in kind; undefined where none is built in. */
export function typeModel(apiVersion: string, kind: string): TypeModel | undefined {
  const name = `${apiVersion}/${kind}`;
  if (models.has(name)) return models.get(name);
  const type = builtInType(apiVersion, kind);
  const model = type === undefined ? undefined : modelOf(type);
  models.set(name, model);
  return model;
}

/** The model of a struct that kinds are made of: "meta.v1.ObjectMeta". */
export function structModel(name: string): TypeModel {
  let model = models.get(name);
  if (model === undefined) models.set(name, (model = modelOf(builtInTypes().named(name))));
  return model;
}

function modelOf(type: StructType): TypeModel {
  let decode: Decode | undefined;
  let empty: JsonObject | undefined;
  let zero: JsonObject | undefined;
  let blank: JsonObject | undefined;
  return {
    type,
    decode: (value) => (decode ??= compileDecode(type, defaultsOf))(value),
    straight: (value) => (decode ??= compileDecode(type, defaultsOf)).straight(value),
    explain: (text) => explain(type, text),
    get empty() {
      return (empty ??= of(bare(type), {}));
    },
    get zero() {
      return (zero ??= of(type, zeros));
    },
    get blank() {
      return (blank ??= of(type, defaultsOf));
    },
  };
}

/** Where the server's own types hold no pointer and the versioned ones do. @source kubernetes pkg/apis/apps/types.go */
const zeros: DefaultsTable = { "apps.v1.DeploymentSpec": { values: { replicas: 0 } }, "apps.v1.ReplicaSetSpec": { values: { replicas: 0 } }, "apps.v1.StatefulSetSpec": { values: { replicas: 0 } } };

/** The type without what its schema fills in. */
function bare(type: StructType): StructType {
  const fields = [...type.fields.values()].map(({ default: _default, ...field }): Field => ({
    ...field,
    get type() {
      return field.type.kind === "struct" ? bare(field.type) : field.type;
    },
  }));
  return { ...type, fields: new Map(fields.map((field) => [field.name, field])) };
}

/** Of an object in which nothing is said. */
function of(type: StructType, defaults: DefaultsTable): JsonObject {
  const decoded = compileDecode(type, defaults)({});
  if (decoded.kind === "undecodable") throw new Error(`the zero value of ${type.goName} does not decode; its type says a field is what it is not`);
  return decoded.object;
}
