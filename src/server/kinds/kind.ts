import type { KubeObject, NameRule, User } from "../../api/index.ts";
import { subdomainProblems } from "../../api/index.ts";
import type { Report } from "../validation/index.ts";

/**
 * A kind as data: whatever the server does differently for it stands here, and nowhere else. `kind({})` is the generic
 * built-in kind (ConfigMap is one); what a table names differs from that.
 *
 * @source kubernetes pkg/registry/<group>/<resource>/strategy.go, pkg/apis/core/v1/conversion.go (field labels)
 */
export interface Kind {
  readonly nameRule: NameRule;
  /** The metadata of a new object is looked at only when all else is sound; what its own rules ask of it, `check` asks. */
  readonly metadataLast: boolean;
  /** Finalizers need be neither Kubernetes' own nor have a domain. */
  readonly anyFinalizer: boolean;
  /** Who moves metadata.generation: nobody; nobody, but it begins at 1; any change outside of metadata and status; that, or some metadata; the same, counted from what the client sent. */
  readonly generation: "kept" | "once" | "spec" | "specAndAnnotations" | "specAndLabels" | "specFromKept";
  /** Metadata that the status subresource takes besides the status. */
  readonly statusTakes: readonly ("labels" | "annotations" | "ownerReferences" | "finalizers")[];
  /** A status that comes with a new object stays, though it has a subresource of its own. */
  readonly keepsStatus: boolean;
  /** May an update leave resourceVersion out? */
  readonly unconditionalUpdate: boolean;
  readonly createOnUpdate: boolean;
  /** Answer a final deletion with the object instead of a Status. */
  readonly returnsDeleted: boolean;
  /** Never in the watch cache. @source kubernetes pkg/registry/core/rest: events */
  readonly uncached: boolean;
  /** What its keys in etcd begin with, where that is not the plural. @source kubernetes pkg/kubeapiserver/default_storage_factory_builder.go */
  readonly storedAs?: string;
  /** Selectable fields beside metadata.name and metadata.namespace. */
  readonly fields: { readonly [label: string]: (object: KubeObject) => string };
  /** What a selector on another field is told. */
  readonly refuseField: (label: string) => string;
  /** Seconds of grace of a deletion that asks for so many, or for none in particular. Absent: the object goes at once. */
  readonly grace?: (object: KubeObject, asked: number | undefined) => number;
  /** What becomes of an object whose deletion begins, at a time: it stays until it is released. */
  readonly terminated?: (object: KubeObject, now: string) => KubeObject;
  /** What creation sets whatever was sent, in an object that has its defaults. Answers the same object when nothing changes. */
  readonly onCreate?: (object: KubeObject, user: User) => KubeObject;
  /** What becomes of the status that the status subresource was sent. @param now RFC 3339 */
  readonly onStatus?: (object: KubeObject, before: KubeObject, now: string) => unknown;
  /** What subresources that speak of it in its own kind take over: fields that replace those before. @param now RFC 3339 */
  readonly parts?: { readonly [subresource: string]: (object: KubeObject, before: KubeObject, now: string) => Partial<KubeObject> };
  /** What is wrong with a new object beside its metadata. */
  readonly check?: Check;
  /**
   * What is wrong with a change, metadata included, which upstream looks at once more here. Absent: what is wrong with its
   * metadata, and with the object as if it were new.
   */
  readonly checkUpdate?: CheckUpdate;
  /** The same by subresource: "status", "resize". Absent: of a change by it only the metadata is looked at. */
  readonly checkSubresource?: { readonly [subresource: string]: CheckUpdate };
  /** What the client is told of an object that is taken. @param before undefined: it is new @param sent before the server completed it */
  readonly warn?: (object: KubeObject, before: KubeObject | undefined, sent: KubeObject) => readonly string[];
  /** What its version says of an object that was sent, where Go's conversions add to it. */
  readonly seen?: (sent: KubeObject) => KubeObject;
  /** Told in every answer about the kind. */
  readonly warnings?: readonly string[];
  /** What an update takes over from before. */
  readonly onUpdate?: (object: KubeObject, before: KubeObject) => KubeObject;
}

export type Check = (object: KubeObject, report: Report) => void;
export type CheckUpdate = (after: KubeObject, before: KubeObject, report: Report) => void;

const generic: Kind = {
  nameRule: subdomainProblems,
  metadataLast: false,
  anyFinalizer: false,
  generation: "kept",
  statusTakes: [],
  keepsStatus: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  returnsDeleted: false,
  uncached: false,
  fields: {},
  refuseField: (label) => `"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
};

export function kind(differs: Partial<Kind>): Kind {
  return { ...generic, ...differs };
}

/** What status subresources take that keep only the spec. */
export const allMetadata = ["labels", "annotations", "ownerReferences", "finalizers"] as const;

/** How kinds with field labels of their own refuse others. */
export function notSupported(label: string): string {
  return `field label not supported: ${label}`;
}

/** A text at a path of an object: "" where there is none, as field selectors see it. */
export function at(...path: readonly string[]): (object: KubeObject) => string {
  return (object) => {
    let value: unknown = object;
    for (const key of path) {
      if (typeof value !== "object" || value === null) return "";
      value = (value as { readonly [key: string]: unknown })[key];
    }
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  };
}
