import type { FailureKind } from "../api/index.ts";

/** Why a connection failed: the cause of the `TypeError` that `fetch` rejects with. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";
  readonly failure: FailureKind;
  /** As Node's fetch names it. @source libuv's error names, undici lib/core/errors.js */
  readonly code: string;

  constructor(failure: FailureKind, message: string) {
    super(message);
    this.failure = failure;
    this.code = CODES[failure];
  }
}

const CODES: { readonly [failure in FailureKind]: string } = {
  refused: "ECONNREFUSED",
  reset: "ECONNRESET",
  timeout: "UND_ERR_CONNECT_TIMEOUT",
  eof: "UND_ERR_SOCKET",
  unexpectedEOF: "UND_ERR_SOCKET",
  goAway: "UND_ERR_SOCKET",
};
