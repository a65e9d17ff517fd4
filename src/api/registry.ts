import { builtInResources } from "./built-in-resources.ts";
import type { GroupVersionResource, Verb } from "./request.ts";
import type { ResourceInfo } from "./resource-info.ts";

/**
 * Which resources there are. Lookups answer undefined for what is unknown. The built-in ones are one shared table, read
 * on first use; a registry of its own holds only what was registered on top.
 */
export interface Registry {
  find(group: string, version: string, resource: string): ResourceInfo | undefined;
  /** By kind, as objects name theirs: apiVersion is "v1" or "apps/v1". */
  ofKind(apiVersion: string, kind: string): ResourceInfo | undefined;
  /** By plural, singular, short name or "plural.group", as a command line names them; the first group that has it wins. */
  named(name: string): ResourceInfo | undefined;
  hasGroup(group: string): boolean;
  /** Of the built-in table, rather than registered. */
  isBuiltIn(resource: GroupVersionResource): boolean;
  /** Built-in ones first, in the order of discovery; then registered ones as they came. */
  all(): readonly ResourceInfo[];
  /** @throws TypeError when the definition lacks a name, or the resource exists */
  register(resource: CustomResource): ResourceInfo;
  /** What `find` and the others no longer know. False when it was not registered. */
  unregister(resource: GroupVersionResource): boolean;
}

/** What a registration must say; the rest follows from it. */
export interface CustomResource extends GroupVersionResource {
  readonly kind: string;
  readonly namespaced: boolean;
  readonly listKind?: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly subresources?: readonly string[];
  readonly verbs?: readonly Verb[];
}

export function createRegistry(): Registry {
  const own = index([]);
  return {
    find: (group, version, resource) => lookUp(builtIn(), group, version, resource) ?? lookUp(own, group, version, resource),
    ofKind: (apiVersion, kind) => builtIn().byKind.get(`${apiVersion}/${kind}`) ?? own.byKind.get(`${apiVersion}/${kind}`),
    named: (name) => builtIn().byName.get(name) ?? own.byName.get(name),
    hasGroup: (group) => builtIn().groups.has(group) || own.groups.has(group),
    isBuiltIn: ({ group, version, resource }) => builtIn().byPath.has(`${group}/${version}/${resource}`),
    all: () => [...builtIn().byPath.values(), ...own.byPath.values()],
    register(resource) {
      const info = completed(resource);
      const path = pathOf(info);
      if (builtIn().byPath.has(path) || own.byPath.has(path)) throw new TypeError(`the resource ${path} is registered already`);
      enter(own, info);
      return info;
    },
    unregister(resource) {
      const info = own.byPath.get(pathOf(resource));
      if (info === undefined) return false;
      const rest = index([...own.byPath.values()].filter((each) => each !== info));
      Object.assign(own, rest);
      return true;
    },
  };
}

/** "apps/v1", or "v1" for the core group. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === "" ? version : `${group}/${version}`;
}

const allVerbs: readonly Verb[] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

const NAMED: { readonly [field: string]: string } = { version: '"v1"', resource: 'the plural "widgets"', kind: '"Widget"' };

function completed(resource: CustomResource): ResourceInfo {
  const { group, version, resource: plural, kind, namespaced } = resource;
  for (const [field, value] of Object.entries({ version, resource: plural, kind })) {
    if (typeof value !== "string" || value === "") throw new TypeError(`${field} of the resource is ${JSON.stringify(value) ?? "missing"}; expected a name, such as ${NAMED[field] ?? ""} (group ${JSON.stringify(group)})`);
  }
  return Object.freeze({
    group,
    version,
    resource: plural,
    kind,
    namespaced,
    listKind: resource.listKind ?? `${kind}List`,
    singular: resource.singular ?? kind.toLowerCase(),
    shortNames: Object.freeze([...(resource.shortNames ?? [])]),
    subresources: Object.freeze([...(resource.subresources ?? [])]),
    verbs: resource.verbs ?? allVerbs,
  });
}

interface Index {
  /** By plural, then group and version: a lookup makes no text. */
  byPlural: Map<string, ResourceInfo[]>;
  byPath: Map<string, ResourceInfo>;
  byKind: Map<string, ResourceInfo>;
  byName: Map<string, ResourceInfo>;
  groups: Set<string>;
}

function index(resources: readonly ResourceInfo[]): Index {
  const made: Index = { byPlural: new Map(), byPath: new Map(), byKind: new Map(), byName: new Map(), groups: new Set() };
  for (const info of resources) enter(made, info);
  return made;
}

function enter(into: Index, info: ResourceInfo): void {
  const namesakes = into.byPlural.get(info.resource);
  if (namesakes === undefined) into.byPlural.set(info.resource, [info]);
  else namesakes.push(info);
  into.byPath.set(pathOf(info), info);
  into.byKind.set(`${apiVersionOf(info)}/${info.kind}`, info);
  into.groups.add(info.group);
  const names = [info.resource, info.singular, ...info.shortNames];
  for (const name of [...names, ...names.map((n) => `${n}.${info.group}`)]) if (!into.byName.has(name)) into.byName.set(name, info);
}

function lookUp({ byPlural }: Index, group: string, version: string, resource: string): ResourceInfo | undefined {
  return byPlural.get(resource)?.find((info) => info.group === group && info.version === version);
}

function pathOf({ group, version, resource }: GroupVersionResource): string {
  return `${group}/${version}/${resource}`;
}

let table: Index | undefined;

function builtIn(): Index {
  table ??= index(builtInResources.flatMap(([group, lines]) => lines.map((line) => parseLine(group, line))));
  return table;
}

const verbLetters: { readonly [letter: string]: Verb } = {
  c: "create", d: "delete", D: "deletecollection", g: "get", l: "list", p: "patch", u: "update", w: "watch",
};

function parseLine(group: string, line: string): ResourceInfo {
  const [version, resource, singular, kind, scope, verbs, subresources, shortNames] = line.split(" ") as [
    string, string, string, string, string, string, string, string,
  ];
  return Object.freeze({
    group,
    version,
    resource,
    kind,
    singular,
    listKind: `${kind}List`,
    namespaced: scope === "N",
    shortNames: Object.freeze(shortNames === "-" ? [] : shortNames.split(",")),
    subresources: Object.freeze(subresources === "-" ? [] : subresources.split(",")),
    verbs: Object.freeze(verbs.split("").map((letter) => verbLetters[letter] as Verb)),
  });
}
