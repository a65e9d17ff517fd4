export type { DelayingQueue, DelayingQueueOptions, RateLimitingQueue } from "./delaying-queue.ts";
export { createDelayingQueue, createRateLimitingQueue } from "./delaying-queue.ts";
export type { RateLimiter } from "./rate-limiter.ts";
export { bucket, defaultControllerLimiter, defaultItemLimiter, exponential, fastSlow, maxOf, withMaxWait } from "./rate-limiter.ts";
export type { Taker, WorkQueue } from "./work-queue.ts";
export { createWorkQueue } from "./work-queue.ts";
