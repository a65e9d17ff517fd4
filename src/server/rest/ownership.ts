import type { ApiRequest, KubeObject } from "../../api/index.ts";
import { apiVersionOf, rfc3339 } from "../../api/index.ts";
import { customResetFields, resetFields } from "../kinds/index.ts";
import type { FieldSet, Ground, Writer } from "../managedfields/index.ts";
export { differOnlyInTime } from "../managedfields/index.ts";
import { atomOf, deduced, fieldElement, managerOf, noFields, pathSet, trackUpdate, union } from "../managedfields/index.ts";
import type { TypeModel } from "../schema/index.ts";
import type { Rest } from "./rest.ts";
import type { Target } from "./target.ts";

/** The managedFields of what a request made of an object. @param live undefined: there was none */
export function managedFields(rest: Rest, target: Target, request: ApiRequest, live: KubeObject | undefined, sent: KubeObject, emptied: boolean): KubeObject["metadata"]["managedFields"] {
  return trackUpdate(groundOf(target, request.subresource), writerOf(rest, request), live, sent, emptied);
}

function writerOf(rest: Rest, request: ApiRequest): Writer {
  return { manager: managerOf(request), time: rfc3339(rest.clock.wall()) };
}

interface Known {
  readonly model: TypeModel | undefined;
  readonly grounds: Map<string, Ground>;
}

const known = new WeakMap<Target, Known>();

/** A definition may change what is known of a resource. */
function groundOf(target: Target, subresource: string): Ground {
  const { model } = target;
  let of = known.get(target);
  if (of === undefined || of.model !== model) known.set(target, (of = { model, grounds: new Map() }));
  let ground = of.grounds.get(subresource);
  if (ground === undefined) of.grounds.set(subresource, (ground = makeGround(target, subresource)));
  return ground;
}

function makeGround({ info, builtIn, model }: Target, subresource: string): Ground {
  const apiVersion = apiVersionOf(info);
  const hasStatus = info.subresources.includes("status");
  const resets = (builtIn ? resetFields(info, hasStatus) : customResetFields(hasStatus))[subresource] ?? [];
  return {
    apiVersion,
    subresource,
    atom: model === undefined ? deduced : atomOf(model.type),
    empty: model?.empty ?? Object.freeze({}),
    resets: resets.map(pathOfText).reduce(union, noFields),
  };
}

function pathOfText(path: string): FieldSet {
  return pathSet(path.split(".").map(fieldElement));
}
