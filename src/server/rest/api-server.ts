import type { ApiRequest, Cancel, Handler, RandomIntegers, Registry, ReplySink, User } from "../../api/index.ts";
import { apiVersionOf } from "../../api/index.ts";
import type { Clock, Micros, Random, Scope } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import { admissionPlugins, createAdmission } from "../admission/index.ts";
import { answerPath } from "../discovery/index.ts";
import type { ServerProfile } from "../profile.ts";
import type { View } from "../represent/index.ts";
import { accepted, viewOf } from "../represent/index.ts";
import type { Revision, Storage } from "../storage/index.ts";
import { collectionIndex } from "../storage/index.ts";
import type { WatchCache } from "../watchcache/index.ts";
import { createWatchCache } from "../watchcache/index.ts";
import { answerWhole, inForm, nothingThere, refuse, tellConnection, tellObject, warning } from "./answer.ts";
import { answerComponentStatuses, isComponentStatus } from "./component-statuses.ts";
import { create } from "./create.ts";
import type { Definitions } from "./definitions.ts";
import { createDefinitions } from "./definitions.ts";
import { remove } from "./delete.ts";
import { removeCollection } from "./delete-collection.ts";
import { createOwnClient } from "./own-client.ts";
import { patch } from "./patch.ts";
import { get, list } from "./read.ts";
import type { Outcome, Rest } from "./rest.ts";
import type { Target } from "./target.ts";
import { route, targetOf } from "./target.ts";
import { removeAll } from "./remove-all.ts";
import type { Facet } from "./subresources/index.ts";
import { act, connectionOf, createUnstored, facetOf, signingKey, tokenHolder } from "./subresources/index.ts";
import { update } from "./update.ts";
import { unreadableProblem } from "./versions.ts";
import { watch } from "./watch.ts";

/**
 * One apiserver replica: the verbs over a storage it shares with other replicas, and watch caches of its own, made when
 * a resource is first read.
 *
 * @source apiserver pkg/endpoints, pkg/registry/generic/registry
 */
export interface ApiServer extends Handler {
  readonly name: string;
  /** Handles a request; most answers come before it returns. */
  handle(request: ApiRequest, sink: ReplySink): Cancel;
  /** Whose token this is; undefined: nobody's that the server issued, or no longer. */
  authenticate(token: string): User | undefined;
  /** The cache of a resource, made if need be. @throws RangeError when the resource is unknown */
  cache(group: string, version: string, resource: string): WatchCache;
  /** From now on writes reach this replica's caches so much later. */
  setLag(lag: Micros): void;
  /** All watches end; not ready for `downFor` (0: at once), then every cache begins anew at the present. */
  restart(downFor?: Micros): void;
  /** This server compacted the storage: exact reads below are no longer served from snapshots. */
  compacted(revision: Revision): void;
  /** No cache can replay from below any more, as if the windows had moved past. */
  forget(revision: Revision): void;
}

export interface ApiServerOptions {
  readonly name: string;
  readonly scope: Scope;
  readonly clock: Clock;
  /** The stream "uid" is shared by replicas, "cache" is this one's. */
  readonly random: Random;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly profile: ServerProfile;
  /** Those of the store, which its replicas share. Absent: this server is alone. */
  readonly definitions?: Definitions;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { name, scope, clock, storage, registry, profile } = options;
  /** Versions of a resource share what is stored, yet say it under their own name: a cache each. */
  const caches = new Map<Target, { readonly cache: WatchCache; readonly scope: Scope }>();
  let lag: Micros = 0;
  const itself = createOwnClient(() => rest);
  const rest: Rest = {
    storage,
    registry,
    clock,
    profile,
    random: lateStream(options.random, "uid"),
    admission: createAdmission(admissionPlugins, {
      index: (collection) => collectionIndex(storage, collection),
      now: clock.wall,
      writeStatus: itself.writeStatus,
    }),
    signingKey: () => signingKey(options.random),
    allocation: { storage, random: lateStream(options.random, "allocation"), itself },
    cacheOf,
  };
  const definitions = options.definitions ?? createDefinitions({ storage, registry, clock, scope: scope.child("definitions") });
  definitions.join({
    writeStatus: itself.writeStatus,
    deleteInstances: (info) => removeAll(rest, info),
    retired(info) {
      for (const [target, { scope: of }] of caches) {
        if (target.info !== info) continue;
        caches.delete(target);
        scope.after(TEAR_DOWN, "a resource that changed: its watches end", () => of.close());
      }
    },
  });

