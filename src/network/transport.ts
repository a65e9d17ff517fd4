import type { ApiRequest, Cancel, ReplySink } from "../api/index.ts";

/** What the client half calls a transport: one round trip. Stated here again, since the halves never import each other. */
export interface Transport {
  open(request: ApiRequest, sink: ReplySink): Cancel;
}
