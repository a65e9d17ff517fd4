import type { KubeObject } from "./object.ts";
import type { Status } from "./status.ts";

export type ObjectEventType = "ADDED" | "MODIFIED" | "DELETED";

/**
 * One event of a watch. In-process streams share one frozen event among all watchers that see the same thing.
 * A BOOKMARK's object has only apiVersion, kind and metadata (resourceVersion, perhaps annotations); of some kinds also the
 * empty fields that Go writes.
 */
export type WatchEvent<T extends KubeObject = KubeObject> =
  | {
      readonly type: ObjectEventType;
      readonly object: T;
      /** "namespace/name" or "name", made once by the store; absent where the event came as bytes. */
      readonly key?: string;
      /** A small number that goes with `key`: a hint for look-ups, and never more, since another store numbers otherwise. */
      readonly keyId?: number;
    }
  | { readonly type: "BOOKMARK"; readonly object: KubeObject }
  | { readonly type: "ERROR"; readonly object: Status };
