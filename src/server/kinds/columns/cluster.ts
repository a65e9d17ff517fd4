import type { KubeObject } from "../../../api/index.ts";
import { at } from "../kind.ts";
import { list, part } from "../../validation/index.ts";
import type { Cell, Printer } from "./column.ts";
import { age, count, createdAt, humanDuration, name, NONE, printer, sizeOf, text, UNSET } from "./column.ts";
import { firstThree, ingressText } from "./core.ts";
import { selectorText } from "./selectors.ts";

type Fields = { readonly [field: string]: unknown };
type Part = readonly [string, (object: KubeObject, now: number) => Cell];

const spec = (o: KubeObject): Fields => part(o, "spec");
const flag = (column: string, field: string, absent = false): Part => [column, (o) => (typeof spec(o)[field] === "boolean" ? (spec(o)[field] as boolean) : absent)];
const webhooks = printer([name, ["Webhooks|integer", (o) => list(o, "webhooks").length], age]);
const binding = printer([name, ["PolicyName", at("spec", "policyName")], ["ParamRef", paramRef], age]);
const subjects = (column: string, kind: string): Part => [column, (o) => subjectNames(o, kind)];
const roleBinding = printer([
  name,
  ["Role", (o) => `${at("roleRef", "kind")(o)}/${at("roleRef", "name")(o)}`],
  age,
  subjects("Users+", "User"), subjects("Groups+", "Group"), subjects("ServiceAccounts+", "ServiceAccount"),
]);
const dated = printer([name, createdAt]);
const aged = printer([name, age]);

