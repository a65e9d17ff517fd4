export type { ServerConstants, ServerGates, ServerProfile } from "./profile.ts";
export type { ApiServer, ApiServerOptions, Loader } from "./rest/index.ts";
export type { ServerProfileName } from "./profiles.ts";
export { serverProfiles } from "./profiles.ts";
export { collectionOf, createApiServer, createLoader, NotLoadable, startCompactor } from "./rest/index.ts";
export * from "./storage/index.ts";
export type { WatchCache } from "./watchcache/index.ts";
