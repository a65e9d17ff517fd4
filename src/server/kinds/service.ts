import type { KubeObject } from "../../api/index.ts";
import { labelProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { at, kind, notSupported } from "./kind.ts";
import { part } from "../validation/index.ts";

/**
 * @source kubernetes pkg/registry/core/service
 * @limits no addresses or node ports are allocated: a cluster address must be given, or the service be headless
 */
export const service = kind({
  nameRule: labelProblems,
  statusTakes: ["labels"],
  createOnUpdate: true,
  returnsDeleted: true,
  fields: { "spec.clusterIP": at("spec", "clusterIP"), "spec.type": at("spec", "type") },
  refuseField: notSupported,
  onCreate: withFamilies,
  onUpdate: (o, before) => withFamilies(withAllocated(o, before)),
});

function withFamilies(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  if (spec["type"] === "ExternalName") return o;
  const clusterIP = spec["clusterIP"];
  // Whoever finds its own endpoints may find them in any family.
  const everywhere = clusterIP === "None" && spec["selector"] === undefined;
  return {
    ...o,
    spec: inOrder("core.v1.ServiceSpec", {
      ...spec,
      ...(clusterIP === undefined ? {} : { clusterIPs: spec["clusterIPs"] ?? [clusterIP] }),
      ipFamilies: spec["ipFamilies"] ?? (everywhere ? ["IPv4", "IPv6"] : ["IPv4"]),
      ipFamilyPolicy: spec["ipFamilyPolicy"] ?? (everywhere ? "RequireDualStack" : "SingleStack"),
    }),
  };
}

const allocated = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] as const;

/** What an update leaves out of what was allocated stays. @source kubernetes pkg/registry/core/service/storage/storage.go patchAllocatedValues */
function withAllocated(o: KubeObject, before: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const had = part(before, "spec");
  if (spec["type"] === "ExternalName" || had["type"] === "ExternalName") return o;
  const missing = allocated.filter((field) => spec[field] === undefined && had[field] !== undefined);
  if (missing.length === 0) return o;
  return { ...o, spec: inOrder("core.v1.ServiceSpec", { ...spec, ...Object.fromEntries(missing.map((field) => [field, had[field]])) }) };
}
