import type { GroupVersionResource, JsonObject, KubeObject } from "../../../api/index.ts";
import { typeModel } from "../../schema/index.ts";

/**
 * A resource that is another face of one that is stored: what it is kept as, and what it shows of that. The content alone
 * is converted here; names of kind and version, zero values and the order of fields come with the models of both.
 */
export interface Conversion {
  readonly storedAs: GroupVersionResource;
  /** Content of the face's form to content of the stored one. */
  readonly stored: (shown: KubeObject) => KubeObject;
  /** And back. */
  readonly shown: (stored: KubeObject) => KubeObject;
}

/** As a server writes it, in a version that it was not in. */
export function inVersion(apiVersion: string, object: KubeObject): KubeObject {
  const { kind } = object;
  const decoded = typeModel(apiVersion, kind ?? "")?.decode({ ...object, apiVersion } as unknown as JsonObject);
  if (decoded?.kind !== "object") throw new Error(`a ${kind ?? "nameless kind"} that was converted to ${apiVersion} is none; its conversion says a field is what it is not`);
  return decoded.object as unknown as KubeObject;
}
