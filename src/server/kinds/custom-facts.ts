import type { ResourceInfo } from "../../api/index.ts";

/** What a definition says of its resource beyond what clients must know. */
export interface CustomFacts {
  readonly categories: readonly string[];
  readonly storageVersion: string;
  /** Of this version's tables; undefined: it names none. */
  readonly printerColumns: readonly PrinterColumn[] | undefined;
}

/** @source apiextensions-apiserver pkg/apis/apiextensions/v1/types.go CustomResourceColumnDefinition */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

const facts = new WeakMap<ResourceInfo, CustomFacts>();

export function customFacts(info: ResourceInfo): CustomFacts {
  return facts.get(info) ?? { categories: [], storageVersion: info.version, printerColumns: undefined };
}

/** A definition may change them while the resource stays registered. */
export function setCustomFacts(info: ResourceInfo, of: CustomFacts): void {
  facts.set(info, of);
}
