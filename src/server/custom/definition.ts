import type { JsonObject, KubeObject, ObjectMeta } from "../../api/index.ts";
import { typeModel } from "../schema/index.ts";

/**
 * A CustomResourceDefinition, as a server keeps it.
 *
 * @source apiextensions-apiserver pkg/apis/apiextensions/v1/types.go
 */
export interface Definition extends KubeObject {
  readonly metadata: ObjectMeta & { readonly name: string };
  readonly spec: DefinitionSpec;
  readonly status: DefinitionStatus;
}

export interface DefinitionSpec {
  readonly group: string;
  readonly names: DefinitionNames;
  readonly scope: string;
  /** Null in what nobody has looked at yet. */
  readonly versions: readonly DefinedVersion[] | null;
  readonly conversion?: Conversion;
  readonly preserveUnknownFields?: boolean;
}

export interface DefinitionNames {
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

export interface DefinedVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonObject };
  readonly subresources?: { readonly status?: object; readonly scale?: ScalePaths };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

/** Where a resource keeps what its scale shows: ".spec.replicas". */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export interface Conversion {
  readonly strategy: string;
  readonly webhook?: {
    readonly clientConfig?: {
      readonly url?: string;
      readonly service?: { readonly namespace: string; readonly name: string; readonly path?: string; readonly port?: number };
      readonly caBundle?: string;
    };
    readonly conversionReviewVersions: readonly string[] | null;
  };
}

export interface DefinitionStatus {
  readonly conditions: readonly Condition[] | null;
  readonly acceptedNames: DefinitionNames;
  readonly storedVersions: readonly string[] | null;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}

/** What a server took is one. */
export function isDefinition(object: KubeObject): object is Definition {
  return object.kind === "CustomResourceDefinition";
}

/** Undefined: it is in the store, but was never taken by a server. */
export function definitionOf(object: KubeObject): Definition | undefined {
  const decoded = typeModel("apiextensions.k8s.io/v1", "CustomResourceDefinition")?.decode(object as unknown as JsonObject);
  return decoded?.kind === "object" && typeof object.metadata.name === "string" ? (decoded.object as unknown as Definition) : undefined;
}

export function versionsOf({ versions }: DefinitionSpec): readonly DefinedVersion[] {
  return versions ?? none;
}

const none: readonly DefinedVersion[] = Object.freeze([]);

export function isTrue({ status }: Definition, type: string): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

export function conditionOf({ status }: Definition, type: string): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

/** @source apiextensions-apiserver pkg/apihelpers/helpers.go SetCRDCondition */
export function withCondition(definition: Definition, condition: Condition, now: string): Definition {
  const all = definition.status.conditions ?? [];
  const at = all.findIndex(({ type }) => type === condition.type);
  const before = all[at];
  const since = before?.status === condition.status ? before.lastTransitionTime : now;
  const { type, status, reason, message } = condition;
  const made: Condition = { type, status, ...(since === undefined ? {} : { lastTransitionTime: since }), ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
  return withStatus(definition, { conditions: before === undefined ? [...all, made] : all.with(at, made) });
}

export function withoutCondition(definition: Definition, type: string): Definition {
  return withStatus(definition, { conditions: (definition.status.conditions ?? []).filter((each) => each.type !== type) });
}

export function withStatus(definition: Definition, status: Partial<DefinitionStatus>): Definition {
  return { ...definition, status: { ...definition.status, ...status } };
}

/** Holds a definition until its instances are gone. */
export const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
