import type { KubeObject } from "../../src/api/index.ts";

/** What the oracle remembers of one write. */
export interface ModelWrite {
  readonly revision: number;
  readonly path: string;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

/**
 * The oracle of storage: a full copy of everything for every revision. Slow, large, and too simple to be wrong.
 */
export class StorageModel {
  /** State after each revision; index 0 is the first. */
  readonly #states: ReadonlyMap<string, KubeObject>[];
  readonly #writes: ModelWrite[];
  readonly first: number;
  compacted: number;

  constructor(first: number, states: ReadonlyMap<string, KubeObject>[] = [new Map()], writes: ModelWrite[] = [], compacted = first) {
    this.first = first;
    this.#states = states;
    this.#writes = writes;
    this.compacted = compacted;
  }

  get current(): number {
    return this.first + this.#states.length - 1;
  }

  at(revision: number): ReadonlyMap<string, KubeObject> {
    return this.#states[revision - this.first] as ReadonlyMap<string, KubeObject>;
  }

  get(path: string, revision = this.current): KubeObject | undefined {
    return this.at(revision).get(path);
  }

  list(prefix: string, revision = this.current): readonly [string, KubeObject][] {
    return [...this.at(revision)].filter(([path]) => path.startsWith(prefix)).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  write(path: string, object: KubeObject | undefined): void {
    const before = this.get(path);
    const state = new Map(this.at(this.current));
    const revision = this.current + 1;
    const version = (o: KubeObject): KubeObject => ({ ...o, metadata: { ...o.metadata, resourceVersion: String(revision) } });
    if (object === undefined) state.delete(path);
    else state.set(path, version(object));
    this.#states.push(state);
    if (object === undefined) this.#writes.push({ revision, path, type: "DELETED", object: version(before as KubeObject) });
    else this.#writes.push({ revision, path, type: before === undefined ? "ADDED" : "MODIFIED", object: version(object) });
  }

  bump(): void {
    this.#states.push(this.at(this.current));
  }

  /** Writes after a revision whose path begins with the prefix. */
  writes(prefix: string, after: number): readonly ModelWrite[] {
    return this.#writes.filter((w) => w.revision > after && w.path.startsWith(prefix));
  }

  fork(): StorageModel {
    return new StorageModel(this.first, [...this.#states], [...this.#writes], this.compacted);
  }
}
