import type * as Http from "node:http";
import type * as Http2 from "node:http2";

/**
 * Node's HTTP. An import statement would read all that these modules export, lazily made globals and with them a whole
 * HTTP client among it: 50 ms of a start, and 25 more for HTTP/2 before anybody has asked for it.
 */
export function nodeHttp(): typeof Http {
  return process.getBuiltinModule("node:http");
}

export function nodeHttp2(): typeof Http2 {
  return process.getBuiltinModule("node:http2");
}
