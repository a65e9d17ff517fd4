import type { ResourceInfo } from "../../api/index.ts";
import type { CustomVersion, PrinterColumn, ScalePaths } from "../custom/index.ts";

/** What is known of a custom resource beyond what clients must know. */
export interface CustomFacts {
  readonly categories: readonly string[];
  readonly storageVersion: string;
  /** Of this version's tables; undefined: it names none. */
  readonly printerColumns: readonly PrinterColumn[] | undefined;
  readonly scale: ScalePaths | undefined;
  /** Discovery tells of it. */
  readonly established: boolean;
  /** Its definition is being deleted: nothing new can be made. */
  readonly terminating: boolean;
  /** Undefined: it was registered without a definition, so that any content will do. */
  readonly version: CustomVersion | undefined;
}

const facts = new WeakMap<ResourceInfo, CustomFacts>();

export function customFacts(info: ResourceInfo): CustomFacts {
  return facts.get(info) ?? { ...withoutDefinition, storageVersion: info.version };
}

const withoutDefinition: Omit<CustomFacts, "storageVersion"> = { categories: [], printerColumns: undefined, scale: undefined, established: true, terminating: false, version: undefined };

/** A definition's state may change while the resource stays registered. */
export function setCustomFacts(info: ResourceInfo, of: CustomFacts): void {
  facts.set(info, of);
}
