import type { WatchEvent } from "../../api/index.ts";

/** Takes events until there are no more. */
export interface EventTaker {
  event(event: WatchEvent): void;
  ended(): void;
}

/** Something that hands out events. @source apimachinery pkg/watch/watch.go Interface */
export interface Watcher {
  /** Idempotent; `ended` is heard, if it was not. */
  stop(): void;
}
