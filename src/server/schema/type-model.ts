import type { JsonObject } from "../../api/index.ts";
import { builtInType } from "./built-in-types.ts";
import type { Decoded, Decode } from "./decode.ts";
import { compileDecode } from "./decode.ts";
import { defaultsOf } from "./defaults/index.ts";
import type { Explanation } from "./explain.ts";
import { explain } from "./explain.ts";
import type { StructType } from "./type.ts";

/**
 * What is known of a kind's content, compiled when it is first needed and shared by whatever must know it: decoding,
 * pruning, defaulting, strategic and structured merge. Nobody else looks at a schema.
 */
export interface TypeModel {
  readonly type: StructType;
  /** The object as a server keeps it, with defaults. */
  decode(value: JsonObject): Decoded;
  /** What Go's decoder says of a text that is JSON: slow, and only needed where `decode` found fault. */
  explain(text: string): Explanation;
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

function modelOf(type: StructType): TypeModel {
  let decode: Decode | undefined;
  return {
    type,
    decode: (value) => (decode ??= compileDecode(type, defaultsOf))(value),
    explain: (text) => explain(type, text),
  };
}
