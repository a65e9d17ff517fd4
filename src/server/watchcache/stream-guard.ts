import type { KubeObject, ObjectEventType } from "../../api/index.ts";
import { comparePaths } from "../storage/index.ts";
import type { CollectionLog, Page, Revision, VersionRecord } from "../storage/index.ts";
import type { Predicate } from "./watchcache.ts";

/** A stream said what no stream may say: a bug of the server, never of its user. */
export class StreamLawBroken extends Error {
  override readonly name = "StreamLawBroken";
  readonly law: string;
  readonly stream: string;
  readonly revision: Revision;

  constructor(law: string, stream: string, revision: Revision, seen: string) {
    super(`${stream} broke the law "${law}" at revision ${revision}: ${seen}`);
    this.law = law;
    this.stream = stream;
    this.revision = revision;
  }
}

/** A stream under the laws. Its two revisions are moved by the guard alone. */
export interface Guarded {
  readonly label: string;
  readonly namespace: string;
  readonly predicate: Predicate | undefined;
  readonly open: boolean;
  /** Of the last event, or of the start: what lies between that and now was not told. */
  told: Revision;
  /** Of the last bookmark: nothing at or below may follow. */
  promised: Revision;
}

/** Records that a bookmark or an end looks back at, at most. All of them, in most tests. */
const LOOKED_BACK = 64;

/** A state of at most so many objects is counted over. */
const COUNTED = 64;

/**
 * Holds every stream of a cache to the laws, on every run: versions strictly increase, nothing is at or below the start, no
 * event is left out, ADDED, MODIFIED and DELETED are right under the selectors, bookmarks are neither behind nor ahead of
 * what was delivered, nothing follows an ERROR or the end.
 *
 * It remembers two integers a stream. Everything else is read anew from the store's chain of versions, by other code than
 * that which chose what to tell: a record names the version before it, so that a version which the stream should have been
 * told, and which lies above the last it was told, is a gap.
 *
 * @limits an event left out shows at the next event of the same key, or at the next bookmark or an end by the server if
 *   at most `LOOKED_BACK` records followed it; at once for streams of a whole collection
 */
export class StreamGuard {
  readonly #log: CollectionLog;
  /** The record that all streams of a scope were told of last, which the next one is compared with most of the time. */
  #position = -1;
  #revision: Revision = 0;

  constructor(log: CollectionLog) {
    this.#log = log;
  }

  /** @param asked the version that the client named, 0 for none: events begin right behind it, a state is not older */
  begin(stream: Guarded, asked: Revision, { after, state }: { readonly after: Revision; readonly state?: Page }): void {
    if (state !== undefined) {
      if (after < asked) throw this.#broken(stream, "the state is not older than asked for", after, `${asked} was asked for`);
      if (state.at !== after) throw this.#broken(stream, "the state is that of the start", after, `it shows ${state.at}`);
    }
    stream.told = state !== undefined || asked === 0 ? after : asked;
  }

  /** @param before the path told before, "" for none */
  shown(stream: Guarded, record: VersionRecord, before: string): void {
    const { revision, object, entry } = record;
    if (!stream.open) throw this.#broken(stream, "nothing after the end", revision, `ADDED ${entry.path}`);
    if (revision > stream.told) throw this.#broken(stream, "the state is that of the start", revision, `${entry.path}, the start is ${stream.told}`);
    if (!selected(stream, record, object)) throw this.#broken(stream, "the state is what the selectors select", revision, entry.path);
    if (entry.path <= before && comparePaths(entry.path, before) <= 0) throw this.#broken(stream, "the state holds each object once, in order", revision, `${entry.path} after ${before}`);
  }

  stateShown(stream: Guarded, { items }: Page, shown: number): void {
    const all = stream.predicate === undefined ? items.length : items.length > COUNTED ? shown : items.filter((record) => selected(stream, record, record.object)).length;
    if (shown !== all) throw this.#broken(stream, "the state is complete", stream.told, `${shown} of ${all} objects were told`);
  }

