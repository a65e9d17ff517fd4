import type { KubeObject } from "../../api/index.ts";
import { subdomainProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import {
  claimWarnings, has, list, ownMeta, ownMetaUpdate, part, path, text, validateVolume, validateVolumeChange, validateVolumeClaim, validateVolumeClaimChange, validateVolumeClaimStatus, volumeItself,
} from "../validation/index.ts";
import { allMetadata, kind } from "./kind.ts";
import { expressionWarnings } from "./node-labels.ts";

/** @source kubernetes pkg/registry/core/persistentvolume/strategy.go */
export const persistentVolume = kind({
  returnsDeleted: true,
  statusTakes: allMetadata,
  onCreate: (o) => ({ ...o, status: { phase: "Pending", ...part(o, "status"), lastPhaseTransitionTime: o.metadata.creationTimestamp } }),
  onStatus: (o, before, now) => transition(part(o, "status"), part(before, "status"), now),
  check: (o, report) => validateVolume(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateVolume(report, after, before);
    ownMeta(report, after.metadata, false, subdomainProblems);
    volumeItself(report, after, before);
    validateVolumeChange(report, after, before);
  },
  checkSubresource: { status: (after, before, report) => ownMetaUpdate(report, after, before) },
  warn: volumeWarnings,
});

/** When it came into its phase, unless the client knows. */
function transition(status: Fields, before: Fields, now: string): Fields {
  const { lastPhaseTransitionTime: told } = status;
  const { lastPhaseTransitionTime: known } = before;
  if (status["phase"] === before["phase"]) return told === undefined && known !== undefined ? { ...status, lastPhaseTransitionTime: known } : status;
  return told === undefined || told === known ? { ...status, lastPhaseTransitionTime: now } : status;
}

const oldAnnotations = [
  ["volume.beta.kubernetes.io/storage-class", 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ["volume.beta.kubernetes.io/mount-options", 'deprecated since v1.31; use "mountOptions" attribute instead'],
] as const;

const oldSources = [
  ["cephfs", "cephfs: deprecated in v1.28, non-functional in v1.31+"],
  ["photonPersistentDisk", "photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+"],
  ["scaleIO", "scaleIO: deprecated in v1.16, non-functional in v1.22+"],
  ["storageos", "storageOS: deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs: deprecated in v1.25, non-functional in v1.26+"],
  ["rbd", "rbd: deprecated in v1.28, non-functional in v1.31+"],
] as const;

const RECYCLE = "The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.";

/** @source kubernetes pkg/api/persistentvolume/util.go GetWarningsForPersistentVolume */
function volumeWarnings(o: KubeObject): readonly string[] {
  const spec = part(o, "spec");
  const annotations = o.metadata.annotations ?? {};
  return [
    ...oldAnnotations.flatMap(([key, why]) => (Object.hasOwn(annotations, key) ? [`metadata.annotations[${key}]: ${why}`] : [])),
    ...(spec["persistentVolumeReclaimPolicy"] === "Recycle" ? [`spec.persistentVolumeReclaimPolicy: ${RECYCLE}`] : []),
    ...list(part(part(spec, "nodeAffinity"), "required"), "nodeSelectorTerms").flatMap((term, i) => expressionWarnings(`spec.nodeAffinity.required.nodeSelectorTerms[${i}]`, term)),
    ...oldSources.flatMap(([source, why]) => (has(spec, source) ? [`spec.${why}`] : [])),
  ];
}

/** @source kubernetes pkg/registry/core/persistentvolumeclaim/strategy.go */
export const persistentVolumeClaim = kind({
  returnsDeleted: true,
  statusTakes: allMetadata,
  onCreate: (o) => withDataSources(withoutOddSource(o, undefined)),
  onUpdate: (o, before) => withDataSources(withoutOddSource(o, before)),
  check: (o, report) => validateVolumeClaim(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateVolumeClaim(report, after, before);
    validateVolumeClaimChange(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateVolumeClaimStatus(report, after);
    },
  },
  warn: warningsOf,
});

/** Sources other than those that were there first are dropped, unless the client knows of newer ones. @source kubernetes pkg/api/persistentvolumeclaim/util.go EnforceDataSourceBackwardsCompatibility */
function withoutOddSource(o: KubeObject, before: KubeObject | undefined): KubeObject {
  const spec = part(o, "spec");
  const had = before === undefined ? {} : part(before, "spec");
  if (!has(spec, "dataSource") || has(spec, "dataSourceRef") || has(had, "dataSource") || has(had, "dataSourceRef")) return o;
  const source = part(spec, "dataSource");
  const named = `${text(source, "kind")}.${text(source, "apiGroup")}`;
  if (named === "PersistentVolumeClaim." || named === "VolumeSnapshot.snapshot.storage.k8s.io") return o;
  const { dataSource: _dropped, ...rest } = spec;
  return { ...o, spec: rest };
}

/** Either of the two names what the other does. @source kubernetes pkg/api/persistentvolumeclaim/util.go NormalizeDataSources */
function withDataSources(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const { dataSource, dataSourceRef } = spec;
  if ((dataSource === undefined) === (dataSourceRef === undefined)) return o;
  if (dataSource === undefined && part(spec, "dataSourceRef")["namespace"] !== undefined) return o;
  const source = part(spec, dataSource === undefined ? "dataSourceRef" : "dataSource");
  const named = inOrder("core.v1.TypedLocalObjectReference", { apiGroup: null, ...source });
  return { ...o, spec: inOrder("core.v1.PersistentVolumeClaimSpec", { ...spec, dataSource: dataSource ?? named, dataSourceRef: dataSourceRef ?? named }) };
}

/** @source kubernetes pkg/api/persistentvolumeclaim/util.go GetWarningsForPersistentVolumeClaim */
function warningsOf(o: KubeObject): readonly string[] {
  const [key, why] = oldAnnotations[0];
  const told = Object.hasOwn(o.metadata.annotations ?? {}, key) ? [`metadata.annotations[${key}]: ${why}`] : [];
  claimWarnings(told, path("spec"), part(part(o, "spec"), "resources"));
  return told;
}
