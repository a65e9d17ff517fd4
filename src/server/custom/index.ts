export type { Converted, CustomVersion } from "./custom-version.ts";
export { customVersion } from "./custom-version.ts";
export type { DefinedVersion, Definition, PrinterColumn, ScalePaths } from "./definition.ts";
export { definitionOf, isDefinition, isTrue, versionsOf } from "./definition.ts";
export * from "./lifecycle.ts";
export { validateDefinition, validateDefinitionChange, validateDefinitionStatus } from "./definition-validation.ts";
export { definitionWarnings } from "./definition-warnings.ts";
export { goFloat } from "./go-numbers.ts";
export { sortedDeep } from "./structural-content.ts";
