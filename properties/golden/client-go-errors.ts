import type { ClientError } from "../../src/client/index.ts";
import { textOf } from "../../src/client/index.ts";

/** What a recording shows of an error: reason and code of a Status, and the text. Go's types come from the table below. */
export function shownError(error: ClientError | undefined): { readonly [field: string]: unknown } {
  if (error === undefined) return {};
  const status = error.kind === "status" ? { reason: error.status.reason, code: error.status.code } : {};
  const chain = goTypeChains[error.kind](error);
  return { ...status, msg: textOf(error), errType: error.context === undefined ? chain : `*fmt.wrapError > ${chain}` };
}

/** Our kinds of errors and the chain of Go types that stands for each in the recordings. */
const goTypeChains: { readonly [kind in ClientError["kind"]]: (error: ClientError) => string } = {
  status: () => "*errors.StatusError",
  transport: (error) =>
    error.kind === "transport" && (error.failure === "refused" || error.failure === "reset")
      ? "*url.Error > *net.OpError > *os.SyscallError > syscall.Errno"
      : "*url.Error > *errors.errorString",
  canceled: (error) => (error.kind === "canceled" && error.sent ? "*url.Error > *errors.errorString" : "*errors.errorString"),
  decode: () => "*errors.errorString",
  unexpectedObject: () => "*errors.errorString",
  store: () => "*errors.errorString",
  timedOut: () => "wait.errInterrupted > *errors.errorString",
  deadlineExceeded: () => "context.deadlineExceededError",
  text: () => "*errors.errorString",
};
