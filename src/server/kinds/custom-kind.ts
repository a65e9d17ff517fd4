import type { ResourceInfo } from "../../api/index.ts";
import { customFacts } from "./custom-facts.ts";
import type { Kind } from "./kind.ts";
import { kind, notSupported } from "./kind.ts";

/** Custom resources without a definition. */
const undefinedResource = kind({ generation: "spec", unconditionalUpdate: false, refuseField: notSupported });

/** A custom resource, as its definition has it. @source apiextensions-apiserver pkg/registry/customresource (strategy.go, status_strategy.go) */
export function customKind(info: ResourceInfo): Kind {
  const { version } = customFacts(info);
  if (version === undefined) return undefinedResource;
  return {
    ...undefinedResource,
    fields: version.fields,
    ...(version.warnings.length === 0 ? {} : { warnings: version.warnings }),
    check: (object, report) => version.check(object, report),
    checkUpdate: (after, before, report) => version.checkUpdate(after, before, report),
    checkSubresource: { status: (after, before, report) => version.checkStatus(after, before, report) },
    warn: (object, before) => version.warn(object, before),
  };
}
