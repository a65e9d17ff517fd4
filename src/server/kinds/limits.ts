import { ownMeta, ownMetaUpdate, validateLimitRange, validateQuotaStatus, validateResourceQuota, validateResourceQuotaChange } from "../validation/index.ts";
import { subdomainProblems } from "../../api/index.ts";
import { allMetadata, kind } from "./kind.ts";

/** @source kubernetes pkg/registry/core/limitrange/strategy.go */
export const limitRange = kind({
  createOnUpdate: true,
  check: (o, report) => validateLimitRange(report, o),
  checkUpdate: (after, _before, report) => {
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateLimitRange(report, after);
  },
});

/** @source kubernetes pkg/registry/core/resourcequota/strategy.go */
export const resourceQuota = kind({
  statusTakes: allMetadata,
  returnsDeleted: true,
  check: (o, report) => validateResourceQuota(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateResourceQuotaChange(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateQuotaStatus(report, after);
    },
  },
});
