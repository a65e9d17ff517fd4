export type { Transport } from "./transport.ts";
export type { ClientError } from "./client-error.ts";
export {
  isAlreadyExists, isConflict, isConnectionRefused, isExpired, isInternalError, isMethodNotSupported, isNotFound, isProbableEof, isResourceExpired, isTooLargeResourceVersion,
  isTooManyRequests, isUnsupportedMediaType, statusError, textOf, withContext,
} from "./client-error.ts";
export type { Answer, Call, RestClient, RestClientOptions, WatchTaker } from "./rest-client.ts";
export { createRestClient } from "./rest-client.ts";
