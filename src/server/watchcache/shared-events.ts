import type { ObjectEventType, WatchEvent } from "../../api/index.ts";
import { eventOf } from "../storage/index.ts";
import type { VersionRecord } from "../storage/index.ts";

/** The events of the record asked for last: all who see the same of it are told one frozen value. */
export class SharedEvents {
  #record: VersionRecord | undefined = undefined;
  #added: WatchEvent | undefined = undefined;
  #modified: WatchEvent | undefined = undefined;
  #deleted: WatchEvent | undefined = undefined;

  of(record: VersionRecord, type: ObjectEventType): WatchEvent {
    if (record !== this.#record) {
      this.#record = record;
      this.#added = this.#modified = this.#deleted = undefined;
    }
    switch (type) {
      case "ADDED":
        return (this.#added ??= eventOf(record, type));
      case "MODIFIED":
        return (this.#modified ??= eventOf(record, type));
      case "DELETED":
        return (this.#deleted ??= eventOf(record, type));
    }
  }
}
