export type { Transport } from "./transport.ts";
export type { ClientError } from "./client-error.ts";
export {
  isAlreadyExists, isConflict, isConnectionRefused, isExpired, isForbidden, isInternalError, isMethodNotSupported, isNotFound, isProbableEof, isResourceExpired,
  isTooLargeResourceVersion, isTooManyRequests, isUnauthorized, isUnsupportedMediaType, statusError, textOf, withContext,
} from "./client-error.ts";
export type { Answer, Call, RestClient, RestClientOptions, WatchTaker } from "./rest-client.ts";
export { createRestClient } from "./rest-client.ts";
