import type { Micros, Scope } from "../../kernel/index.ts";

const LOOKS_EVERY: Micros = 100_000;

/**
 * Looks at once and then every 100 ms, until all have synced (true) or the scope closes (false is not told: nothing of
 * a closed scope runs). Returns what gives up.
 *
 * @source client-go tools/cache/shared_informer.go WaitForCacheSync
 */
export function waitForCacheSync(scope: Scope, synced: readonly (() => boolean)[], done: (ok: boolean) => void): () => void {
  let over = false;
  const finish = (ok: boolean): void => {
    if (over) return;
    over = true;
    done(ok);
  };
  const look = (): void => {
    if (over) return;
    if (synced.every((each) => each())) finish(true);
    else scope.after(LOOKS_EVERY, "wait for cache sync", look);
  };
  look();
  return () => finish(false);
}
