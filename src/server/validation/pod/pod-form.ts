import type { Json, JsonObject } from "../../../api/index.ts";
import { internalForm } from "../internal-form.ts";
import type { PodSpec, PodTemplate } from "./types.ts";

/**
 * A pod's spec as messages about it show it: the server keeps what a pod shares with its node in the security context.
 *
 * @source kubernetes pkg/apis/core/types.go PodSpec, PodSecurityContext; pkg/apis/core/v1/conversion.go
 */
export function podSpecForm(spec: PodSpec): Json {
  const form = internalForm("core.v1.PodSpec", spec) as JsonObject;
  const shared = {
    HostNetwork: spec.hostNetwork ?? false,
    HostPID: spec.hostPID ?? false,
    HostIPC: spec.hostIPC ?? false,
    ShareProcessNamespace: spec.shareProcessNamespace ?? null,
    HostUsers: spec.hostUsers ?? null,
  };
  return { ...form, SecurityContext: spec.securityContext === undefined ? null : { ...shared, ...(form["SecurityContext"] as JsonObject) } };
}

/** Its metadata stands among its own fields. */
export function podTemplateForm({ metadata, spec = {} }: PodTemplate): Json {
  return { ...((metadata ?? {}) as JsonObject), Spec: podSpecForm(spec) };
}
