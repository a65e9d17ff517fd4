import type { FailureKind } from "../../api/index.ts";
import type { ClientError } from "./client-error.ts";

/**
 * A broken round trip in Go's words, since logs and error handlers show them.
 *
 * @source net/http, net, syscall error texts as the recorded timelines show them
 */
export function transportFailure(before: string, failure: FailureKind, message: string): ClientError {
  return { kind: "transport", failure, message: before + (texts[failure] ?? message) };
}

const texts: { readonly [kind in FailureKind]: string } = {
  refused: "dial tcp: connect: connection refused",
  reset: "read tcp: read: connection reset by peer",
  eof: "EOF",
  unexpectedEOF: "unexpected EOF",
  timeout: "read tcp: i/o timeout",
  goAway: "http2: server sent GOAWAY and closed the connection",
};
