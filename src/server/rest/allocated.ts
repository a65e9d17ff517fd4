import type { ApiRequest, KubeObject } from "../../api/index.ts";
import { frozen } from "./frozen.ts";
import type { Outcome, Rest } from "./rest.ts";
import { refusedWith } from "./rest.ts";
import type { Target } from "./target.ts";
import { isDryRun } from "./write-options.ts";

/**
 * Writes an object with what it is given out of shared pools, and gives it back where the write does not come about.
 *
 * @param write undefined: the name is taken
 */
export function allocated(rest: Rest, { allocator }: Target, request: ApiRequest, after: KubeObject, before: KubeObject | undefined, write: (object: KubeObject) => Outcome | undefined): Outcome | undefined {
  if (allocator === undefined || request.subresource !== "") return write(after);
  const given = allocator.begin(rest.allocation, after, before, isDryRun(request.options));
  if ("status" in given) return refusedWith(given);
  const outcome = write(frozen(given.object));
  if (outcome?.kind === "done") given.commit();
  else given.revert();
  return outcome;
}
