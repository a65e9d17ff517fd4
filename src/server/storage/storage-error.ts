import type { StorageError } from "./storage.ts";

const kinds: ReadonlySet<unknown> = new Set(["keyNotFound", "keyExists", "conflict", "invalidObject", "compacted", "future"] satisfies StorageError["kind"][]);

/** Tells an error from what a call answers otherwise. */
export function isStorageError<T extends object | undefined>(outcome: T | StorageError): outcome is StorageError {
  return outcome !== undefined && "kind" in outcome && kinds.has(outcome.kind);
}
