import type { ApiRequest, KubeObject, Status } from "../../api/index.ts";
import { isStatus } from "../../api/index.ts";
import type { Asked } from "../admission/index.ts";
import type { Target } from "./target.ts";
import { isDryRun } from "./write-options.ts";

/** A request as admission sees it. @param name of the object; "" where the server makes one */
export function askedOf(operation: Asked["operation"], { info }: Target, request: ApiRequest, name: string): Asked {
  const { subresource, namespace, user, options } = request;
  return { operation, info, subresource, namespace, name, user, dryRun: isDryRun(options) };
}

export function isRefusal(admitted: KubeObject | Status): admitted is Status {
  return isStatus(admitted);
}
