import type { KubeObject } from "../../api/index.ts";
import {
  addressWarnings, canonicalAddressProblems, immutableField, list, ownMeta, ownMetaUpdate, part, path, rangeWarnings, text, texts, typed, validateEndpoints,
  validateEndpointSlice, validateIngress, validateIngressClass, validateIngressClassChange, validateIngressStatus, validateIPAddress, validateIPAddressChange,
  validateNetworkPolicy, validateServiceCIDR, validateServiceCIDRChange,
} from "../validation/index.ts";
import { subdomainProblems } from "../../api/index.ts";
import { allMetadata, kind } from "./kind.ts";

/** @source kubernetes pkg/registry/core/endpoint/strategy.go */
export const endpoints = kind({
  storedAs: "services/endpoints",
  createOnUpdate: true,
  warnings: ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"],
  check: (o, report) => validateEndpoints(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateEndpoints(report, after, before);
  },
  warn: (o) => {
    if (managedBy(o, "endpoints.kubernetes.io/managed-by") === "endpoint-controller") return none;
    return list(o, "subsets").flatMap((subset, i) =>
      ["addresses", "notReadyAddresses"].flatMap((field) => list(subset, field).flatMap((each, j) => addressWarnings(`subsets[${i}].${field}[${j}].ip`, text(each, "ip")))));
  },
});

const none: readonly string[] = Object.freeze([]);

function managedBy({ metadata: { labels } }: KubeObject, label: string): string | undefined {
  return labels?.[label];
}

const sliceControllers: ReadonlySet<string | undefined> = new Set(["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"]);

/** @source kubernetes pkg/registry/discovery/endpointslice/strategy.go */
export const endpointSlice = kind({
  generation: "specAndLabels",
  onCreate: withoutTopology,
  onUpdate: withoutTopology,
  check: (o, report) => validateEndpointSlice(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateEndpointSlice(report, after, before);
    if (after["addressType"] !== before["addressType"]) immutableField(report, typed(text(after, "addressType")), undefined, path("addressType"));
  },
  warn: (o, before) => [
    ...(before === undefined && o["addressType"] === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : none),
    ...(sliceControllers.has(managedBy(o, "endpointslice.kubernetes.io/managed-by")) ? none : sliceWarnings(o)),
  ],
});

function sliceWarnings(o: KubeObject): readonly string[] {
  if (o["addressType"] === "FQDN") return none;
  return list(o, "endpoints").flatMap((each, i) => texts(each, "addresses").flatMap((address, j) => addressWarnings(`endpoints[${i}].addresses[${j}]`, address)));
}

/** A field of an older version, which this one does not write. @source pkg/registry/discovery/endpointslice/strategy.go dropTopologyOnV1 */
function withoutTopology(o: KubeObject): KubeObject {
  const all = list(o, "endpoints");
  if (!all.some((each) => each["deprecatedTopology"] !== undefined)) return o;
  return { ...o, endpoints: all.map(({ deprecatedTopology: _topology, ...rest }) => rest) };
}

const CLASS = "kubernetes.io/ingress.class";

/** @source kubernetes pkg/registry/networking/ingress/strategy.go */
export const ingress = kind({
  storedAs: "ingress",
  generation: "spec",
  statusTakes: allMetadata,
  check: (o, report) => validateIngress(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateIngress(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateIngressStatus(report, after, before);
    },
  },
  warn: (o, before) => {
    const { annotations } = o.metadata;
    if (before !== undefined || annotations?.[CLASS] === undefined || part(o, "spec")["ingressClassName"] !== undefined) return none;
    return [`annotation ${JSON.stringify(CLASS)} is deprecated, please use 'spec.ingressClassName' instead`];
  },
});

/** @source kubernetes pkg/registry/networking/ingressclass/strategy.go */
export const ingressClass = kind({
  generation: "spec",
  check: (o, report) => validateIngressClass(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateIngressClassChange(report, after, before);
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateIngressClass(report, after);
  },
});

/** @source kubernetes pkg/registry/networking/networkpolicy/strategy.go */
export const networkPolicy = kind({
  generation: "spec",
  check: (o, report) => validateNetworkPolicy(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateNetworkPolicy(report, after, before);
  },
  warn: (o) =>
    ([["ingress", "from"], ["egress", "to"]] as const).flatMap(([direction, peers]) =>
      list(part(o, "spec"), direction).flatMap((rule, i) => list(rule, peers).flatMap((peer, j) => {
        const block = part(peer, "ipBlock");
        const at = `spec.${direction}[${i}].${peers}[${j}].ipBlock`;
        return [...rangeWarnings(`${at}.cidr`, text(block, "cidr")), ...texts(block, "except").flatMap((each, k) => rangeWarnings(`${at}.except[${k}]`, each))];
      }))),
});

/** @source kubernetes pkg/registry/networking/ipaddress/strategy.go */
export const ipAddress = kind({
  nameRule: canonicalAddressProblems,
  check: (o, report) => validateIPAddress(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, canonicalAddressProblems);
    validateIPAddress(report, after);
    ownMetaUpdate(report, after, before);
    validateIPAddressChange(report, after, before);
  },
});

/** @source kubernetes pkg/registry/networking/servicecidr/strategy.go */
export const serviceCIDR = kind({
  check: (o, report) => validateServiceCIDR(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateServiceCIDRChange(report, after, before);
  },
});
