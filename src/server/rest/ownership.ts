import type { ApiRequest, KubeObject } from "../../api/index.ts";
import { apiVersionOf, rfc3339 } from "../../api/index.ts";
import { customResetFields, resetFields } from "../kinds/index.ts";
import type { FieldSet, Ground, Version, Writer } from "../managedfields/index.ts";
export { differOnlyInTime } from "../managedfields/index.ts";
import { atomOf, deduced, fieldElement, managerOf, noFields, pathSet, trackUpdate, union } from "../managedfields/index.ts";
import type { TypeModel } from "../schema/index.ts";
import type { Rest } from "./rest.ts";
import type { Target } from "./target.ts";
import { targetOf } from "./target.ts";

/** The managedFields of what a request made of an object. @param live undefined: there was none */
export function managedFields(rest: Rest, target: Target, request: ApiRequest, live: KubeObject | undefined, sent: KubeObject, emptied: boolean): KubeObject["metadata"]["managedFields"] {
  return trackUpdate(groundOf(target, request.subresource), writerOf(rest, request), live === undefined ? undefined : target.shown(live), sent, emptied);
}

export function writerOf(rest: Rest, request: ApiRequest): Writer {
  return { manager: managerOf(request), time: rfc3339(rest.clock.wall()), registry: rest.registry };
}

interface Known {
  readonly model: TypeModel | undefined;
  readonly grounds: Map<string, Ground>;
}

const known = new WeakMap<Target, Known>();

/** A definition may change what is known of a resource. */
export function groundOf(target: Target, subresource: string): Ground {
  const { model } = target;
  let of = known.get(target);
  if (of === undefined || of.model !== model) known.set(target, (of = { model, grounds: new Map() }));
  let ground = of.grounds.get(subresource);
  if (ground === undefined) of.grounds.set(subresource, (ground = makeGround(target, subresource)));
  return ground;
}

function makeGround(target: Target, subresource: string): Ground {
  const { info, builtIn, model } = target;
  return {
    ...versionOf(target, resetsOf(target, subresource)),
    apiVersion: apiVersionOf(info),
    kind: info.kind,
    subresource,
    empty: model?.empty ?? Object.freeze({}),
    otherVersion(registry, apiVersion) {
      const [version = "", group = ""] = apiVersion.split("/").reverse();
      const other = group === info.group ? targetOf(registry, group, version, info.resource) : undefined;
      // Definitions reset nothing in other versions than that of the request.
      return other === undefined ? undefined : versionOf(other, builtIn ? resetsOf(other, subresource) : noFields);
    },
  };
}

function versionOf({ info, model }: Target, resets: FieldSet): Version {
  const apiVersion = apiVersionOf(info);
  return {
    atom: model === undefined ? deduced : atomOf(model.type),
    resets,
    convert: (object) => (object.apiVersion === apiVersion ? object : Object.freeze({ ...object, apiVersion })),
  };
}

function resetsOf({ info, builtIn }: Target, subresource: string): FieldSet {
  const hasStatus = info.subresources.includes("status");
  const resets = (builtIn ? resetFields(info, hasStatus) : customResetFields(hasStatus))[subresource] ?? [];
  return resets.map(pathOfText).reduce(union, noFields);
}

function pathOfText(path: string): FieldSet {
  return pathSet(path.split(".").map(fieldElement));
}
