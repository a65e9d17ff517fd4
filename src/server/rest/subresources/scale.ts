import type { KubeObject, Registry, Status } from "../../../api/index.ts";
import { conflict, internalError, invalid, qualified, subjectOf } from "../../../api/index.ts";
import { customFacts } from "../../kinds/index.ts";
import type { Fields } from "../../validation/index.ts";
import { list, part, path, Report } from "../../validation/index.ts";
import type { ReplicasIn } from "../../managedfields/index.ts";
import type { Target } from "../target.ts";
import { targetOf } from "../target.ts";
import { spoken } from "./spoken.ts";

/** What a subresource shows of an object, and takes back, in objects of another kind. */
export interface Facet {
  /** What is spoken in. */
  readonly spoken: Target;
  show(object: KubeObject): KubeObject;
  /** Why there is nothing to show. */
  problem(object: KubeObject): Status | undefined;
  /** The object with what was said of it. */
  take(object: KubeObject, sent: KubeObject): KubeObject | Status;
  /** Where a version of the object keeps what the facet shows. */
  replicasIn(registry: Registry): ReplicasIn;
}

/** Where an object keeps what its scale tells. */
interface ScaleRule {
  readonly replicas: readonly string[];
  readonly seen: readonly string[];
  readonly selector: (object: KubeObject) => string;
  /** A scale without a number is told of as nothing; else it is a mistake. */
  readonly mayMiss: boolean;
}

const specReplicas = ["spec", "replicas"];
const statusReplicas = ["status", "replicas"];

/** @source kubernetes pkg/registry/apps/{deployment,replicaset,statefulset}/storage, pkg/registry/core/replicationcontroller/storage */
const bySelector: ScaleRule = { replicas: specReplicas, seen: statusReplicas, selector: (o) => selectorText(part(part(o, "spec"), "selector")), mayMiss: true };
const byLabels: ScaleRule = { ...bySelector, selector: (o) => labelsText(part(part(o, "spec"), "selector")) };

const rules: { readonly [resource: string]: ScaleRule } = {
  "deployments.apps": bySelector,
  "replicasets.apps": bySelector,
  "statefulsets.apps": bySelector,
  replicationcontrollers: byLabels,
};

/**
 * Undefined where nothing scales.
 *
 * @source kubernetes pkg/registry/apps/deployment/storage/storage.go ScaleREST; apiextensions-apiserver
 *   pkg/registry/customresource/etcd.go ScaleREST
 */
export function scaleOf(target: Target): Facet | undefined {
  const rule = target.builtIn ? rules[qualified(subjectOf(target.info))] : customRule(target);
  return rule === undefined ? undefined : facet(target, rule);
}

function customRule({ info }: Target): ScaleRule | undefined {
  const { scale } = customFacts(info);
  if (scale === undefined) return undefined;
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = "" } = scale;
  const selector = steps(labelSelectorPath);
  return {
    replicas: steps(specReplicasPath),
    seen: steps(statusReplicasPath),
    selector: (o) => (labelSelectorPath === "" ? "" : textAt(o, selector)),
    mayMiss: false,
  };
}

function steps(jsonPath: string): readonly string[] {
  return jsonPath.replace(/^\./, "").split(".");
}

function facet(target: Target, rule: ScaleRule): Facet {
  return {
    spoken: spoken(target, "autoscaling", "v1", "Scale"),
    show(object) {
      const { name = "", namespace = "", uid = "", resourceVersion, creationTimestamp } = object.metadata;
      const replicas = numberAt(object, rule.replicas);
      const selector = rule.selector(object);
      return {
        kind: "Scale",
        apiVersion: "autoscaling/v1",
        metadata: { name, namespace, uid, ...(resourceVersion === undefined ? {} : { resourceVersion }), ...(creationTimestamp === undefined ? {} : { creationTimestamp }) },
        spec: replicas === undefined || replicas === 0 ? {} : { replicas },
        status: { replicas: numberAt(object, rule.seen) ?? 0, ...(selector === "" ? {} : { selector }) },
      };
    },
    problem(object) {
      if (rule.mayMiss || numberAt(object, rule.replicas) !== undefined) return undefined;
      return internalError(`the spec replicas field ${JSON.stringify(`.${rule.replicas.join(".")}`)} does not exist`);
    },
    take(object, sent) {
      const { name = "" } = object.metadata;
      const replicas = numberAt(sent, specReplicas) ?? 0;
      const report = new Report();
      if (replicas < 0 && target.builtIn) report.invalid(path("spec", "replicas"), replicas, "must be greater than or equal to 0");
      if (report.count > 0) return invalid({ group: "autoscaling", resource: "Scale" }, name, report.problems);
      const { uid, resourceVersion } = sent.metadata;
      if (uid !== undefined && uid !== object.metadata.uid) {
        return conflict(target.resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid ?? ""}`);
      }
      const { resourceVersion: _own, ...metadata } = object.metadata;
      return { ...withNumber(object, rule.replicas, replicas), metadata: resourceVersion === undefined ? { ...metadata, resourceVersion: object.metadata.resourceVersion ?? "" } : { ...metadata, resourceVersion } };
    },
    replicasIn: (registry) => (apiVersion) => {
      const { group, resource } = target.info;
      const [version = "", of = ""] = apiVersion.split("/").reverse();
      const other = of === group ? targetOf(registry, group, version, resource) : undefined;
      if (other === undefined) return undefined;
      return (target.builtIn ? rule : customRule(other))?.replicas ?? null;
    },
  };
}

function at(object: Fields, steps: readonly string[]): unknown {
  let value: unknown = object;
  for (const step of steps) value = typeof value === "object" && value !== null ? (value as Fields)[step] : undefined;
  return value;
}

function numberAt(object: Fields, steps: readonly string[]): number | undefined {
  const value = at(object, steps);
  return typeof value === "number" ? value : undefined;
}

function textAt(object: Fields, steps: readonly string[]): string {
  const value = at(object, steps);
  return typeof value === "string" ? value : "";
}

function withNumber<T extends Fields>(object: T, [step = "", ...further]: readonly string[], value: number): T {
  return { ...object, [step]: further.length === 0 ? value : withNumber(part(object, step), further, value) };
}

/** @source apimachinery pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector, pkg/labels/selector.go String */
export function selectorText(selector: Fields): string {
  const equal = Object.entries(part(selector, "matchLabels") as { readonly [key: string]: string }).map(([key, value]) => [key, `${key}=${value}`] as const);
  const others = list(selector, "matchExpressions").map((each) => {
    const { key, operator, values } = each as { readonly key: string; readonly operator: string; readonly values?: readonly string[] };
    return [key, expressionText(key, operator, [...(values ?? [])].sort())] as const;
  });
  return [...equal, ...others].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text).join(",");
}

function expressionText(key: string, operator: string, values: readonly string[]): string {
  switch (operator) {
    case "In": return `${key} in (${values.join(",")})`;
    case "NotIn": return `${key} notin (${values.join(",")})`;
    case "DoesNotExist": return `!${key}`;
    default: return key;
  }
}

function labelsText(labels: Fields): string {
  return Object.entries(labels as { readonly [key: string]: string }).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`).join(",");
}
