import type { KubeObject, Registry, ResourceInfo, Verb } from "../../api/index.ts";
import { equal, rfc3339 } from "../../api/index.ts";
import type { Clock, Scope, Timer } from "../../kernel/index.ts";
import { MILLISECOND, SECOND } from "../../kernel/index.ts";
import type { DefinedVersion, Definition } from "../custom/index.ts";
import {
  approved, awaitsCleanup, cleaned, cleaning, customVersion, definitionOf, established, isTrue, named, structured, takenNames, uncleaned, versionsOf,
} from "../custom/index.ts";
import type { CustomFacts } from "../kinds/index.ts";
import { customFacts, setCustomFacts } from "../kinds/index.ts";
import type { Storage, VersionRecord } from "../storage/index.ts";
import { isStorageError } from "../storage/index.ts";

/**
 * The definitions of custom resources in one store: what they define is registered while their state allows it, and the
 * controllers that move this state run here, as they do within an apiserver.
 *
 * @source apiextensions-apiserver pkg/apiserver/customresource_handler.go, pkg/controller (status, establish, finalizer, apiapproval,
 *   nonstructuralschema)
 * @differs controllers act in turn, an event after what they heard of; replicas see a definition change at once
 */
export interface Definitions {
  /** An apiserver joins: the first one writes for the controllers. */
  join(server: DefinitionServer): void;
  /** Does now what the controllers would do next, until names are given and resources served. */
  settle(): void;
}

export interface DefinitionServer {
  /** Writes a definition's status, and metadata with it. */
  writeStatus(definition: KubeObject): void;
  /** Asks for the deletion of all instances; those with finalizers stay. */
  deleteInstances(info: ResourceInfo): void;
  /** The resource is no longer what it was: watches of it end. */
  retired(info: ResourceInfo): void;
}

export interface DefinitionsOptions {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly scope: Scope;
}

const COLLECTION = "/apiextensions.k8s.io/customresourcedefinitions/";

export function createDefinitions(options: DefinitionsOptions): Definitions {
  return new Controllers(options);
}

/** What is known of one definition. */
interface Followed {
  definition: Definition;
  /** Registered, as of `served`: what else changes ends no watch. */
  infos: readonly ResourceInfo[];
  served: Definition | undefined;
  cleanup: Cleanup | undefined;
}

/** The deletion of a definition's instances, under way. */
interface Cleanup {
  /** Looks left before it is given up for a while. */
  looks: number;
  timer: Timer | undefined;
}

/** How often, and how long, to look whether instances are gone. @source pkg/controller/finalizer/crd_finalizer.go deleteInstances */
const LOOK_EVERY = 5 * SECOND;
const LOOKS = 12;
/** @source client-go util/workqueue/default_rate_limiters.go */
const FIRST_RETRY = 5 * MILLISECOND;
const LAST_RETRY = 1_000 * SECOND;

class Controllers implements Definitions {
  readonly #storage: Storage;
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #servers: DefinitionServer[] = [];
  /** By name, in the order they came. */
  readonly #all = new Map<string, Followed>();
  /** Names to look at, in order. */
  readonly #queue = new Set<string>();
  readonly #failures = new Map<string, number>();
  #scheduled: Timer | undefined = undefined;

