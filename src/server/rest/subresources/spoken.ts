import type { KubeObject } from "../../../api/index.ts";
import { builtInKind } from "../../kinds/index.ts";
import { typeModel } from "../../schema/index.ts";
import type { Target } from "../target.ts";

/** A resource as one of its subresources speaks of it: in objects of another kind, which the server knows by itself. */
export function spoken(target: Target, group: string, version: string, kind: string): Target {
  let of = made.get(target);
  if (of === undefined) made.set(target, (of = new Map()));
  let face = of.get(kind);
  if (face === undefined) of.set(kind, (face = make(target, group, version, kind)));
  return face;
}

const made = new WeakMap<Target, Map<string, Target>>();

function make(target: Target, group: string, version: string, kind: string): Target {
  const info = { ...target.info, group, version, kind, listKind: `${kind}List` };
  const face: Target = {
    info,
    kind: builtInKind({ group, resource: "" }),
    builtIn: true,
    allocator: undefined,
    model: typeModel(group === "" ? version : `${group}/${version}`, kind),
    version: undefined,
    collection: target.collection,
    resource: target.resource,
    kindName: { group, resource: kind },
    get storage() {
      return face;
    },
    stored: asIs,
    shown: asIs,
  };
  return face;
}

function asIs(object: KubeObject): KubeObject {
  return object;
}
