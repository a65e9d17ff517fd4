import type { KubeObject } from "../../api/index.ts";
import { labelProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { at, kind, notSupported, part } from "./kind.ts";

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
  onUpdate: withFamilies,
});

function withFamilies(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  if (spec["type"] === "ExternalName") return o;
  const clusterIP = spec["clusterIP"];
  return {
    ...o,
    spec: inOrder("core.v1.ServiceSpec", {
      ...spec,
      ...(clusterIP === undefined ? {} : { clusterIPs: spec["clusterIPs"] ?? [clusterIP] }),
      ipFamilies: spec["ipFamilies"] ?? ["IPv4"],
      ipFamilyPolicy: spec["ipFamilyPolicy"] ?? "SingleStack",
    }),
  };
}
