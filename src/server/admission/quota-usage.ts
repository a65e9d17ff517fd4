import { parseRfc3339, qualified, subjectOf } from "../../api/index.ts";
import { quantityNanos } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, part } from "../validation/index.ts";
import type { Asked } from "./attributes.ts";
import { classOf } from "./persistent-volume-claim-resize.ts";
import type { Amounts } from "../schema/index.ts";
import { added } from "../schema/index.ts";
import { amounts, ofWholePod, podAmounts, quotaRules } from "./resource-amounts.ts";

/**
 * How the objects of a resource count against a quota.
 *
 * @source kubernetes pkg/quota/v1/evaluator/core, apiserver pkg/quota/v1/generic/evaluator.go
 * @limits resource claims count as objects only; what a pod is given by now (its status) does not count beside its spec
 */
export interface Usage {
  /** Whether such a request may use anything up. */
  handles(asked: Asked, object: Fields, old: Fields | undefined): boolean;
  /** Whether a quota's resource is one that this resource uses up. */
  counts(resource: string): boolean;
  of(object: Fields, now: number): Amounts;
  matches(scope: Scope, object: Fields): boolean;
  /** Why an object may not come under a quota of these resources at all. */
  unfit?(resources: readonly string[], object: Fields): string | undefined;
}

/** @source k8s.io/api/core/v1 ScopedResourceSelectorRequirement */
export interface Scope {
  readonly scopeName: string;
  readonly operator: string;
  readonly values: readonly string[];
}

export function usageOf({ info }: Asked): Usage | undefined {
  const resource = qualified(subjectOf(info));
  if (ignored.has(resource)) return undefined;
  let usage = usages.get(resource);
  if (usage === undefined) usages.set(resource, (usage = objectCount(resource)));
  return usage;
}

/** What was never counted. @source kubernetes pkg/quota/v1/install/registry.go ignoredResources */
const ignored: ReadonlySet<string> = new Set([
  "bindings", "componentstatuses", "events", "events.events.k8s.io", "tokenreviews.authentication.k8s.io", "selfsubjectreviews.authentication.k8s.io",
  "subjectaccessreviews.authorization.k8s.io", "selfsubjectaccessreviews.authorization.k8s.io", "localsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectrulesreviews.authorization.k8s.io",
]);

/** Resources that were counted by name before there was "count/". */
const aliases: ReadonlySet<string> = new Set(["configmaps", "resourcequotas", "replicationcontrollers", "secrets"]);

function objectCount(resource: string): Usage {
  const names = [`count/${resource}`, ...(aliases.has(resource) ? [resource] : [])];
  const one: Amounts = Object.freeze(Object.fromEntries(names.map((name) => [name, "1"])));
  return {
    handles: ({ operation, subresource }) => operation === "create" && subresource === "",
    counts: (name) => names.includes(name),
    of: () => one,
    matches: () => false,
  };
}

const REQUESTS = "requests.";

const podResources: ReadonlySet<string> = new Set([
  "count/pods", "pods", ...["cpu", "memory", "ephemeral-storage"].flatMap((name) => [name, `${REQUESTS}${name}`, `limits.${name}`]),
]);

/** Where these are limited each container must say what it needs. */
const mustBeNamed: ReadonlySet<string> = new Set(["cpu", "memory"].flatMap((name) => [name, `${REQUESTS}${name}`, `limits.${name}`]));

const pods: Usage = {
  handles: ({ operation, subresource }, pod, old) =>
    subresource === "resize" || (subresource === "" && (operation === "create" || (old !== undefined && hasDeadline(old) !== hasDeadline(pod)))),
  counts: (name) => podResources.has(name) || name.startsWith("hugepages-") || name.startsWith(`${REQUESTS}hugepages-`) || isExtended(name),
  of(pod, now) {
    const count: Amounts = { "count/pods": "1" };
    if (isOver(pod, now)) return count;
    return added(count, computed(podAmounts(pod, "requests", quotaRules), podAmounts(pod, "limits", quotaRules)));
  },
  matches({ scopeName, operator, values }, pod) {
    const spec = part(pod, "spec");
    switch (scopeName) {
      case "Terminating": return hasDeadline(pod);
      case "NotTerminating": return !hasDeadline(pod);
      case "BestEffort": return isBestEffort(pod);
      case "NotBestEffort": return !isBestEffort(pod);
      case "PriorityClass": return named(operator, values, textOf(spec["priorityClassName"]));
      case "CrossNamespacePodAffinity": return reachesOut(part(spec, "affinity"));
      default: return false;
    }
  },
  unfit(resources, pod) {
    const spec = part(pod, "spec");
    const whole = part(spec, "resources");
    if ([...Object.keys(amounts(whole, "requests")), ...Object.keys(amounts(whole, "limits"))].some(ofWholePod)) return undefined;
    const required = resources.filter((name) => mustBeNamed.has(name)).sort();
    const missing = required.flatMap((name) => {
      const silent = [...list(spec, "containers"), ...list(spec, "initContainers")].filter((container) => {
        const own = part(container, "resources");
        return computed(amounts(own, "requests"), amounts(own, "limits"))[name] === undefined;
      });
      const names = [...new Set(silent.map((container) => String(container["name"])))].sort();
      return names.length === 0 ? [] : [`${name} for: ${names.join(",")}`];
    });
    return missing.length === 0 ? undefined : `must specify ${missing.join("; ")}`;
  },
};

