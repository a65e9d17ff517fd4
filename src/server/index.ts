export type { ServerConstants, ServerGates, ServerProfile, ServerProfileName } from "./profile.ts";
export type { ApiServer, ApiServerOptions, Definitions, Loader } from "./rest/index.ts";
export { serverProfile, serverProfiles, withServerGates } from "./profile.ts";
export { collectionOf, createApiServer, createDefinitions, createLoader, NotLoadable, startCompactor } from "./rest/index.ts";
export * from "./storage/index.ts";
export type { WatchCache } from "./watchcache/index.ts";
