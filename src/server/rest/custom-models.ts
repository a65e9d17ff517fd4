import type { Json, JsonObject, ResourceInfo } from "../../api/index.ts";
import { apiVersionOf } from "../../api/index.ts";
import type { TypeModel } from "../schema/index.ts";
import { customModel } from "../schema/index.ts";

const models = new WeakMap<ResourceInfo, { readonly schema: Json | undefined; readonly model: TypeModel }>();

/** The model of a registered resource; undefined where no definition says what it holds. */
export function modelOf(info: ResourceInfo): TypeModel | undefined {
  return models.get(info)?.model;
}

/** A definition may change a version's schema while the resource stays registered. */
export function followSchema(info: ResourceInfo, schema: Json | undefined): void {
  if (models.get(info)?.schema === schema) return;
  const known = typeof schema === "object" && schema !== null && !Array.isArray(schema) ? (schema as JsonObject) : undefined;
  models.set(info, { schema, model: customModel(apiVersionOf(info), info.kind, known) });
}
