import type { KubeObject } from "../../api/index.ts";
import { goText } from "../schema/index.ts";

/**
 * Fields by which objects can be selected: the value at a path, as Go prints it; "" where there is none.
 *
 * @source apiextensions-apiserver pkg/registry/customresource/strategy.go prepareSelectableFields, selectableFields
 * @param shown an object that is kept, in the version whose fields they are
 */
export function selectableFields(fields: readonly { readonly jsonPath: string }[], shown: (stored: KubeObject) => KubeObject): { readonly [label: string]: (stored: KubeObject) => string } {
  return Object.fromEntries(
    fields.map(({ jsonPath }) => {
      const read = reader(jsonPath);
      return [jsonPath.replace(/^\./, ""), (stored: KubeObject) => read(shown(stored))];
    }),
  );
}

/** The paths that a definition may name go through fields alone. */
function reader(jsonPath: string): (object: KubeObject) => string {
  const steps = jsonPath.replace(/^\./, "").split(".");
  return (object) => {
    let value: unknown = object;
    for (const step of steps) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return "";
      value = (value as { readonly [field: string]: unknown })[step];
    }
    return value === null || value === undefined ? "" : goText(value as never);
  };
}
