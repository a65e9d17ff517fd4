import { bareStatus } from "./failures.ts";
import type { Verdict } from "./fault.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";
import type { Answer } from "./network.ts";

/** The verdict that answers like this. */
export function answerStatus({ status, reason, message, retryAfter }: Answer): Verdict {
  const fits = typeof status === "number" ? Number.isSafeInteger(status) && status >= 400 && status <= 599 : typeof status === "object" && status !== null;
  if (!fits) {
    throw new InvalidNetworkOption("status", status, "an HTTP status from 400 to 599, or a Status");
  }
  const answer = typeof status === "number" ? bareStatus(status, reason, message) : status;
  return { do: "answer", status: answer, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
