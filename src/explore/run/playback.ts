import type { Kernel, Scope } from "../../kernel/index.ts";
import { NotLoadable, type Loader } from "../../server/index.ts";
import type { Workload, Write } from "../scenario.ts";
import { ScenarioError } from "./scenario-error.ts";

/**
 * Writes come one instant after another: only the next one is ever pending. They go straight into the store, as they were
 * recorded: admission and validation have spoken where they were recorded.
 */
export function playWrites({ writes }: Workload, kernel: Kernel, scope: Scope, loader: Loader): void {
  let next = 0;
  const play = (): void => {
    const now = kernel.clock.now();
    for (; next < writes.length && (writes[next] as Write).at <= now; next++) put(writes[next] as Write, loader);
    schedule();
  };
  const schedule = (): void => {
    const write = writes[next];
    if (write !== undefined) scope.after(Math.max(0, write.at - kernel.clock.now()), "workload", play);
  };
  schedule();
}

/** Puts what was there into the store, before time begins. */
export function loadInitial({ initial }: Workload, loader: Loader): void {
  told("the workload's first objects", () => loader.load(initial.map(({ object }) => object)));
}

function put({ at, type, object }: Write, loader: Loader): void {
  told(`the workload's write at ${at} us`, () => loader.replay(type, object));
}

function told(what: string, load: () => void): void {
  try {
    load();
  } catch (error) {
    if (error instanceof NotLoadable) throw new ScenarioError(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}
