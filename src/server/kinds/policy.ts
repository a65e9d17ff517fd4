import type { KubeObject } from "../../api/index.ts";
import { pathSegmentProblems, subdomainProblems } from "../../api/index.ts";
import {
  immutableField, objectMeta, objectMetaUpdate, oldNodeLabels, ownMeta, ownMetaUpdate, part, path, validateAutoscaler, validateAutoscalerStatus, validateDisruptionBudget, validateDisruptionBudgetStatus,
  validateFlowConditions, validateFlowSchema, validateLease, validatePriorityClass, validatePriorityClassChange, validatePriorityLevel,
  validateRuntimeClass,
} from "../validation/index.ts";
import { allMetadata, kind } from "./kind.ts";

/** Its metadata is looked at by the general rules alone. @source kubernetes pkg/registry/policy/poddisruptionbudget/strategy.go */
export const podDisruptionBudget = kind({
  nameRule: pathSegmentProblems,
  metadataLast: true,
  generation: "spec",
  statusTakes: allMetadata,
  unconditionalUpdate: false,
  check: (o, report) => validateDisruptionBudget(report, o),
  checkUpdate: (after, before, report) => validateDisruptionBudget(report, after, before),
  checkSubresource: { status: (after, _before, report) => validateDisruptionBudgetStatus(report, after) },
});

/** @source kubernetes pkg/registry/scheduling/priorityclass/strategy.go */
export const priorityClass = kind({
  generation: "once",
  check: (o, report) => validatePriorityClass(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validatePriorityClassChange(report, after, before);
  },
});

/** @source kubernetes pkg/registry/coordination/lease/strategy.go */
export const lease = kind({
  anyFinalizer: true,
  createOnUpdate: true,
  unconditionalUpdate: false,
  onCreate: withoutStrategy,
  onUpdate: withoutStrategy,
  check: (o, report) => validateLease(report, o),
  checkUpdate: (after, before, report) => {
    objectMetaUpdate(report, after.metadata, before.metadata);
    validateLease(report, after);
  },
});

/** @source kubernetes pkg/registry/node/runtimeclass/strategy.go */
export const runtimeClass = kind({
  anyFinalizer: true,
  createOnUpdate: true,
  unconditionalUpdate: false,
  check: (o, report) => validateRuntimeClass(report, o),
  checkUpdate: (after, before, report) => {
    objectMeta(report, after.metadata, false, subdomainProblems);
    validateRuntimeClass(report, after);
    objectMetaUpdate(report, after.metadata, before.metadata);
    immutableField(report, after["handler"], before["handler"], path("handler"));
  },
  warn: (o) => Object.keys(part(part(o, "scheduling"), "nodeSelector")).flatMap((label) => {
    const why = oldNodeLabels.get(label);
    return why === undefined ? [] : [`scheduling.nodeSelector: ${why}`];
  }),
});

/** Coordinated leader election is not on. @source kubernetes pkg/features CoordinatedLeaderElection */
function withoutStrategy(o: KubeObject): KubeObject {
  const { strategy, preferredHolder, ...spec } = part(o, "spec");
  return strategy === undefined && preferredHolder === undefined ? o : { ...o, spec };
}

/** Both versions of it. @source kubernetes pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go */
export const horizontalPodAutoscaler = kind({
  statusTakes: allMetadata,
  check: (o, report) => validateAutoscaler(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateAutoscaler(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateAutoscalerStatus(report, after);
    },
  },
});

/** @source kubernetes pkg/registry/flowcontrol/flowschema/strategy.go */
export const flowSchema = kind({
  generation: "spec",
  check: (o, report) => validateFlowSchema(report, o),
  checkUpdate: (after, _before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateFlowSchema(report, after);
  },
  checkSubresource: { status: (after, _before, report) => validateFlowConditions(report, after) },
});

/** @source kubernetes pkg/registry/flowcontrol/prioritylevelconfiguration/strategy.go */
export const priorityLevel = kind({
  generation: "spec",
  check: (o, report) => validatePriorityLevel(report, o),
  checkUpdate: (after, _before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    validatePriorityLevel(report, after);
  },
  checkSubresource: { status: (after, _before, report) => validateFlowConditions(report, after) },
});
