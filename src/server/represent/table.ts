import type { KubeObject, ListMeta, Status } from "../../api/index.ts";
import { badRequest } from "../../api/index.ts";
import type { Printer } from "../kinds/index.ts";
import { partialMetadata } from "./partial-metadata.ts";

/** What tables are made from. */
export interface TableRules {
  readonly apiVersion: string;
  readonly printer: Printer;
  /** "" is "Metadata". */
  readonly includeObject: string;
  /** Of whole objects, where another form than the kept one was asked for. */
  readonly shown: ((object: KubeObject) => KubeObject) | undefined;
  /** Microseconds since 1970: ages are told from here. */
  readonly now: number;
}

/**
 * Objects as rows, told by the columns of their kind.
 *
 * @source apiserver pkg/endpoints/handlers/response.go asTable; kubernetes pkg/printers/tablegenerator.go
 * @limits columns are not described
 * @param headed whether the columns are named: a watch does it once
 */
export function tableOf(objects: readonly KubeObject[], metadata: ListMeta, headed: boolean, rules: TableRules): KubeObject {
  const { apiVersion, printer } = rules;
  const columnDefinitions = headed ? printer.columns.map(({ name, type, format, priority }) => ({ name, type, format, description: "", priority })) : null;
  return Object.freeze({ kind: "Table", apiVersion, metadata, columnDefinitions, rows: objects.map((object) => rowOf(object, rules)) });
}

function rowOf(object: KubeObject, rules: TableRules): object {
  const { printer, now } = rules;
  const conditions = printer.conditions?.(object);
  return { cells: printer.cells(object, now), ...(conditions === undefined ? {} : { conditions }), object: shownIn(object, rules) };
}

function shownIn(object: KubeObject, { includeObject, shown, apiVersion }: TableRules): KubeObject | null {
  switch (includeObject) {
    case "None": return null;
    case "Object": return shown?.(object) ?? object;
    default: return partialMetadata(object, apiVersion);
  }
}

/** @source apimachinery pkg/apis/meta/v1/validation ValidateTableOptions */
export function includeObjectProblem(includeObject: string): Status | undefined {
  if (["", "None", "Metadata", "Object"].includes(includeObject)) return undefined;
  return badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(includeObject)}: must be 'Metadata', 'Object', 'None', or empty`);
}
