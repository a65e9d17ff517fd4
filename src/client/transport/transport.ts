import type { ApiRequest, Cancel, ReplySink } from "../../api/index.ts";

/**
 * One round trip. No retries, no Retry-After, no rate limit: those sit above it, since recorded timelines see them.
 * In-process transports answer with objects or with bytes, HTTP with bytes; the sink's contract is `ReplySink`'s.
 */
export interface Transport {
  open(request: ApiRequest, sink: ReplySink): Cancel;
}