  constructor({ storage, registry, clock, scope }: DefinitionsOptions) {
    this.#storage = storage;
    this.#registry = registry;
    this.#clock = clock;
    this.#scope = scope;
    const unsubscribe = storage.subscribe(COLLECTION, (record) => this.#heard(record));
    const held = scope.hold("subscription", "custom resource definitions", () => {
      unsubscribe();
      held.done();
    });
    const page = storage.list({ prefix: COLLECTION, limit: 0 });
    if (!isStorageError(page)) for (const record of page.items) this.#heard(record);
  }

  join(server: DefinitionServer): void {
    this.#servers.push(server);
  }

  settle(): void {
    while (this.#queue.size > 0 && this.#servers.length > 0) this.#step();
  }

  #heard({ object, entry }: VersionRecord): void {
    const name = entry.key;
    const definition = object === undefined ? undefined : definitionOf(object);
    const before = this.#all.get(name);
    if (definition === undefined) {
      if (before === undefined) return;
      this.#retire(before);
      before.cleanup?.timer?.cancel();
      this.#all.delete(name);
      this.#failures.delete(name);
      this.#enqueueGroup(before.definition);
      return;
    }
    const followed = before ?? { definition, infos: [], served: undefined, cleanup: undefined };
    followed.definition = definition;
    this.#all.set(name, followed);
    this.#serve(followed);
    this.#enqueue(name);
  }

  #serve(followed: Followed): void {
    const { definition, served } = followed;
    const accepted = isTrue(definition, "NamesAccepted") || isTrue(definition, "Established");
    if (!accepted) {
      this.#retire(followed);
      return;
    }
    const same = served !== undefined && equal(served.spec, definition.spec) && equal(served.status.acceptedNames, definition.status.acceptedNames);
    if (!same) {
      this.#retire(followed);
      followed.served = definition;
      followed.infos = versionsOf(definition.spec).filter((version) => version.served).map((version) => this.#register(definition, version));
    }
    else for (const info of followed.infos) setCustomFacts(info, factsOf(definition, info, customFacts(info).version));
  }

  #register(definition: Definition, version: DefinedVersion): ResourceInfo {
    const { spec: { group, scope }, status: { acceptedNames: { plural, singular, kind, listKind, shortNames } } } = definition;
    const resource = { group, version: version.name, resource: plural };
    // What somebody registered by hand gives way to what is defined.
    this.#registry.unregister(resource);
    const info = this.#registry.register({
      ...resource,
      kind,
      namespaced: scope === "Namespaced",
      verbs,
      subresources: subresources.filter((each) => version.subresources?.[each] !== undefined),
      ...(listKind === undefined ? {} : { listKind }),
      ...(singular === undefined ? {} : { singular }),
      ...(shortNames === undefined ? {} : { shortNames }),
    });
    setCustomFacts(info, factsOf(definition, info, customVersion(definition, version)));
    return info;
  }

  #retire(followed: Followed): void {
    for (const info of followed.infos) {
      this.#registry.unregister(info);
      for (const server of this.#servers) server.retired(info);
    }
    followed.infos = [];
    followed.served = undefined;
  }

  #enqueue(name: string): void {
    this.#queue.add(name);
    this.#schedule();
  }

  #enqueueGroup({ metadata: { name }, spec: { group } }: Definition): void {
    for (const [other, { definition }] of this.#all) if (other !== name && definition.spec.group === group) this.#enqueue(other);
  }

  #schedule(): void {
    if (this.#queue.size === 0 || this.#scheduled?.pending === true) return;
    this.#scheduled = this.#scope.soon("custom resource definitions", () => {
      this.#step();
      this.#schedule();
    });
  }

  /** One write at most: what it changes is heard of, and looked at in its turn. */
  #step(): void {
    const [name] = this.#queue;
    const followed = name === undefined ? undefined : this.#all.get(name);
    if (name !== undefined) this.#queue.delete(name);
    if (name === undefined || followed === undefined || this.#servers.length === 0) return;
    const { definition } = followed;
    const now = rfc3339(this.#clock.wall());
    const group = [...this.#all.values()].map((each) => each.definition).filter(({ spec }) => spec.group === definition.spec.group);
    const names = named(definition, takenNames(group), now);
    const next = names ?? established(definition, now) ?? approved(definition, now) ?? structured(definition, now);
    if (next !== undefined) {
      this.#write(next);
      if (names !== undefined) this.#enqueueGroup(definition);
    } else if (awaitsCleanup(definition) && followed.cleanup === undefined) this.#cleanUp(name, followed, now);
  }

  #write(definition: Definition): void {
    this.#servers[0]?.writeStatus(definition);
  }

  #cleanUp(name: string, followed: Followed, now: string): void {
    followed.cleanup = { looks: LOOKS, timer: undefined };
    this.#write(cleaning(followed.definition, now));
    if (isTrue(followed.definition, "Established")) this.#deleteInstances(followed);
    this.#look(name, followed);
  }

  #deleteInstances({ infos }: Followed): void {
    const [info] = infos;
    if (info !== undefined) this.#servers[0]?.deleteInstances(info);
  }

  #look(name: string, followed: Followed): void {
    const { cleanup, definition } = followed;
    if (cleanup === undefined || this.#all.get(name) !== followed) return;
    const now = rfc3339(this.#clock.wall());
    if (!isTrue(definition, "Established") || this.#instances(definition) === 0) {
      followed.cleanup = undefined;
      this.#write(cleaned(definition, now));
    } else if (cleanup.looks > 0) {
      cleanup.looks -= 1;
      cleanup.timer = this.#scope.after(LOOK_EVERY, `instances of ${name}`, () => this.#look(name, followed));
    } else {
      this.#write(uncleaned(definition, now));
      const failures = this.#failures.get(name) ?? 0;
      this.#failures.set(name, failures + 1);
      cleanup.timer = this.#scope.after(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(failures, 30)), `cleanup of ${name}`, () => {
        followed.cleanup = undefined;
        this.#enqueue(name);
      });
    }
  }

  #instances({ spec: { group, names } }: Definition): number {
    const page = this.#storage.list({ prefix: `/${group}/${names.plural}/`, limit: 1 });
    return isStorageError(page) ? 0 : page.items.length;
  }
}

function factsOf(definition: Definition, info: ResourceInfo, version: CustomFacts["version"]): CustomFacts {
  const { spec, status: { acceptedNames } } = definition;
  const own = versionsOf(spec).find(({ name }) => name === info.version);
  const columns = own?.additionalPrinterColumns ?? [];
  return {
    categories: acceptedNames.categories ?? [],
    storageVersion: versionsOf(spec).find(({ storage }) => storage)?.name ?? info.version,
    printerColumns: columns.length === 0 ? undefined : columns,
    scale: own?.subresources?.scale,
    established: isTrue(definition, "Established"),
    terminating: isTrue(definition, "Terminating"),
    version,
  };
}

/** In the order discovery tells them. */
const subresources = ["status", "scale"] as const;
const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