function computed(requests: Amounts, limits: Amounts): Amounts {
  const made: { [name: string]: string } = { pods: "1" };
  for (const name of ["cpu", "memory", "ephemeral-storage"]) {
    const [request, limit] = [requests[name], limits[name]];
    if (request !== undefined) made[name] = made[`${REQUESTS}${name}`] = request;
    if (limit !== undefined) made[`limits.${name}`] = limit;
  }
  for (const [name, value] of Object.entries(requests)) {
    if (name.startsWith("hugepages-")) made[name] = made[`${REQUESTS}${name}`] = value;
    else if (name.includes("/") && !isNative(name)) made[`${REQUESTS}${name}`] = value;
  }
  return made;
}

function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** @source kubernetes pkg/quota/v1/evaluator/core/pods.go isExtendedResourceNameForQuota */
function isExtended(name: string): boolean {
  return name.startsWith(REQUESTS) && (!isNative(name) || name.startsWith(`${REQUESTS}deviceclass.resource.kubernetes.io/`));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function hasDeadline(pod: Fields): boolean {
  const seconds = part(pod, "spec")["activeDeadlineSeconds"];
  return typeof seconds === "number" && seconds >= 0;
}

/** Ended, or gone as far as its node can tell. */
function isOver(pod: Fields, now: number): boolean {
  const phase = part(pod, "status")["phase"];
  if (phase === "Failed" || phase === "Succeeded") return true;
  const { deletionTimestamp, deletionGracePeriodSeconds: grace } = part(pod, "metadata");
  if (typeof deletionTimestamp !== "string" || typeof grace !== "number") return false;
  return now > (parseRfc3339(deletionTimestamp) ?? now) + grace * SECOND;
}

const SECOND = 1_000_000;

function isBestEffort(pod: Fields): boolean {
  const spec = part(pod, "spec");
  return [...list(spec, "containers"), ...list(spec, "initContainers")].every((container) => {
    const resources = part(container, "resources");
    return ["cpu", "memory"].every((name) => isNothing(amounts(resources, "requests")[name]) && isNothing(amounts(resources, "limits")[name]));
  });
}

function isNothing(quantity: string | undefined): boolean {
  return quantity === undefined || quantityNanos(quantity) === 0n;
}

function reachesOut(affinity: Fields): boolean {
  return ["podAffinity", "podAntiAffinity"].some((kind) => {
    const rules = part(affinity, kind);
    const preferred = list(rules, "preferredDuringSchedulingIgnoredDuringExecution").map((each) => part(each, "podAffinityTerm"));
    return [...list(rules, "requiredDuringSchedulingIgnoredDuringExecution"), ...preferred].some(
      (term) => list(term, "namespaces").length > 0 || term["namespaceSelector"] !== undefined,
    );
  });
}

/** Whether a name, "" for none, is what a scope asks for. */
function named(operator: string, values: readonly string[], name: string): boolean {
  switch (operator) {
    case "Exists": return name !== "";
    case "DoesNotExist": return name === "";
    case "In": return name !== "" && values.includes(name);
    case "NotIn": return !values.includes(name);
    default: return false;
  }
}

const serviceResources: ReadonlySet<string> = new Set(["count/services", "services", "services.nodeports", "services.loadbalancers"]);

const services: Usage = {
  handles: ({ operation, subresource }) => operation !== "delete" && subresource === "",
  counts: (name) => serviceResources.has(name),
  of(service) {
    const spec = part(service, "spec");
    const ports = list(spec, "ports");
    const balanced = spec["type"] === "LoadBalancer";
    const given = balanced && spec["allocateLoadBalancerNodePorts"] === false ? ports.filter(({ nodePort }) => nodePort !== undefined) : ports;
    const counted = balanced || spec["type"] === "NodePort" ? given.length : 0;
    return { "count/services": "1", services: "1", "services.loadbalancers": balanced ? "1" : "0", "services.nodeports": String(counted) };
  },
  matches: () => false,
};

const CLASS = ".storageclass.storage.k8s.io/";
const claimResources = ["persistentvolumeclaims", "requests.storage"];

const claims: Usage = {
  handles: ({ subresource }) => subresource !== "resize",
  counts: (name) => name === "count/persistentvolumeclaims" || claimResources.some((each) => name === each || name.endsWith(CLASS + each)),
  of(claim) {
    const made: { [name: string]: string } = { persistentvolumeclaims: "1", "count/persistentvolumeclaims": "1" };
    const storageClass = classOf(claim);
    if (storageClass !== "") made[`${storageClass}${CLASS}persistentvolumeclaims`] = "1";
    const storage = storageOf(claim);
    if (storage === undefined) return made;
    made["requests.storage"] = storage;
    if (storageClass !== "") made[`${storageClass}${CLASS}requests.storage`] = storage;
    return made;
  },
  matches({ scopeName, operator, values }, claim) {
    if (scopeName !== "VolumeAttributesClass") return false;
    const status = part(claim, "status");
    const of = [part(claim, "spec")["volumeAttributesClassName"], status["currentVolumeAttributesClassName"], part(status, "modifyVolumeStatus")["targetVolumeAttributesClassName"]];
    const names = of.filter((name): name is string => typeof name === "string" && name !== "");
    return names.length === 0 ? named(operator, values, "") : names.some((name) => named(operator, values, name));
  },
};

/** In whole bytes: what was asked for, or given where that is more. */
function storageOf(claim: Fields): string | undefined {
  const asked = amounts(part(part(claim, "spec"), "resources"), "requests")["storage"];
  const given = amounts(part(claim, "status"), "allocatedResources")["storage"];
  const most = asked !== undefined && given !== undefined && quantityNanos(given) > quantityNanos(asked) ? given : asked;
  if (most === undefined || quantityNanos(most) % UNIT === 0n) return most;
  return String(quantityNanos(most) / UNIT + 1n);
}

const UNIT = 10n ** 9n;

const usages = new Map<string, Usage>([["pods", pods], ["services", services], ["persistentvolumeclaims", claims]]);
