/** A cluster behind a real socket, and the same run again without one (`kubeloom/http`). */
export type { Answering, InFlight } from "./front.ts";
export type { Authority, KeyPair } from "./certificates.ts";
export type { Protocols, Timeouts } from "./listener.ts";
export type { Farewell, ServedCluster, ServeOptions } from "./serve.ts";
export { serveCluster } from "./serve.ts";
export type { ServedLog, ServedOutlets, ServedSetup } from "./served.ts";
export { replayServed } from "./served.ts";
export type { Token } from "./authenticate.ts";
