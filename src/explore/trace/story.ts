import { keyOf, type KubeObject } from "../../api/index.ts";
import type { TraceEntry } from "./entry.ts";
import { TraceError } from "./trace-error.ts";

/** What one recording tells: what was there when it began, and what changed, in the order of versions. */
export interface Story {
  readonly initial: readonly TraceEntry[];
  readonly changes: readonly TraceEntry[];
}

/**
 * Takes the entries of one recording in the order they stand in it.
 *
 * A resource begins with its first list: after a LIST line the ADDED entries up to the list's version; without one
 * (kubectl prints none) the leading run of ADDED entries in ascending order of keys. After it versions only grow. A second
 * list (after lost history) tells by its differences what had been missed.
 *
 * @throws {TraceError} "versionOrder", "time" and "presence"
 */
export function tellStory(entries: Iterable<TraceEntry>): Story {
  const initial: TraceEntry[] = [];
  const changes: TraceEntry[] = [];
  const chapters = new Map<string, Chapter>();
  for (const entry of entries) {
    const chapter = chapters.get(entry.resource) ?? newChapter();
    chapters.set(entry.resource, chapter);
    if (entry.type === "LIST") {
      openList(chapter, entry);
      continue;
    }
    if (chapter.relist !== undefined) {
      if (entry.relist && entry.type === "ADDED" && entry.version <= chapter.relist.version) {
        changes.push(...relisted(chapter, entry));
        continue;
      }
      changes.push(...closeRelist(chapter));
    }
    if (belongsToFirstList(chapter, entry)) {
      enterFirst(chapter, entry);
      initial.push(entry);
    } else {
      change(chapter, entry);
      changes.push(entry);
    }
  }
  for (const chapter of chapters.values()) changes.push(...closeRelist(chapter));
  return { initial, changes: changes.sort((a, b) => a.version - b.version) };
}

/** What is known of one resource while reading. */
interface Chapter {
  listVersion: number | undefined;
  inFirstList: boolean;
  lastKey: string;
  highest: number;
  lastAt: number;
  relist: { readonly version: number; readonly entry: TraceEntry; readonly missing: Map<string, TraceEntry> } | undefined;
  readonly live: Map<string, TraceEntry>;
}

function newChapter(): Chapter {
  return { listVersion: undefined, inFirstList: true, lastKey: "", highest: 0, lastAt: 0, relist: undefined, live: new Map() };
}

function openList(chapter: Chapter, entry: TraceEntry): void {
  if (chapter.listVersion === undefined && chapter.live.size === 0) {
    chapter.listVersion = entry.version;
    chapter.highest = entry.version;
    return;
  }
  if (!entry.relist) throw new TraceError("presence", entry.file, entry.line, `a second LIST of ${entry.resource}; only one that says "relist": true may follow the first`);
  if (entry.version < chapter.highest) throw goesBack(entry, chapter.highest);
  chapter.inFirstList = false;
  chapter.relist = { version: entry.version, entry, missing: new Map(chapter.live) };
}

function belongsToFirstList(chapter: Chapter, entry: TraceEntry): boolean {
  if (!chapter.inFirstList) return false;
  const inside =
    entry.type === "ADDED" &&
    (chapter.listVersion === undefined ? sortKey(entry.object) > chapter.lastKey : entry.version <= chapter.listVersion);
  if (!inside) chapter.inFirstList = false;
  return inside;
}

function enterFirst(chapter: Chapter, entry: TraceEntry): void {
  const key = keyOf(entry.object);
  if (chapter.live.has(key)) throw new TraceError("presence", entry.file, entry.line, `${entry.resource} ${key} is listed twice`);
  chapter.live.set(key, entry);
  chapter.lastKey = sortKey(entry.object);
  if (entry.version > chapter.highest) chapter.highest = entry.version;
}

function change(chapter: Chapter, entry: TraceEntry): void {
  const { file, line, resource, type, version, object } = entry;
  const key = keyOf(object);
  if (version <= chapter.highest) throw goesBack(entry, chapter.highest);
  if (entry.at !== undefined && entry.at < chapter.lastAt) {
    throw new TraceError("time", file, line, `time runs backwards within ${resource}: ${entry.at / 1000} ms after ${chapter.lastAt / 1000} ms`);
  }
  const known = chapter.live.get(key);
  if (type === "ADDED" && known !== undefined) throw new TraceError("presence", file, line, `${resource} ${key} is ADDED, but it was there since line ${known.line}`);
  if (type !== "ADDED" && known === undefined) throw new TraceError("presence", file, line, `${resource} ${key} is ${type}, but nothing ADDED it before`);
  if (known !== undefined && known.object.metadata.uid !== object.metadata.uid) {
    throw new TraceError("presence", file, line, `${resource} ${key} is ${type} with uid ${object.metadata.uid}, but line ${known.line} gave it ${known.object.metadata.uid}`);
  }
  chapter.highest = version;
  if (entry.at !== undefined) chapter.lastAt = entry.at;
  if (type === "DELETED") chapter.live.delete(key);
  else chapter.live.set(key, entry);
}

/** An item of a second list: nothing when it is known, else the change that was missed. */
function relisted(chapter: Chapter, entry: TraceEntry): readonly TraceEntry[] {
  const key = keyOf(entry.object);
  const before = chapter.live.get(key);
  chapter.relist?.missing.delete(key);
  if (before?.version === entry.version) return [];
  chapter.live.set(key, entry);
  if (before === undefined) return [entry];
  if (before.object.metadata.uid === entry.object.metadata.uid) return [{ ...entry, type: "MODIFIED" }];
  return [{ ...before, type: "DELETED", at: entry.at, version: entry.version }, entry];
}

/** What a second list no longer holds was deleted at some time before it. */
function closeRelist(chapter: Chapter): readonly TraceEntry[] {
  if (chapter.relist === undefined) return [];
  const { version, entry, missing } = chapter.relist;
  chapter.relist = undefined;
  chapter.highest = version;
  for (const key of missing.keys()) chapter.live.delete(key);
  return [...missing.values()].map((gone) => ({ ...gone, type: "DELETED", at: entry.at, version }));
}

function goesBack({ file, line, resource, type, object, version }: TraceEntry, highest: number): TraceError {
  const what = type === "LIST" ? "a second list" : `${keyOf(object)} ${type}`;
  return new TraceError("versionOrder", file, line, `${resource} ${what}: version ${version} after ${highest}; after the first list versions of a resource only grow`);
}

/** Lists come in the order of storage keys, in which the namespace is followed by a slash. */
function sortKey({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
