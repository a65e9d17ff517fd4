import type { Leak } from "../kernel/index.ts";

/**
 * What user code opened by its own hand, has no end of its own, and belongs to nothing that the close ends: watches of
 * clients. Informers and controllers are the cluster's, timers their scope's, and a fetch breaks off with its server.
 */
export function leftOpen(open: readonly Leak[]): readonly Leak[] {
  return open.filter(({ kind, openedBy }) => kind === "watch" && openedBy.some((scope) => scope.startsWith("client ")));
}
