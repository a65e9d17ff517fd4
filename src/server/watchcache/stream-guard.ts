import type { ObjectEventType } from "../../api/index.ts";
import type { Revision, VersionRecord } from "../storage/index.ts";

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

/**
 * Watches one stream for the laws that every stream keeps, on every run, at the price of a few integers an event:
 * versions strictly increase, nothing at or below the start, no gap (a change names the version before it, which must
 * be the last one told), ADDED, MODIFIED and DELETED alternate as they should under a selector, bookmarks are neither
 * behind nor ahead of what was delivered, and nothing follows an ERROR or the end.
 *
 * @limits one integer an object told: a cache gives guards to its first watchers only (`GUARDED`), to the others the
 *   check of increasing versions
 */
export class StreamGuard {
  readonly #stream: string;
  /** Everything at or below was told, or was there, before. */
  readonly #start: Revision;
  #last: Revision = 0;
  #over = false;
  /** By entry: the revision last told of it, negative once it was told to be gone; unset for what was never told. */
  readonly #told: number[] = [];

  constructor(stream: string, start: Revision) {
    this.#stream = stream;
    this.#start = start;
  }

  /** An object of the state that a stream begins with. */
  state(record: VersionRecord): void {
    const { id } = record.entry;
    if (this.#over) throw this.#broken("nothing after the end", record.revision, "ADDED");
    if (this.#told[id] !== undefined) throw this.#broken("the state holds each object once", record.revision, record.entry.path);
    if (record.revision > this.#start) throw this.#broken("the state is that of the start", record.revision, `the start is ${this.#start}`);
    this.#told[id] = record.revision;
  }

  change(record: VersionRecord, type: ObjectEventType): void {
    const { revision, previous } = record;
    const { id } = record.entry;
    if (this.#over) throw this.#broken("nothing after the end", revision, type);
    if (revision <= this.#last) throw this.#broken("versions strictly increase", revision, `${type} of ${record.entry.path} after ${this.#last}`);
    if (revision <= this.#start) throw this.#broken("nothing at or below the start", revision, `${type} of ${record.entry.path}, the start is ${this.#start}`);
    const told = this.#told[id];
    if (type === "ADDED") {
      if (told !== undefined && told > 0) throw this.#broken("ADDED only what is not there", revision, `${record.entry.path} was told at ${told}`);
    } else {
      if (told !== undefined && told < 0) throw this.#broken(`${type} only what is there`, revision, `${record.entry.path} was told gone at ${-told}`);
      const before = previous?.revision ?? 0;
      if (told === undefined ? before > this.#start : before !== told) {
        throw this.#broken("no gap", revision, `${type} of ${record.entry.path} follows ${before}, which was not told; the last told is ${told ?? "none"}`);
      }
    }
    this.#told[id] = type === "DELETED" ? -revision : revision;
    this.#last = revision;
  }

  /** @param delivered everything up to here that concerns the stream was told */
  bookmark(revision: Revision, delivered: Revision): void {
    if (this.#over) throw this.#broken("nothing after the end", revision, "BOOKMARK");
    if (revision < this.#last) throw this.#broken("bookmarks are not behind", revision, `${this.#last} was delivered`);
    if (revision > delivered) throw this.#broken("bookmarks are not ahead", revision, `only what is up to ${delivered} was delivered`);
  }

  /** An ERROR, or the end: the last thing to be told, but that an end may follow an ERROR. */
  over(): void {
    this.#over = true;
  }

  #broken(law: string, revision: Revision, seen: string): StreamLawBroken {
    return new StreamLawBroken(law, this.#stream, revision, seen);
  }
}

/** How many watches of one cache are held to every law; with more, memory is touched for each that no cache holds. */
export const GUARDED = 64;
