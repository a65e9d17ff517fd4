export type { ItemBackoff, ItemBackoffOptions } from "./item-backoff.ts";
export { createItemBackoff } from "./item-backoff.ts";
export type { TokenBucket } from "./token-bucket.ts";
export { createTokenBucket } from "./token-bucket.ts";
