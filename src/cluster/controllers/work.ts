import type { Answer, CallOf, Client, RateLimitingQueue } from "../../client/index.ts";
import type { Micros, Scope } from "../../kernel/index.ts";

/**
 * Work as a sequence of requests: each one it yields comes back as its answer. So a controller reads from top to bottom,
 * and nothing in it is a promise.
 */
export type Work<T> = Generator<CallOf, T, Answer>;

/** What becomes of an item whose work is over: forgotten, tried again after the limiter's wait, or after this one. */
export type Afterwards = "done" | "again" | { readonly after: Micros };

export interface WorkersOptions<T> {
  readonly scope: Scope;
  readonly label: string;
  readonly queue: RateLimitingQueue<T>;
  readonly send: Client["send"];
  /** Items in work at a time. */
  readonly count: number;
  /** The newest revision of the store: only what changed since an attempt can make the next one end otherwise. */
  readonly revision: () => number;
  readonly work: (item: T) => Work<Afterwards>;
}

/** Workers on a queue. They begin when they are told to. */
export interface Workers {
  start(): void;
  /** Something waits or is in work; or waits for its next attempt although the store has changed since the last. */
  readonly busy: boolean;
}

export function createWorkers<T>({ scope, label, queue, send, count, revision, work }: WorkersOptions<T>): Workers {
  /** What waits for another attempt, and the revision at the end of the last. */
  const tried = new Map<T, number>();

  function next(): void {
    queue.get({
      // A turn of its own for each item: what asked for it has ended by then.
      item: (item) => {
        if (scope.open) scope.soon(label, () => begin(item));
      },
      shutDown() {},
    });
  }

  function begin(item: T): void {
    perform(work(item), send, scope, (afterwards) => {
      if (!scope.open) return;
      if (afterwards === "done") queue.forget(item);
      else if (afterwards === "again") queue.addRateLimited(item);
      else queue.addAfter(item, afterwards.after);
      // Done or not: it may come again for an earlier reason.
      if (queue.isDelayed(item)) tried.set(item, revision());
      else tried.delete(item);
      queue.done(item);
      next();
    });
  }

  return {
    start() {
      for (let i = 0; i < count; i += 1) next();
    },
    get busy() {
      if (queue.length > 0 || queue.working > 0 || queue.delayed > tried.size) return true;
      const now = revision();
      for (const then of tried.values()) if (then !== now) return true;
      return false;
    },
  };
}

/** Answers that come at once are taken in a loop, so that a long sequence is no deep stack. */
function perform<T>(work: Work<T>, send: Client["send"], scope: Scope, done: (result: T) => void): void {
  function go(first: Answer | undefined): void {
    let answer = first;
    for (;;) {
      // A generator takes no answer before its first request.
      const step = answer === undefined ? work.next() : work.next(answer);
      if (step.done === true) return done(step.value);
      if (!scope.open) return;
      answer = undefined;
      let waits = false;
      send(step.value, (come) => {
        if (waits) go(come);
        else answer = come;
      });
      if (answer === undefined) {
        waits = true;
        return;
      }
    }
  }
  go(undefined);
}
