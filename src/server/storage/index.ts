export type {
  CollectionLog, Entry, ListRange, LoadItem, Page, Preconditions, Renumbering, Retention, Revision,
  Storage, StorageError, StorageOptions, StorageSnapshot, VersionRecord,
} from "./storage.ts";
