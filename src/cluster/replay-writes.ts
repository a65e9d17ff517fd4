import type { KubeObject } from "../api/index.ts";
import { keyOf } from "../api/index.ts";
import type { Clock, Scope } from "../kernel/index.ts";
import type { Timer } from "../kernel/index.ts";
import type { Guard } from "../network/index.ts";
import type { Loader } from "../server/index.ts";
import type { RecordedWrite } from "./cluster.ts";
import { checkOptions, oneOf } from "./check-options.ts";
import { InvalidOption } from "./errors.ts";

/**
 * Puts recorded changes into the store, each at its time; only the next one is ever pending. The guard stops it.
 *
 * @param exists whether the store has the object now
 * @throws InvalidOption before anything is written
 */
export function replayWrites(writes: readonly RecordedWrite[], loader: Loader, clock: Clock, scope: Scope, exists: (object: KubeObject) => boolean): Guard {
  checkWrites(writes, exists);
  let next = 0;
  let timer: Timer | undefined;

  function play(): void {
    const now = clock.now();
    for (let write = writes[next]; write !== undefined && write.at <= now; write = writes[next]) {
      next += 1;
      loader.replay(write.type, write.object);
    }
    schedule();
  }

  function schedule(): void {
    const write = writes[next];
    timer = write === undefined ? undefined : scope.after(Math.max(0, write.at - clock.now()), "replay", play);
  }

  schedule();
  return () => timer?.cancel();
}

const TYPES: readonly string[] = ["ADDED", "MODIFIED", "DELETED"];

/** A change of what is neither in the store nor added before is a recording that lacks its beginning. */
function checkWrites(writes: readonly RecordedWrite[], exists: (object: KubeObject) => boolean): void {
  if (!Array.isArray(writes)) throw new InvalidOption("writes", writes, "a list of { at, type, object }");
  const alive = new Map<string, boolean>();
  let before = 0;
  for (const [i, write] of writes.entries() as Iterable<[number, RecordedWrite]>) {
    const place = `writes[${i}]`;
    checkOptions(place, write, ["at", "type", "object"]);
    const { at, type, object } = write;
    if (!Number.isSafeInteger(at) || at < before) throw new InvalidOption(`${place}.at`, at, `a whole number of microseconds, not before the write ahead (${before})`);
    before = at;
    oneOf(`${place}.type`, type, TYPES);
    const named: Partial<KubeObject> | undefined = object;
    if (typeof named?.apiVersion !== "string" || typeof named.kind !== "string" || typeof named.metadata?.name !== "string") throw new InvalidOption(`${place}.object`, object, "an object with apiVersion, kind and metadata.name");
    const key = `${named.apiVersion} ${named.kind} ${keyOf(object)}`;
    if (type !== "ADDED" && !(alive.get(key) ?? exists(object))) {
      throw new InvalidOption(`${place}.type`, type, `"ADDED" first: ${named.kind} ${keyOf(object)} is not there by then; load what the recording began with, or begin it with ADDED`);
    }
    alive.set(key, type !== "DELETED");
  }
}
