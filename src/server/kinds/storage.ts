import type { KubeObject } from "../../api/index.ts";
import { equal, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "../validation/index.ts";
import {
  has, list, oldNodeLabels, ownMeta, ownMetaUpdate, part, text, validateCSIDriver, validateCSIDriverChange, validateCSINode, validateCSINodeChange, validateStorageCapacity,
  validateStorageCapacityChange, validateStorageClass, validateStorageClassChange, validateVolumeAttachment, validateVolumeAttachmentChange, validateVolumeAttributesClass,
  validateVolumeAttributesClassChange,
} from "../validation/index.ts";
import { kind } from "./kind.ts";
import { selectorWarnings } from "./node-labels.ts";

/** @source kubernetes pkg/registry/storage/storageclass/strategy.go */
export const storageClass = kind({
  returnsDeleted: true,
  check: (o, report) => validateStorageClass(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateStorageClass(report, after);
    ownMetaUpdate(report, after, before);
    validateStorageClassChange(report, after, before);
  },
  warn: (o) => list(o, "allowedTopologies").flatMap((term, i) => termWarnings(`allowedTopologies[${i}]`, term)),
});

/** @source kubernetes pkg/api/storage/util.go GetWarningsForStorageClass */
function termWarnings(at: string, term: Fields): readonly string[] {
  return list(term, "matchLabelExpressions").flatMap((each, j) => {
    const why = oldNodeLabels.get(text(each, "key"));
    return why === undefined ? [] : [`${at}.matchLabelExpressions[${j}].key: ${why}`];
  });
}

/** @source kubernetes pkg/registry/storage/volumeattributesclass/strategy.go */
export const volumeAttributesClass = kind({
  returnsDeleted: true,
  check: (o, report) => validateVolumeAttributesClass(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateVolumeAttributesClassChange(report, after, before);
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateVolumeAttributesClass(report, after);
  },
});

/** @source kubernetes pkg/registry/storage/volumeattachment/strategy.go */
export const volumeAttachment = kind({
  returnsDeleted: true,
  unconditionalUpdate: false,
  check: (o, report) => validateVolumeAttachment(report, o),
  checkUpdate: changedAttachment,
  checkSubresource: { status: changedAttachment },
});

function changedAttachment(after: KubeObject, before: KubeObject, report: Parameters<typeof validateVolumeAttachment>[0]): void {
  ownMeta(report, after.metadata, false, subdomainProblems);
  validateVolumeAttachment(report, after);
  validateVolumeAttachmentChange(report, after, before);
}

const IN_SECRETS =
  "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes";

/** @source kubernetes pkg/registry/storage/csidriver/strategy.go */
export const csiDriver = kind({
  returnsDeleted: true,
  unconditionalUpdate: false,
  generation: "specFromKept",
  check: (o, report) => validateCSIDriver(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateCSIDriverChange(report, after, before);
  },
  warn: (o, before) => {
    const spec = part(o, "spec");
    const asks = list(spec, "tokenRequests").length > 0 && !has(spec, "serviceAccountTokenInSecrets");
    const isNew = before === undefined || !equal(list(part(before, "spec"), "tokenRequests"), list(spec, "tokenRequests"));
    return asks && isNew ? [IN_SECRETS] : [];
  },
});

/** @source kubernetes pkg/registry/storage/csinode/strategy.go */
export const csiNode = kind({
  returnsDeleted: true,
  unconditionalUpdate: false,
  check: (o, report) => validateCSINode(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateCSINode(report, after);
    validateCSINodeChange(report, after, before);
  },
});

/** @source kubernetes pkg/registry/storage/csistoragecapacity/strategy.go */
export const csiStorageCapacity = kind({
  unconditionalUpdate: false,
  check: (o, report) => validateStorageCapacity(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateStorageCapacity(report, after);
    ownMetaUpdate(report, after, before);
    validateStorageCapacityChange(report, after, before);
  },
  warn: (o) => selectorWarnings("nodeTopology", part(o, "nodeTopology")),
});
