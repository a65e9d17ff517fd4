import type { Json, JsonObject } from "../../../api/index.ts";
import type { DefaultsTable, Draft, StructDefaults } from "../struct-defaults.ts";

const nothing: JsonObject = Object.freeze({});
const rbac = "rbac.authorization.k8s.io";

function webhook(more: { readonly [field: string]: Json }): StructDefaults {
  return { values: { failurePolicy: "Fail", matchPolicy: "Equivalent", namespaceSelector: nothing, objectSelector: nothing, timeoutSeconds: 10, ...more } };
}

const count = (request: Draft): void => {
  if (request.get("allocationMode") === undefined) request.set("allocationMode", "ExactCount");
  if (request.get("allocationMode") === "ExactCount" && request.get("count") === undefined) request.set("count", 1);
};

/**
 * The groups beside core, apps and batch.
 *
 * @source kubernetes pkg/apis/<group>/<version>/defaults.go; apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go;
 *   kube-aggregator pkg/apis/apiregistration/v1/defaults.go
 * @limits the time of a device's taint is not filled in
 */
export const otherDefaults: DefaultsTable = {
  "authentication.v1.TokenRequestSpec": { values: { expirationSeconds: 3600 } },
  "admissionregistration.v1.ValidatingWebhook": webhook({}),
  "admissionregistration.v1.MutatingWebhook": webhook({ reinvocationPolicy: "Never" }),
  "admissionregistration.v1.Rule": { values: { scope: "*" } },
  "admissionregistration.v1.RuleWithOperations": { values: { scope: "*" } },
  "admissionregistration.v1.NamedRuleWithOperations": { values: { scope: "*" } },
  "admissionregistration.v1.ServiceReference": { values: { port: 443 } },
  "admissionregistration.v1.ValidatingAdmissionPolicySpec": { values: { failurePolicy: "Fail" } },
  "admissionregistration.v1.MutatingAdmissionPolicySpec": { values: { failurePolicy: "Fail" } },
  "admissionregistration.v1.MatchResources": { values: { matchPolicy: "Equivalent", namespaceSelector: nothing, objectSelector: nothing } },
  "apiextensions.v1.CustomResourceDefinitionSpec": { values: { conversion: Object.freeze({ strategy: "None" }) } },
  "apiextensions.v1.CustomResourceDefinitionNames": { derive: definitionNames },
  "apiextensions.v1.CustomResourceDefinition": { derive: storedVersions },
  "apiextensions.v1.ServiceReference": { values: { port: 443 } },
  "apiregistration.v1.ServiceReference": { values: { port: 443 } },
  "discovery.v1.EndpointPort": { values: { name: "", protocol: "TCP" } },
  "flowcontrol.v1.FlowSchemaSpec": { values: { matchingPrecedence: 1000 } },
  "flowcontrol.v1.ExemptPriorityLevelConfiguration": { values: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  "flowcontrol.v1.LimitedPriorityLevelConfiguration": { values: { nominalConcurrencyShares: 30, lendablePercent: 0 } },
  "flowcontrol.v1.QueuingConfiguration": { values: { handSize: 8, queues: 64, queueLengthLimit: 50 } },
  "networking.v1.NetworkPolicyPort": { values: { protocol: "TCP" } },
  "networking.v1.NetworkPolicySpec": {
    derive(spec) {
      if (spec.get("policyTypes") === undefined) spec.set("policyTypes", Object.freeze(["Ingress", ...(spec.get("egress") === undefined ? [] : ["Egress"])]));
    },
  },
  "networking.v1.IngressClassParametersReference": { values: { scope: "Cluster" } },
  "rbac.v1.RoleRef": { values: { apiGroup: rbac } },
  "rbac.v1.Subject": {
    derive(subject) {
      const kind = subject.get("kind");
      if (subject.get("apiGroup") === undefined && (kind === "User" || kind === "Group")) subject.set("apiGroup", rbac);
    },
  },
  "resource.v1.ExactDeviceRequest": { derive: count },
  "resource.v1.DeviceSubRequest": { derive: count },
  "scheduling.v1.PriorityClass": { values: { preemptionPolicy: "PreemptLowerPriority" } },
  "storage.v1.StorageClass": { values: { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" } },
  "storage.v1.CSIDriverSpec": {
    values: {
      attachRequired: true,
      podInfoOnMount: false,
      volumeLifecycleModes: Object.freeze(["Persistent"]),
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      requiresRepublish: false,
      seLinuxMount: false,
    },
  },
};

function definitionNames(names: Draft): void {
  const kind = names.get("kind");
  if (typeof kind !== "string") return;
  if (names.get("singular") === undefined) names.set("singular", kind.toLowerCase());
  if (names.get("listKind") === undefined) names.set("listKind", `${kind}List`);
}

/** Of a definition that nobody has looked at. */
const unsettled: JsonObject = Object.freeze({ conditions: null, acceptedNames: Object.freeze({ plural: "", kind: "" }) });

/** What is stored first is what the definition says is to be stored. */
function storedVersions(definition: Draft): void {
  const status = (definition.get("status") ?? nothing) as JsonObject;
  if (Array.isArray(status["storedVersions"]) && status["storedVersions"].length > 0) return;
  const versions = (((definition.get("spec") ?? nothing) as JsonObject)["versions"] ?? []) as readonly JsonObject[];
  const stored = versions.find((version) => version["storage"] === true)?.["name"];
  if (stored !== undefined) definition.set("status", Object.freeze({ ...unsettled, ...status, storedVersions: Object.freeze([stored]) }));
}
