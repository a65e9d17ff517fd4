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
  /** Open resources of closed scopes. */
  leaks(): readonly Leak[];
}
