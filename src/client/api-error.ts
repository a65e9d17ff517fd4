import type { Status } from "../api/index.ts";
import type { ClientError } from "./transport/index.ts";
import { textOf } from "./transport/index.ts";

/** What a rejected promise of a client holds: the API said no, or the connection did. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The error as a value: `isNotFound(error.failure)` and its like. */
  readonly failure: ClientError;

  constructor(failure: ClientError) {
    super(textOf(failure));
    this.failure = failure;
  }

  /** Where the API answered. */
  get status(): Status | undefined {
    return this.failure.kind === "status" ? this.failure.status : undefined;
  }

  get reason(): string | undefined {
    return this.status?.reason;
  }

  get code(): number | undefined {
    return this.status?.code;
  }
}
