import type { KubeObject } from "../../api/index.ts";
import { pathSegmentProblems, subdomainProblems } from "../../api/index.ts";
import type { Report } from "../validation/index.ts";
import {
  has, objectMeta, objectMetaUpdate, part, validateAPIService, validateAPIServiceStatus, validateMutatingPolicy, validatePolicyBinding, validatePolicyStatus, validateValidatingPolicy,
  validateWebhooks,
} from "../validation/index.ts";
import type { Kind } from "./kind.ts";
import { kind } from "./kind.ts";

type Rules = (report: Report, o: KubeObject, before?: KubeObject) => void;

/** A change is looked at as if it were new. @source kubernetes pkg/registry/admissionregistration/<resource>/strategy.go */
function registration(rules: Rules, differs: Partial<Kind> = {}): Kind {
  return kind({
    anyFinalizer: true,
    generation: "spec",
    unconditionalUpdate: false,
    check: (o, report) => rules(report, o),
    checkUpdate: (after, before, report) => {
      objectMeta(report, after.metadata, false, subdomainProblems);
      rules(report, after, before);
    },
    warn: staticWarnings,
    ...differs,
  });
}

const STATIC = ".static.k8s.io";

/** @source kubernetes pkg/apis/admissionregistration/validation/static_suffix.go WarningsForStaticSuffix */
function staticWarnings({ metadata: { name = "" } }: KubeObject): readonly string[] {
  const why = "are reserved for static manifest-based configurations and cannot be managed via the API";
  return name.endsWith(STATIC) ? [`metadata.name: names ending with "${STATIC}" ${why}`] : [];
}

export const validatingWebhooks = registration((report, o, before) => validateWebhooks(report, o, false, before));
export const mutatingWebhooks = registration((report, o, before) => validateWebhooks(report, o, true, before));
export const mutatingPolicy = registration(validateMutatingPolicy);
export const validatingPolicyBinding = registration((report, o) => validatePolicyBinding(report, o, false));
export const mutatingPolicyBinding = registration((report, o) => validatePolicyBinding(report, o, true));
export const validatingPolicy = registration(validateValidatingPolicy, {
  checkSubresource: { status: (after, _before, report) => validatePolicyStatus(report, after) },
});

const LOCAL = { type: "Available", status: "True", reason: "Local", message: "Local APIServices are always available" };

/** @source kube-aggregator pkg/registry/apiservice/strategy.go */
export const apiService = kind({
  nameRule: pathSegmentProblems,
  anyFinalizer: true,
  unconditionalUpdate: false,
  onCreate: (o) => {
    if (has(part(o, "spec"), "service")) return o;
    const { type, status, reason, message } = LOCAL;
    return { ...o, status: { conditions: [{ type, status, lastTransitionTime: o.metadata.creationTimestamp, reason, message }] } };
  },
  check: (o, report) => validateAPIService(report, o),
  checkUpdate: (after, before, report) => {
    objectMetaUpdate(report, after.metadata, before.metadata);
    objectMeta(report, after.metadata, false, pathSegmentProblems);
    validateAPIService(report, after);
  },
  checkSubresource: {
    status: (after, before, report) => {
      objectMetaUpdate(report, after.metadata, before.metadata);
      validateAPIServiceStatus(report, after);
    },
  },
});
