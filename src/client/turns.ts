import type { Kernel } from "../kernel/index.ts";

/** What the kernel offers to code that is not its own: promises that it settles, and turns in which user code runs. */
export type Turns = Pick<Kernel, "deferred" | "resolved" | "assertInTurn" | "foreign" | "running">;
