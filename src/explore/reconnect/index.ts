export { STRATEGIES, type Strategy } from "./rejoin.ts";
export { type ReconnectCost, relistRewatch, type RelistRewatchOptions } from "./relist-rewatch.ts";
