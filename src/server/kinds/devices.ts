import { subdomainProblems } from "../../api/index.ts";
import {
  ownMeta, ownMetaUpdate, part, text, validateDeviceClass, validateResourceClaim, validateResourceClaimChange, validateResourceClaimTemplate, validateResourceClaimTemplateChange,
} from "../validation/index.ts";
import { at, kind } from "./kind.ts";

/** @source kubernetes pkg/registry/resource/deviceclass/strategy.go */
export const deviceClass = kind({
  returnsDeleted: true,
  generation: "spec",
  check: (o, report) => validateDeviceClass(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    ownMetaUpdate(report, after, before);
    validateDeviceClass(report, after);
  },
});

/** @source kubernetes pkg/registry/resource/resourceclaim/strategy.go */
export const resourceClaim = kind({
  returnsDeleted: true,
  check: (o, report) => validateResourceClaim(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, true, subdomainProblems);
    ownMetaUpdate(report, after, before);
    validateResourceClaimChange(report, after, before);
  },
});

/** @source kubernetes pkg/registry/resource/resourceclaimtemplate/strategy.go */
export const resourceClaimTemplate = kind({
  returnsDeleted: true,
  check: (o, report) => validateResourceClaimTemplate(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateResourceClaimTemplate(report, after);
    ownMetaUpdate(report, after, before);
    validateResourceClaimTemplateChange(report, after, before);
  },
});

/**
 * @source kubernetes pkg/registry/resource/resourceslice/strategy.go
 * @limits what a slice says is not looked at
 */
export const resourceSlice = kind({
  returnsDeleted: true,
  generation: "spec",
  fields: { "spec.nodeName": at("spec", "nodeName"), "spec.driver": at("spec", "driver") },
  refuseField: (label) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${label}`,
  warn: (o) => {
    const driver = text(part(o, "spec"), "driver");
    return driver === driver.toLowerCase() ? [] : [`spec.driver: driver names should be lowercase; ${JSON.stringify(driver)} contains uppercase characters`];
  },
});