  /** Before an event is told. */
  change(stream: Guarded, record: VersionRecord, position: number, type: ObjectEventType): void {
    const { previous } = record;
    const then = selected(stream, previous, previous?.object);
    this.#rightly(stream, record, type, then, selected(stream, record, record.object));
    this.follow(stream, record, isWhole(stream) ? this.#behind(position) : owed(stream, previous, then), type);
  }

  /**
   * What `change` finds out alike for all streams of a scope without selectors.
   *
   * @returns the revision that each of them must have been told, for `follow`
   */
  common(stream: Guarded, record: VersionRecord, position: number, type: ObjectEventType): Revision {
    const { previous } = record;
    this.#rightly(stream, record, type, previous?.object !== undefined, record.object !== undefined);
    if (stream.namespace !== "") return previous?.revision ?? 0;
    const due = position === this.#position + 1 ? this.#revision : this.#behind(position);
    this.#position = position;
    this.#revision = record.revision;
    return due;
  }

  /** Four comparisons of integers: all there is to most deliveries. */
  follow(stream: Guarded, record: VersionRecord, due: Revision, type: ObjectEventType): void {
    const { revision } = record;
    if (revision <= stream.told || revision <= stream.promised || due > stream.told || !stream.open) throw this.#disorder(stream, record, due, type);
    stream.told = revision;
  }

  bookmark(stream: Guarded, revision: Revision): void {
    if (!stream.open) throw this.#broken(stream, "nothing after the end", revision, "BOOKMARK");
    if (revision < stream.told || revision < stream.promised) {
      throw this.#broken(stream, "bookmarks are not behind", revision, `an event of ${stream.told} and a bookmark of ${stream.promised} were delivered`);
    }
    this.#lookBack(stream, revision, "bookmarks are not ahead");
    stream.promised = revision;
  }

  /** The server ends a stream that was told all before a position. */
  complete(stream: Guarded, position: number): void {
    if (position > this.#log.first) this.#lookBack(stream, this.#log.at(position - 1).revision, "no gap");
  }

  /** Nothing up to a revision is owed. What an earlier bookmark looked at is not looked at again. */
  #lookBack(stream: Guarded, revision: Revision, law: string): void {
    const log = this.#log;
    const from = Math.max(stream.told, stream.promised);
    if (log.end === log.first || log.at(log.end - 1).revision <= from) return;
    const end = log.after(revision);
    for (let position = end - 1; position >= log.first && position >= end - LOOKED_BACK; position--) {
      const record = log.at(position);
      if (record.revision <= from) return;
      if (selected(stream, record, record.object) || selected(stream, record.previous, record.previous?.object)) {
        throw this.#broken(stream, law, revision, `${record.entry.path} at ${record.revision} was not told; the last told is ${stream.told}`);
      }
    }
  }

  /** The revision of the record before a position. */
  #behind(position: number): Revision {
    return position > this.#log.first ? this.#log.at(position - 1).revision : 0;
  }

  #rightly(stream: Guarded, record: VersionRecord, type: ObjectEventType, then: boolean, now: boolean): void {
    if (type === "ADDED" ? now && !then : type === "MODIFIED" ? now && then : then && !now) return;
    throw this.#broken(stream, "the type follows from before and after", record.revision, `${type} of ${record.entry.path}, which was ${standing(then)} and is ${standing(now)}`);
  }

  #disorder(stream: Guarded, { revision, entry }: VersionRecord, due: Revision, type: ObjectEventType): StreamLawBroken {
    const seen = `${type} of ${entry.path}`;
    if (!stream.open) return this.#broken(stream, "nothing after the end", revision, seen);
    if (revision <= stream.told) return this.#broken(stream, "versions strictly increase from the start", revision, `${seen} after ${stream.told}`);
    if (revision <= stream.promised) return this.#broken(stream, "bookmarks are not ahead", revision, `${seen} after a bookmark of ${stream.promised}`);
    return this.#broken(stream, "no gap", revision, `${seen}; the event of ${due} was not told, the last told is ${stream.told}`);
  }

  #broken(stream: Guarded, law: string, revision: Revision, seen: string): StreamLawBroken {
    return new StreamLawBroken(law, stream.label, revision, seen);
  }
}

/** The newest earlier version that the stream should have been told, as far as it was not. */
function owed(stream: Guarded, previous: VersionRecord | undefined, then: boolean): Revision {
  let now = then;
  for (let version = previous; version !== undefined && version.revision > stream.told; version = version.previous) {
    const before = selected(stream, version.previous, version.previous?.object);
    if (now || before) return version.revision;
    now = before;
  }
  return 0;
}

function isWhole({ namespace, predicate }: Guarded): boolean {
  return namespace === "" && predicate === undefined;
}

/** Whether a version is in the selection, by the record's key and the object's content. */
function selected({ namespace, predicate }: Guarded, record: VersionRecord | undefined, object: KubeObject | undefined): boolean {
  if (object === undefined || record === undefined) return false;
  if (namespace !== "" && !isIn(namespace, record.entry.key)) return false;
  return predicate === undefined || predicate.matches(object);
}

function isIn(namespace: string, key: string): boolean {
  return key.charCodeAt(namespace.length) === SLASH && key.startsWith(namespace);
}

const SLASH = 47;

function standing(there: boolean): string {
  return there ? "there" : "not there";
}
