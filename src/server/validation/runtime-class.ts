import type { KubeObject } from "../../api/index.ts";
import { has, list, part, text, textMap } from "./fields.ts";
import { internalForm } from "./internal-form.ts";
import { labels } from "./object-meta.ts";
import { path } from "./path.ts";
import { ofTemplate } from "./pod/options.ts";
import { containerResources } from "./pod/resources.ts";
import { tolerations } from "./pod/scheduling.ts";
import type { Toleration } from "./pod/types.ts";
import type { Report } from "./report.ts";
import { dnsLabel } from "./rules.ts";

/** @source kubernetes pkg/apis/node/validation/validation.go ValidateRuntimeClass */
export function validateRuntimeClass(report: Report, runtime: KubeObject): void {
  const handler = text(runtime, "handler");
  if (handler === "") report.required(path("handler"), "");
  else dnsLabel(report, path("handler"), handler);
  if (has(runtime, "overhead")) containerResources(report, path("overhead"), { limits: textMap(part(runtime, "overhead"), "podFixed") }, new Set(), ofTemplate);
  const scheduling = part(runtime, "scheduling");
  labels(report, textMap(scheduling, "nodeSelector"), path("scheduling", "nodeSelector"));
  const at = path("scheduling", "tolerations");
  const all: readonly Toleration[] = list(scheduling, "tolerations");
  tolerations(report, at, all, false);
  const seen = new Set<string>();
  for (const [i, each] of all.entries()) {
    const { key = "", operator = "", value = "", effect = "" } = each;
    const known = JSON.stringify([key, operator, value, effect]);
    if (seen.has(known)) report.duplicate(at.index(i), internalForm("core.v1.Toleration", each));
    seen.add(known);
  }
}
