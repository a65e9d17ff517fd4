import type { KubeObject } from "../../api/index.ts";
import { equal, labelProblems } from "../../api/index.ts";
import {
  addressWarnings, isBalanced, isHeadless, isReachable, list, needsHealthCheck, ownMetaUpdate, part, rangeWarnings, text, texts, validateService,
  validateServiceChange, validateServiceStatus,
} from "../validation/index.ts";
import { allMetadata, at, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/core/service */
export const service = kind({
  nameRule: labelProblems,
  storedAs: "services/specs",
  statusTakes: allMetadata,
  createOnUpdate: true,
  returnsDeleted: true,
  fields: { "spec.clusterIP": at("spec", "clusterIP"), "spec.type": at("spec", "type") },
  refuseField: notSupported,
  onUpdate: withoutLeftovers,
  check: (o, report) => validateService(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateServiceChange(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateServiceStatus(report, after, before);
    },
  },
  warn: warningsFor,
});

type Fields = { readonly [field: string]: unknown };

/**
 * Fields that another type needed, and that the client sent back as they were, go with the type.
 *
 * @source kubernetes pkg/registry/core/service/strategy.go dropTypeDependentFields
 */
function withoutLeftovers(o: KubeObject, before: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const had = part(before, "spec");
  const gone = leftovers.filter(({ needs, fields }) => needs(had) && !needs(spec) && fields.every((field) => equal(spec[field], had[field]))).flatMap(({ fields }) => fields);
  const ports = needsNodePort(had) && !needsNodePort(spec) && bringsNoPort(spec, had);
  if (gone.length === 0 && !ports) return o;
  const kept: { [field: string]: unknown } = { ...spec };
  for (const field of gone) delete kept[field];
  if (ports) kept["ports"] = list(spec, "ports").map(({ nodePort: _port, ...rest }) => rest);
  return { ...o, spec: kept };
}

const leftovers: readonly { readonly needs: (spec: Fields) => boolean; readonly fields: readonly string[] }[] = [
  { needs: needsClusterIP, fields: ["clusterIP", "clusterIPs"] },
  { needs: needsClusterIP, fields: ["ipFamilies"] },
  { needs: needsClusterIP, fields: ["ipFamilyPolicy"] },
  { needs: needsHealthCheck, fields: ["healthCheckNodePort"] },
  { needs: isBalanced, fields: ["allocateLoadBalancerNodePorts"] },
  { needs: isBalanced, fields: ["loadBalancerClass"] },
  { needs: isReachable, fields: ["externalTrafficPolicy"] },
];

function needsClusterIP(spec: Fields): boolean {
  return spec["type"] !== "ExternalName";
}

function needsNodePort(spec: Fields): boolean {
  return spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
}

function bringsNoPort(spec: Fields, had: Fields): boolean {
  const known = new Set(list(had, "ports").map(({ nodePort }) => nodePort));
  return list(spec, "ports").every(({ nodePort }) => nodePort === undefined || known.has(nodePort));
}

const HINTS = "service.kubernetes.io/topology-aware-hints";

/** @source kubernetes pkg/api/service/warnings.go GetWarningsForService */
function warningsFor(o: KubeObject): readonly string[] {
  const spec = part(o, "spec");
  const told: string[] = [];
  if (o.metadata.annotations?.[HINTS] !== undefined) told.push(`annotation ${HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  const external = texts(spec, "externalIPs");
  const headless = isHeadless(spec);
  if (!headless) for (const [i, ip] of texts(spec, "clusterIPs").entries()) told.push(...addressWarnings(`spec.clusterIPs[${i}]`, ip));
  else {
    if (text(spec, "loadBalancerIP") !== "") told.push("spec.loadBalancerIP is ignored for headless services");
    if (external.length > 0) told.push("spec.externalIPs is ignored for headless services");
    if (spec["sessionAffinity"] !== "None") told.push("spec.SessionAffinity is ignored for headless services");
  }
  for (const [i, ip] of external.entries()) told.push(...addressWarnings(`spec.externalIPs[${i}]`, ip));
  const elsewhere = spec["type"] === "ExternalName";
  if (external.length > 0 && !headless && !elsewhere) told.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  told.push(...addressWarnings("spec.loadBalancerIP", text(spec, "loadBalancerIP")));
  for (const [i, range] of texts(spec, "loadBalancerSourceRanges").entries()) told.push(...rangeWarnings(`spec.loadBalancerSourceRanges[${i}]`, range));
  if (elsewhere && external.length > 0) told.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!elsewhere && text(spec, "externalName") !== "") told.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec["trafficDistribution"] === "PreferClose") told.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return told;
}
