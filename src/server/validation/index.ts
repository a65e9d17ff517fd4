export { list, part } from "./fields.ts";
export { typed } from "./go-value.ts";
export { immutableField, objectMeta, objectMetaUpdate, ownMeta, ownMetaUpdate } from "./object-meta.ts";
export { noPath, path } from "./path.ts";
export { Report } from "./report.ts";
