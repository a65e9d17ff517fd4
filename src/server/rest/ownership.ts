import type { ApiRequest, KubeObject } from "../../api/index.ts";
import { apiVersionOf, rfc3339 } from "../../api/index.ts";
import { customResetFields, resetFields } from "../kinds/index.ts";
import type { Atom, Entries, FieldSet, Ground, Writer } from "../managedfields/index.ts";
export { differOnlyInTime } from "../managedfields/index.ts";
import { atomOf, deduced, entriesByScale, fieldElement, managerOf, noFields, pathSet, scaleEntries, trackUpdate, union } from "../managedfields/index.ts";
import type { TypeModel } from "../schema/index.ts";
import type { Rest } from "./rest.ts";
import type { Facet } from "./subresources/index.ts";
import type { Target } from "./target.ts";
import { targetOf } from "./target.ts";

/** The managedFields of what a request made of an object. @param live undefined: there was none */
export function managedFields(rest: Rest, target: Target, request: ApiRequest, live: KubeObject | undefined, sent: KubeObject, emptied: boolean): KubeObject["metadata"]["managedFields"] {
  return trackUpdate(groundOf(target, request.subresource), writerOf(rest, request), live === undefined ? undefined : target.shown(live), target.kind.seen?.(sent) ?? sent, emptied);
}

/** What a facet shows of an object, with those who own it. */
export function facetWithOwners(rest: Rest, facet: Facet, object: KubeObject): KubeObject {
  const { managedFields: _none, ...metadata } = facet.show(object).metadata;
  const entries = scaleEntries(object.metadata.managedFields, facet.replicasIn(rest.registry));
  return { ...facet.show(object), metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries } };
}

/** An object that was changed by way of a facet, with those who own it then. */
export function ownedThrough(rest: Rest, target: Target, facet: Facet, live: KubeObject, changed: KubeObject, ofFacet: Entries): KubeObject {
  const { managedFields: _live, ...metadata } = changed.metadata;
  const entries = entriesByScale(live.metadata.managedFields, ofFacet, apiVersionOf(target.info), facet.replicasIn(rest.registry));
  return { ...changed, metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries } };
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
    atom: atomOfTarget(target),
    resets: resetsOf(target, subresource),
    convert: asItIs,
    back: asItIs,
    apiVersion: apiVersionOf(info),
    kind: info.kind,
    subresource,
    empty: model?.empty ?? Object.freeze({}),
    otherVersion(registry, apiVersion) {
      const [version = "", group = ""] = apiVersion.split("/").reverse();
      const other = group === info.group ? targetOf(registry, group, version, info.resource) : undefined;
      if (other === undefined) return undefined;
      // Custom resources are converted by name alone, and beside a status nothing is reset in other versions than that of the request.
      if (!builtIn) return { atom: atomOfTarget(other), resets: subresource === "status" ? resetsOf(other, subresource) : noFields, convert: named(apiVersion), back: named(apiVersionOf(info)) };
      return {
        atom: atomOfTarget(other),
        resets: resetsOf(other, subresource),
        convert: (object) => other.shown(target.stored(object)),
        back: (object) => target.shown(other.stored(object)),
      };
    },
  };
}

function atomOfTarget({ model }: Target): Atom {
  return model === undefined ? deduced : atomOf(model.type);
}

function asItIs(object: KubeObject): KubeObject {
  return object;
}

function named(apiVersion: string): (object: KubeObject) => KubeObject {
  return (object) => Object.freeze({ ...object, apiVersion });
}

function resetsOf({ info, builtIn }: Target, subresource: string): FieldSet {
  const hasStatus = info.subresources.includes("status");
  const resets = (builtIn ? resetFields(info, hasStatus) : customResetFields(hasStatus))[subresource] ?? [];
  return resets.map(pathOfText).reduce(union, noFields);
}

function pathOfText(path: string): FieldSet {
  return pathSet(path.split(".").map(fieldElement));
}