/** Tables of the remaining groups. @source kubernetes pkg/printers/internalversion/printers.go */
export const otherPrinters: { readonly [resource: string]: Printer } = {
  "apiservices.apiregistration.k8s.io": printer([name, ["Service", apiService], ["Available", available], age]),
  "certificatesigningrequests.certificates.k8s.io": printer([
    name, age,
    ["SignerName", at("spec", "signerName")],
    ["Requestor", at("spec", "username")],
    ["RequestedDuration", (o) => (typeof spec(o)["expirationSeconds"] === "number" ? humanDuration(count(spec(o)["expirationSeconds"]) * 1_000_000) : NONE)],
    ["Condition", approval],
  ]),
  "ingressclasses.networking.k8s.io": printer([name, ["Controller", at("spec", "controller")], ["Parameters", parameters], age]),
  "ingresses.networking.k8s.io": printer([
    name,
    ["Class", (o) => at("spec", "ingressClassName")(o) || NONE],
    ["Hosts", (o) => firstThree(list(spec(o), "rules").map(({ host }) => text(host)).filter((host) => host !== "")) || "*"],
    ["Address", ingressText],
    ["Ports", (o) => (list(spec(o), "tls").length > 0 ? "80, 443" : "80")],
    age,
  ]),
  "ipaddresses.networking.k8s.io": printer([name, ["ParentRef", parentRef]]),
  "networkpolicies.networking.k8s.io": printer([name, ["Pod-Selector", (o) => selectorText(part(spec(o), "podSelector"))], age]),
  "servicecidrs.networking.k8s.io": printer([name, ["CIDRs", (o) => joined(spec(o)["cidrs"])], age]),
  "poddisruptionbudgets.policy": printer([
    name,
    ["Min Available", (o) => at("spec", "minAvailable")(o) || "N/A"],
    ["Max Unavailable", (o) => at("spec", "maxUnavailable")(o) || "N/A"],
    ["Allowed Disruptions|integer", (o) => count(part(o, "status")["disruptionsAllowed"])],
    age,
  ]),
  "clusterrolebindings.rbac.authorization.k8s.io": roleBinding,
  "rolebindings.rbac.authorization.k8s.io": roleBinding,
  "clusterroles.rbac.authorization.k8s.io": dated,
  "roles.rbac.authorization.k8s.io": dated,
  "csidrivers.storage.k8s.io": printer([
    name,
    flag("AttachRequired|boolean", "attachRequired", true), flag("PodInfoOnMount|boolean", "podInfoOnMount"), flag("StorageCapacity|boolean", "storageCapacity"),
    ["TokenRequests", (o) => (Array.isArray(spec(o)["tokenRequests"]) ? list(spec(o), "tokenRequests").map(({ audience }) => text(audience)).join(",") : UNSET)],
    flag("RequiresRepublish|boolean", "requiresRepublish"),
    ["Modes", (o) => joined(spec(o)["volumeLifecycleModes"]) || NONE],
    age,
  ]),
  "csinodes.storage.k8s.io": printer([name, ["Drivers|integer", (o) => list(spec(o), "drivers").length], age]),
  "csistoragecapacities.storage.k8s.io": dated,
  "storageclasses.storage.k8s.io": printer([
    ["Name", (o) => `${o.metadata.name ?? ""}${isDefaultClass(o) ? " (default)" : ""}`],
    ["Provisioner", at("provisioner")],
    ["ReclaimPolicy", (o) => at("reclaimPolicy")(o) || "Delete"],
    ["VolumeBindingMode", (o) => at("volumeBindingMode")(o) || "Immediate"],
    ["AllowVolumeExpansion", (o) => o["allowVolumeExpansion"] === true],
    age,
  ]),
  "volumeattachments.storage.k8s.io": printer([
    name,
    ["Attacher|string|name", at("spec", "attacher")],
    ["PV", at("spec", "source", "persistentVolumeName")],
    ["Node", at("spec", "nodeName")],
    ["Attached|boolean", (o) => part(o, "status")["attached"] === true],
    age,
  ]),
  "volumeattributesclasses.storage.k8s.io": printer([name, ["DriverName", at("driverName")], age]),
  "mutatingadmissionpolicies.admissionregistration.k8s.io": printer([name, ["Mutations|integer", (o) => list(spec(o), "mutations").length], ["ParamKind", paramKind], age]),
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io": binding,
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": webhooks,
  "validatingadmissionpolicies.admissionregistration.k8s.io": printer([name, ["Validations|integer", (o) => list(spec(o), "validations").length], ["ParamKind", paramKind], age]),
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": binding,
  "validatingwebhookconfigurations.admissionregistration.k8s.io": webhooks,
  "customresourcedefinitions.apiextensions.k8s.io": dated,
  "priorityclasses.scheduling.k8s.io": printer([
    name,
    ["Value|integer", (o) => count(o["value"])], ["Global-Default|boolean", (o) => o["globalDefault"] === true], age, ["PreemptionPolicy", at("preemptionPolicy")],
  ]),
  "leases.coordination.k8s.io": printer([name, ["Holder", at("spec", "holderIdentity")], age]),
  "runtimeclasses.node.k8s.io": printer([name, ["Handler", at("handler")], age]),
  "endpointslices.discovery.k8s.io": printer([
    name,
    ["AddressType", at("addressType")],
    ["Ports", (o) => firstThree(list(o, "ports").map((each) => (typeof each["port"] === "number" ? String(each["port"]) : text(each["name"]) || "*"))) || UNSET],
    ["Endpoints", (o) => firstThree(list(o, "endpoints").flatMap(({ addresses }) => (Array.isArray(addresses) ? addresses.map(String) : []))) || UNSET],
    age,
  ]),
  "deviceclasses.resource.k8s.io": aged,
  "resourceclaims.resource.k8s.io": printer([name, ["State", claimState], age]),
  "resourceclaimtemplates.resource.k8s.io": aged,
  "resourceslices.resource.k8s.io": printer([name, ["Node", at("spec", "nodeName")], ["Driver", at("spec", "driver")], ["Pool", at("spec", "pool", "name")], age]),
  "flowschemas.flowcontrol.apiserver.k8s.io": printer([
    name,
    ["PriorityLevel", (o) => at("spec", "priorityLevelConfiguration", "name")(o) || NONE],
    ["MatchingPrecedence", (o) => count(spec(o)["matchingPrecedence"])],
    ["DistinguisherMethod", (o) => at("spec", "distinguisherMethod", "type")(o) || NONE],
    age,
    ["MissingPL", (o) => text(list(part(o, "status"), "conditions").find(({ type }) => type === "Dangling")?.["status"]) || "?"],
  ]),
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": printer([
    name,
    ["Type", at("spec", "type")],
    ["NominalConcurrencyShares", (o) => at("spec", "limited", "nominalConcurrencyShares")(o) || NONE],
    ["Queues", queuing("queues")], ["HandSize", queuing("handSize")], ["QueueLengthLimit", queuing("queueLengthLimit")],
    age,
  ]),
};

