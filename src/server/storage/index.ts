export type {
  CollectionLog, Entry, ListRange, LoadItem, Page, Preconditions, Renumbering, Retention, Revision,
  Storage, StorageError, StorageOptions, StorageSnapshot, VersionRecord,
} from "./storage.ts";
export type { CollectionIndex } from "./collection-index.ts";
export { collectionIndex } from "./collection-index.ts";
export { decodeContinue, encodeContinue } from "./continue-token.ts";
export type { ContinueFrom } from "./continue-token.ts";
export { createStorage } from "./create-storage.ts";
export { eventOf, lastObject } from "./log-record.ts";
export { comparePaths } from "./path-order.ts";
export { restoreStorage } from "./restore.ts";
export { isStorageError } from "./storage-error.ts";
