import type { KubeObject } from "../../api/index.ts";
import { labelProblems } from "../../api/index.ts";
import { at, kind, list, notSupported, part } from "./kind.ts";

/**
 * @source kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Service, pkg/registry/core/service
 * @limits no addresses or node ports are allocated: a cluster address must be given, or the service be headless
 */
export const service = kind({
  nameRule: labelProblems,
  statusTakes: ["labels"],
  createOnUpdate: true,
  returnsDeleted: true,
  zero: { spec: {}, status: { loadBalancer: {} } },
  fields: { "spec.clusterIP": at("spec", "clusterIP"), "spec.type": at("spec", "type") },
  refuseField: notSupported,
  onCreate: (o) => ({ ...defaulted(o), status: { loadBalancer: {} } }),
  onUpdate: defaulted,
});

function defaulted(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const ports = list(spec, "ports").map((p) => ({ ...p, protocol: p["protocol"] ?? "TCP", targetPort: p["targetPort"] ?? p["port"] }));
  const external = spec["type"] === "ExternalName";
  const clusterIP = spec["clusterIP"];
  return {
    ...o,
    spec: {
      ...spec,
      ...(spec["ports"] === undefined ? {} : { ports }),
      sessionAffinity: spec["sessionAffinity"] ?? "None",
      type: spec["type"] ?? "ClusterIP",
      ...(external
        ? {}
        : {
            ...(clusterIP === undefined ? {} : { clusterIPs: spec["clusterIPs"] ?? [clusterIP] }),
            ipFamilies: spec["ipFamilies"] ?? ["IPv4"],
            ipFamilyPolicy: spec["ipFamilyPolicy"] ?? "SingleStack",
            internalTrafficPolicy: spec["internalTrafficPolicy"] ?? "Cluster",
          }),
    },
  };
}
