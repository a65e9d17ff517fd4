/** The web's `fetch` with a simulated cluster behind it (`kubeloom/fetch`). */
export { FetchFailure } from "./fetch-failure.ts";
export type { FetchOptions } from "./virtual-fetch.ts";
export { fetchOn } from "./virtual-fetch.ts";