  function cacheOf(target: Target): WatchCache {
    let cache = caches.get(target)?.cache;
    if (cache === undefined) {
      const { info, kind, collection } = target;
      const label = `${name}:${info.resource}`;
      const own = scope.child(`watch cache ${label}`);
      cache = createWatchCache({
        scope: own,
        clock,
        random: options.random.stream(`watch cache ${label}`),
        storage,
        profile,
        collection,
        apiVersion: apiVersionOf(info),
        kind: info.kind,
        ...(kind.uncached ? { cached: false } : {}),
      });
      if (lag !== 0) cache.setLag(lag);
      caches.set(target, { cache, scope: own });
    }
    return cache;
  }

  return {
    name,
    handle(request, to) {
      const { nonResource } = request;
      if (nonResource !== undefined) return settled(() => answerWhole(to, answerPath(registry, request, nonResource)));
      const routed = route(registry, request);
      if (routed.kind === "nothing") return settled(() => nothingThere(to));
      if (routed.kind === "refused") return settled(() => refuse(to, routed.status));
      const { target } = routed;
      const { warnings } = target.kind;
      const answered = accepted(request, target.builtIn);
      const sink = inForm(warnings === undefined ? to : warning(to, warnings), answered.form, request.verb === "watch");
      if (answered.kind === "refused") return settled(() => refuse(sink, answered.status));
      const facet = request.subresource === "" ? undefined : facetOf(target, request.subresource);
      const view = viewOf(answered.form.shape, {
        info: facet?.spoken.info ?? target.info,
        builtIn: target.builtIn,
        shown: target.storage === target ? undefined : target.shown,
        includeObject: request.options.includeObject,
        now: clock.wall,
      });
      const connection = request.subresource === "" ? undefined : connectionOf(target, request.subresource);
      if (connection !== undefined) return settled(() => tellConnection(sink, connection(rest, request)));
      if (isComponentStatus(target)) return settled(() => answerComponentStatuses(target, request, view, sink));
      switch (request.verb) {
        case "get":
          return get(rest, target, request, view, sink, facet);
        case "list":
          return list(rest, target, request, view, sink);
        case "watch":
          return watch(rest, target, request, view, sink);
        case "deletecollection":
          return removeCollection(rest, target, request, view, sink);
        default:
          tell(sink, write(rest, target, request, facet), view);
          return nothingToCancel;
      }
    },
    authenticate(token) {
      const holder = tokenHolder(rest, token, []);
      return "error" in holder ? undefined : { name: holder.username, uid: holder.uid, groups: holder.groups };
    },
    cache(group, version, resource) {
      const target = targetOf(registry, group, version, resource);
      if (target === undefined) throw new RangeError(`no resource "${resource}" in ${group === "" ? version : `${group}/${version}`}; register it first`);
      return cacheOf(target);
    },
    setLag(by) {
      // An apiserver's caches begin at its start: one that is made later would know what the lag keeps from the others.
      if (by > lag) {
        for (const { group, version, resource, verbs } of registry.all()) {
          const target = verbs.includes("list") ? targetOf(registry, group, version, resource) : undefined;
          if (target !== undefined) cacheOf(target);
        }
      }
      lag = by;
      for (const { cache } of caches.values()) cache.setLag(by);
    },
    restart(downFor) {
      for (const { cache } of caches.values()) cache.restart(downFor);
    },
    compacted(revision) {
      for (const { cache } of caches.values()) cache.compacted(revision);
    },
    forget(revision) {
      for (const { cache } of caches.values()) cache.forget(revision);
    },
  };
}

/** How long requests have that found a resource as it was. @source apiextensions-apiserver pkg/apiserver/customresource_handler.go tearDown */
const TEAR_DOWN = SECOND;

/** Streams cost something to make, and most clusters of a test create nothing through this door. */
function lateStream(random: Random, name: string): RandomIntegers {
  let stream: RandomIntegers | undefined;
  return { int: (below) => (stream ??= random.stream(name)).int(below) };
}

function write(rest: Rest, target: Target, request: ApiRequest, facet: Facet | undefined): Outcome {
  const unreadable = target.version === undefined || request.name === "" ? undefined : unreadableProblem(rest, target, request);
  if (unreadable !== undefined) return { kind: "refused", status: unreadable };
  switch (request.verb) {
    case "create":
      if (request.subresource !== "") return act(rest, target, request);
      return target.info.verbs.includes("get") ? create(rest, target, request) : createUnstored(rest, target, request);
    case "update":
      return update(rest, target, request, facet);
    case "patch":
      return patch(rest, target, request, facet);
    default:
      return remove(rest, target, request);
  }
}

function tell(sink: ReplySink, outcome: Outcome, view: View): void {
  if (outcome.kind === "refused") refuse(sink, outcome.status, outcome.warnings);
  else tellObject(sink, outcome.code, view.object(outcome.body), outcome.warnings);
}

function settled(run: () => void): Cancel {
  run();
  return nothingToCancel;
}

function nothingToCancel(): void {}
