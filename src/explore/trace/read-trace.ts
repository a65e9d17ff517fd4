import { keyOf, parseRfc3339, type KubeObject, type ResourceInfo } from "../../api/index.ts";
import { DEFAULT_EPOCH, MILLISECOND, type Micros } from "../../kernel/index.ts";
import type { Workload, Write } from "../scenario.ts";
import { declareSound } from "../workload/sound.ts";
import { readEntry, type TraceEntry } from "./entry.ts";
import { jsonValues } from "./json-values.ts";
import { kindOf } from "./resource-name.ts";
import { tellStory, type Story } from "./story.ts";
import { TraceError } from "./trace-error.ts";

export interface TraceSource {
  /** What messages call it: a path, or "stdin". */
  readonly name: string;
  readonly text: string;
}

export interface TraceOptions {
  /** What reports call the workload. By default the first source's name. */
  readonly name?: string;
  /** How far apart events stand that carry no time. Default 100 ms. */
  readonly interval?: Micros;
}

/**
 * Makes a workload of one recording, or of several of one cluster (merged by version).
 *
 * Understands the recorder's lines and what `kubectl get … --watch --output-watch-events -o json` prints.
 *
 * @throws {TraceError} for the first thing that is wrong; nothing is half-loaded
 */
export function readTrace(sources: readonly TraceSource[], options: TraceOptions = {}): Workload {
  const stories = sources.map(({ name, text }) => tellStory(entriesOf(name, text)));
  const story = stories.length === 1 ? (stories[0] as Story) : merge(stories);
  const name = options.name ?? sources[0]?.name ?? "trace";
  if (story.initial.length === 0 && story.changes.length === 0) throw new TraceError("empty", name, 0, "holds no event");
  const writes = timed(story.changes, options.interval ?? 100 * MILLISECOND);
  return declareSound({
    name,
    initial: story.initial.map(({ resource, object }) => ({ resource, object })),
    writes,
    lasts: writes.at(-1)?.at ?? 0,
    epoch: epochOf(story.initial, writes),
    resources: resourcesOf(story),
  });
}

function* entriesOf(file: string, text: string): Generator<TraceEntry, void, undefined> {
  for (const value of jsonValues(file, text)) {
    const entry = readEntry(file, value);
    if (entry !== undefined) yield entry;
  }
}

/** Several files of one cluster: one order of versions, one set of objects. */
function merge(stories: readonly Story[]): Story {
  const initial = stories.flatMap((story) => story.initial);
  const changes = stories.flatMap((story) => story.changes).sort((a, b) => a.version - b.version);
  const live = new Set<string>();
  for (const { file, line, resource, object } of initial) {
    const id = `${resource} ${keyOf(object)}`;
    if (live.has(id)) throw new TraceError("presence", file, line, `${id} is in the first list of two files; give each object's recording once`);
    live.add(id);
  }
  for (const { file, line, resource, type, object } of changes) {
    const id = `${resource} ${keyOf(object)}`;
    if ((type === "ADDED") === live.has(id)) throw new TraceError("presence", file, line, `${id} is ${type}, which contradicts another file; give each object's recording once`);
    if (type === "ADDED") live.add(id);
    if (type === "DELETED") live.delete(id);
  }
  return { initial, changes };
}

/**
 * Versions tell the order; arrival times may disagree between resources, and then a write waits for the one before it.
 */
function timed(changes: readonly TraceEntry[], interval: Micros): readonly Write[] {
  let now: Micros = 0;
  return changes.map((entry) => {
    now = entry.at === undefined ? now + interval : Math.max(now, entry.at);
    return { at: now, resource: entry.resource, type: entry.type as Write["type"], object: entry.object };
  });
}

/** An object cannot have been made after it was seen: the latest such bound is the start, to a second. */
function epochOf(initial: readonly TraceEntry[], writes: readonly Write[]): Micros {
  let epoch = -1;
  for (const { object } of initial) epoch = Math.max(epoch, createdAt(object));
  for (const { type, at, object } of writes) if (type === "ADDED") epoch = Math.max(epoch, createdAt(object) - at);
  return epoch < 0 ? DEFAULT_EPOCH : epoch;
}

function createdAt({ metadata }: KubeObject): Micros {
  return typeof metadata.creationTimestamp === "string" ? (parseRfc3339(metadata.creationTimestamp) ?? -1) : -1;
}

/** Every resource that the recording shows, so that a cluster can register the ones it does not know. */
function resourcesOf(story: Story): readonly ResourceInfo[] {
  const infos = new Map<string, ResourceInfo>();
  for (const entries of [story.initial, story.changes]) {
    for (const { resource, object } of entries) {
      if (!infos.has(resource)) infos.set(resource, infoOf(resource, object));
    }
  }
  return [...infos.values()];
}

function infoOf(resource: string, { apiVersion, kind, metadata }: KubeObject): ResourceInfo {
  const { group, version } = kindOf(apiVersion, kind);
  return {
    group,
    version,
    resource: group === "" ? resource : resource.slice(0, -group.length - 1),
    kind,
    listKind: `${kind}List`,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: metadata.namespace !== undefined && metadata.namespace !== "",
    verbs: ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
    subresources: [],
  };
}
