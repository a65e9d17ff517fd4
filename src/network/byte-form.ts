import type { ApiRequest, Status } from "../api/index.ts";
import { parseRequestHead, requestHead } from "../wire/index.ts";

/** The request as the server reads it after a way through the wire's codecs, or what the server's front answers. */
export function throughWire(request: ApiRequest): ApiRequest | Status {
  const parsed = parseRequestHead(requestHead(request), request.user);
  switch (parsed.kind) {
    case "request":
    case "path": return parsed.request;
    case "refused": return parsed.status;
  }
}