function queuing(field: string): (o: KubeObject) => Cell {
  return (o) => at("spec", "limited", "limitResponse", "queuing", field)(o) || NONE;
}

function joined(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(",") : "";
}

function isDefaultClass({ metadata: { annotations = {} } }: KubeObject): boolean {
  return annotations["storageclass.kubernetes.io/is-default-class"] === "true" || annotations["storageclass.beta.kubernetes.io/is-default-class"] === "true";
}

function apiService(o: KubeObject): Cell {
  return sizeOf(spec(o)["service"]) === 0 ? "Local" : `${at("spec", "service", "namespace")(o)}/${at("spec", "service", "name")(o)}`;
}

function available(o: KubeObject): Cell {
  const said = list(part(o, "status"), "conditions").find(({ type }) => type === "Available");
  if (said === undefined) return "Unknown";
  return said["status"] === "True" ? "True" : `${text(said["status"])} (${text(said["reason"])})`;
}

function approval(o: KubeObject): Cell {
  const status = part(o, "status");
  const has = (type: string): boolean => list(status, "conditions").some((each) => each["type"] === type);
  const decided = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
  return `${decided}${has("Failed") ? ",Failed" : ""}${text(status["certificate"]) === "" ? "" : ",Issued"}`;
}

function parameters(o: KubeObject): Cell {
  const named = part(spec(o), "parameters");
  if (sizeOf(named) === 0) return NONE;
  const group = text(named["apiGroup"]);
  return `${text(named["kind"])}${group === "" ? "" : `.${group}`}/${text(named["name"])}`;
}

function parentRef(o: KubeObject): Cell {
  const { group, resource, namespace, name: named } = part(spec(o), "parentRef");
  if (named === undefined) return NONE;
  return [`${text(resource)}${text(group) === "" ? "" : `.${text(group)}`}`.toLowerCase(), text(namespace), text(named)].filter((each) => each !== "").join("/");
}

function paramKind(o: KubeObject): Cell {
  const kind = part(spec(o), "paramKind");
  return sizeOf(kind) === 0 ? UNSET : `${text(kind["apiVersion"])}/${text(kind["kind"])}`;
}

function paramRef(o: KubeObject): Cell {
  const reference = part(spec(o), "paramRef");
  if (sizeOf(reference) === 0) return UNSET;
  const named = text(reference["name"]);
  if (named === "") return selectorText(part(reference, "selector"));
  return `${text(reference["namespace"]) || "*"}/${named}`;
}

function subjectNames(o: KubeObject, kind: string): Cell {
  return list(o, "subjects").filter((each) => each["kind"] === kind).map((each) => (kind === "ServiceAccount" ? `${text(each["namespace"])}/${text(each["name"])}` : text(each["name"]))).join(", ");
}

function claimState(o: KubeObject): Cell {
  const status = part(o, "status");
  const deleted = o.metadata.deletionTimestamp !== undefined;
  if (sizeOf(status["allocation"]) === 0) return deleted ? "deleted" : "pending";
  return [...(deleted ? ["deleted"] : []), "allocated", ...(list(status, "reservedFor").length > 0 ? ["reserved"] : [])].join(",");
}
