import type { Json } from "../../../api/index.ts";
import type { Draft } from "../struct-defaults.ts";

/** One value and a list that begins with it: the value wins. @source kubernetes pkg/apis/core/v1/conversion.go */
export function firstOf(draft: Draft, one: string, many: string, item: (value: Json) => Json, valueOf: (item: Json) => Json | undefined): void {
  const value = draft.get(one);
  const first = (draft.get(many) as readonly Json[] | undefined)?.[0];
  if (value === undefined) draft.set(one, first === undefined ? undefined : valueOf(first));
  else if (first === undefined || valueOf(first) !== value) draft.set(many, Object.freeze([item(value)]));
}
