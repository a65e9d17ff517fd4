import type { ApiRequest, KubeObject, Registry, ResourceInfo, Status, Subject } from "../../api/index.ts";
import { apiVersionOf, methodNotAllowed, methodNotSupported, noSuchResource, notFound, subjectOf } from "../../api/index.ts";
import type { Allocator } from "../allocation/index.ts";
import { allocatorOf } from "../allocation/index.ts";
import type { CustomVersion } from "../custom/index.ts";
import { isBuiltInGroup, subresourceVerbs } from "../discovery/index.ts";
import type { Kind } from "../kinds/index.ts";
import { builtInKind, conversionOf, customFacts, customKind, inVersion } from "../kinds/index.ts";
import type { TypeModel } from "../schema/index.ts";
import { typeModel } from "../schema/index.ts";

/** What a request speaks of, once that is known to exist. */
export interface Target {
  readonly info: ResourceInfo;
  readonly kind: Kind;
  readonly builtIn: boolean;
  /** Of what the server gives its objects out of shared pools; undefined for most. */
  readonly allocator: Allocator | undefined;
  /** Of the content; undefined for resources without a definition. Read when it is first asked for. */
  readonly model: TypeModel | undefined;
  /** Of a defined custom resource. */
  readonly version: CustomVersion | undefined;
  /** Prefix of the resource's keys: "/core/pods/", "/apps/deployments/". */
  readonly collection: string;
  /** By its plural, as most answers name it. */
  readonly resource: Subject;
  /** By its kind, as answers about the object's content name it. */
  readonly kindName: Subject;
  /** What is kept: this, unless it is a face of another resource, whose kind answers name then. */
  readonly storage: Target;
  /** An object of this version in the form that is kept. */
  stored(object: KubeObject): KubeObject;
  /** An object that is kept in the form of this version. One value an object. */
  shown(object: KubeObject): KubeObject;
}

function asIs(object: KubeObject): KubeObject {
  return object;
}

/** Undefined when nothing of that name is served. */
export function targetOf(registry: Registry, group: string, version: string, resource: string): Target | undefined {
  const info = registry.find(group, version, resource);
  if (info === undefined) return undefined;
  let target = targets.get(info);
  if (target === undefined) {
    const builtIn = registry.isBuiltIn(info);
    const version = builtIn ? undefined : customFacts(info).version;
    let model: TypeModel | undefined;
    const face = builtIn ? faceOf(registry, info) : undefined;
    const own: Target = {
      info,
      kind: builtIn ? builtInKind(info) : customKind(info),
      builtIn,
      allocator: builtIn ? allocatorOf(info) : undefined,
      get model() {
        return (model ??= builtIn ? typeModel(apiVersionOf(info), info.kind) : version?.model);
      },
      version,
      collection: face?.storage.collection ?? collectionOf(info),
      resource: subjectOf(info),
      kindName: face?.storage.kindName ?? { group: info.group, resource: info.kind },
      get storage() {
        return face?.storage ?? own;
      },
      stored: face?.stored ?? asIs,
      shown: face?.shown ?? asIs,
    };
    targets.set(info, (target = own));
  }
  return target;
}

const targets = new WeakMap<ResourceInfo, Target>();

/** @source apimachinery pkg/runtime/serializer/versioning (decode to the hub, encode to the version asked for) */
function faceOf(registry: Registry, info: ResourceInfo): Pick<Target, "storage" | "stored" | "shown"> | undefined {
  const conversion = conversionOf(info);
  if (conversion === undefined) return undefined;
  const { group, version, resource } = conversion.storedAs;
  const storage = targetOf(registry, group, version, resource);
  if (storage === undefined) throw new RangeError(`${info.resource} of ${apiVersionOf(info)} are kept as ${resource} of ${group}/${version}, which are not registered`);
  const shown = new WeakMap<KubeObject, KubeObject>();
  return {
    storage,
    stored: (object) => inVersion(apiVersionOf(storage.info), conversion.stored(object)),
    shown(object) {
      let face = shown.get(object);
      if (face === undefined) shown.set(object, (face = inVersion(apiVersionOf(info), conversion.shown(object))));
      return face;
    },
  };
}

export function collectionOf({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return `/${group === "" ? "core" : group}/${resource}/`;
}

export function pathOf({ info, collection }: Target, namespace: string, name: string): string {
  return info.namespaced ? `${collection}${namespace}/${name}` : collection + name;
}

export type Routed =
  | { readonly kind: "target"; readonly target: Target }
  | { readonly kind: "refused"; readonly status: Status }
  /** No such group: what the server's outermost layer says, which is no Status. */
  | { readonly kind: "nothing" };

/**
 * @source apiserver pkg/endpoints/installer.go (which paths have which methods), pkg/endpoints/request/requestinfo.go;
 *   apiextensions-apiserver pkg/apiserver/customresource_handler.go ServeHTTP, which leaves what it does not know to the outermost layer
 */
export function route(registry: Registry, request: ApiRequest): Routed {
  const { group, version, resource } = request.resource;
  const target = targetOf(registry, group, version, resource);
  if (target === undefined) return isBuiltInGroup(group) ? refused(noSuchResource()) : { kind: "nothing" };
  const { info } = target;
  const everywhere = info.namespaced && request.namespace === "";
  if (!target.builtIn) {
    const astray = info.namespaced ? everywhere && request.verb !== "list" && request.verb !== "watch" : request.namespace !== "";
    if (astray) return { kind: "nothing" };
    if (request.subresource !== "") {
      if (!info.subresources.includes(request.subresource)) return refused(notFound(target.resource, request.name));
      if (!subresourceVerbs(info, request.subresource).includes(request.verb)) return refused(methodNotSupported(target.resource, request.verb));
    }
  }
  if (!info.namespaced && request.namespace !== "") return refused(noSuchResource());
  if (request.subresource !== "") {
    if (!info.subresources.includes(request.subresource) || everywhere) return refused(noSuchResource());
    if (request.verb === "delete" && request.subresource !== "proxy") return refused(methodNotAllowed());
    if (!subresourceVerbs(info, request.subresource).includes(request.verb)) return refused(methodNotAllowed());
    return { kind: "target", target };
  }
  const named = request.name !== "";
  if (everywhere && named) return refused(noSuchResource());
  if (everywhere && request.verb !== "list" && request.verb !== "watch") return refused(methodNotAllowed());
  if (!info.verbs.includes(request.verb)) return refused(methodNotAllowed());
  if (named === collectionVerbs.has(request.verb) && request.verb !== "watch") return refused(methodNotAllowed());
  return { kind: "target", target };
}

const collectionVerbs: ReadonlySet<string> = new Set(["list", "watch", "create", "deletecollection"]);

function refused(status: Status): Routed {
  return { kind: "refused", status };
}
