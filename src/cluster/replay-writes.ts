import type { Clock, Scope } from "../kernel/index.ts";
import type { Timer } from "../kernel/index.ts";
import type { Guard } from "../network/index.ts";
import type { Loader } from "../server/index.ts";
import type { RecordedWrite } from "./cluster.ts";
import { InvalidOption } from "./errors.ts";

/** Puts recorded changes into the store, each at its time; only the next one is ever pending. The guard stops it. */
export function replayWrites(writes: readonly RecordedWrite[], loader: Loader, clock: Clock, scope: Scope): Guard {
  checkOrder(writes);
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

function checkOrder(writes: readonly RecordedWrite[]): void {
  let before = 0;
  for (const [i, { at }] of writes.entries()) {
    if (!Number.isSafeInteger(at) || at < before) throw new InvalidOption(`writes[${i}].at`, at, `a whole number of microseconds, not before the write ahead (${before})`);
    before = at;
  }
}
