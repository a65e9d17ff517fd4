import type { Leak } from "./kernel.ts";
import type { ResourceKind } from "./scope.ts";

export interface LedgerLine {
  readonly kind: ResourceKind;
  readonly opened: number;
  readonly closed: number;
}

/** Counts every opened and closed resource by kind. */
export interface Ledger {
  /** One line a kind that was ever opened, in a fixed order. */
  lines(): readonly LedgerLine[];
  /** Open resources of closed scopes, oldest first. Let what is due run (`drain`) before asking: closing may take a turn. */
  leaks(): readonly Leak[];
  /** Open resources, timers apart, of all scopes in the order they were opened. */
  open(): readonly Leak[];
}

/** Every kind, in the order of the ledger's lines. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  "timer", "watch", "connection", "request", "handler", "queue", "stream", "operation", "informer", "lease", "subscription",
];
