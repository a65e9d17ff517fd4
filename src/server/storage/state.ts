import { Collection } from "./collection.ts";
import { EntryIndex } from "./entry-index.ts";
import { LayeredMap } from "./layered-map.ts";
import { Lister } from "./lister.ts";
import type { KeyEntry } from "./log-record.ts";
import { RecordLog } from "./record-log.ts";
import { RenumberingTable } from "./renumbering.ts";
import { Spaces } from "./spaces.ts";
import type { Revision } from "./storage.ts";

/** Everything a fork takes over. */
export interface State {
  readonly entries: LayeredMap<KeyEntry>;
  readonly index: EntryIndex;
  readonly spaces: Spaces;
  readonly lister: Lister;
  readonly collections: Map<number, Collection>;
  readonly log: RecordLog;
  readonly renumbering: RenumberingTable;
  readonly firstRevision: Revision;
  owner: object;
  /** Records up to here may be seen by a fork: they are not changed. */
  shared: Revision;
  current: Revision;
  compacted: Revision;
  nextId: number;
}

export function emptyState(firstRevision: Revision): State {
  const owner = {};
  const index = new EntryIndex(owner);
  const spaces = new Spaces();
  return {
    entries: new LayeredMap(), index, spaces, lister: new Lister(index, spaces), collections: new Map(), log: new RecordLog(),
    renumbering: new RenumberingTable(), firstRevision, owner, shared: firstRevision, current: firstRevision, compacted: firstRevision, nextId: 0,
  };
}

/** The state of a fork. Both sides share what is there, and neither owns it any more. */
export function forkState(mine: State): State {
  const owner = {};
  mine.owner = {};
  mine.shared = mine.current;
  const index = mine.index.fork(mine.owner, owner);
  const spaces = mine.spaces.fork();
  const collections = new Map<number, Collection>();
  for (const [id, collection] of mine.collections) collections.set(id, collection.fork());
  return {
    ...mine, entries: mine.entries.fork(), index, spaces, lister: mine.lister.fork(index, spaces), collections,
    log: mine.log.fork(), renumbering: mine.renumbering.fork(), owner,
  };
}

/** The part of a resource, made at the first question about it. */
export function collectionOf({ spaces, collections, compacted }: State, prefix: string): Collection {
  const id = spaces.of(prefix);
  const known = collections.get(id);
  if (known !== undefined) return known;
  const made = new Collection(prefix, compacted);
  collections.set(id, made);
  return made;
}
