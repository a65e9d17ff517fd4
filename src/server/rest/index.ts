export type { ApiServer, ApiServerOptions } from "./api-server.ts";
export type { Definitions } from "./definitions.ts";
export type { Loader } from "./load.ts";
export { createDefinitions } from "./definitions.ts";
export { createApiServer } from "./api-server.ts";
export { startCompactor } from "./compactor.ts";
export { createLoader, NotLoadable } from "./load.ts";
export { collectionOf } from "./target.ts";
