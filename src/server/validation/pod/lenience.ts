import { labelValueProblems } from "../../../api/index.ts";
import { noPath } from "../path.ts";
import { localPath } from "../paths.ts";
import { Report } from "../report.ts";
import { labelSelector } from "../rules.ts";
import { isHugePages } from "../resource-names.ts";
import { isDeletionCost } from "./annotations.ts";
import { eachContainer } from "./each-container.ts";
import type { PodOptions } from "./options.ts";
import { isRestartable, isWholePages } from "./resources.ts";
import { selectorKeys, termSelectors } from "./scheduling.ts";
import { hostSysctl } from "./security.ts";
import type { PodSpec, PodTemplate, Quantities } from "./types.ts";

/** What the object before had, the one after may have too. @source kubernetes pkg/api/pod/util.go GetValidationOptionsFromPodSpecAndMeta */
export function lenient({ metadata, spec = {} }: PodTemplate, isPod: boolean): PodOptions {
  const cost = metadata?.annotations?.["controller.kubernetes.io/pod-deletion-cost"];
  return {
    isPod,
    anyDeletionCost: cost !== undefined && !isDeletionCost(cost),
    anyHugePages: hasPartialPages(spec),
    anySelectorValue: finds((report) => everyTerm(spec, report)),
    anyNodeAffinityValue: hasOddNodeValue(spec),
    anySpreadSelector: finds((report) => {
      for (const each of spec.topologySpreadConstraints ?? []) if (each.labelSelector !== undefined) labelSelector(report, noPath, each.labelSelector);
    }),
    oldSpreadKeys: finds((report) => {
      for (const each of spec.topologySpreadConstraints ?? []) selectorKeys(report, noPath, each.matchLabelKeys ?? [], [], each.labelSelector);
    }),
    anyTokenPath: finds((report) => {
      for (const volume of spec.volumes ?? []) {
        for (const source of volume.projected?.sources ?? []) if (source.serviceAccountToken !== undefined) localPath(report, noPath, source.serviceAccountToken.path ?? "");
      }
    }),
    anySysctl: finds((report) => {
      for (const each of spec.securityContext?.sysctls ?? []) hostSysctl(report, noPath, each.name ?? "", spec);
    }),
    devicesWithoutHostUsers: spec.hostUsers === false && hasDevices(spec),
    anyInitResizePolicy: (spec.initContainers ?? []).some((each) => !isRestartable(each) && (each.resizePolicy ?? []).some((of) => of.restartPolicy === "RestartContainer")),
    anyLinuxChangePolicy: spec.securityContext?.seLinuxChangePolicy !== undefined,
    comparingTolerations: (spec.tolerations ?? []).some(({ operator }) => operator === "Lt" || operator === "Gt"),
  };
}

function finds(look: (report: Report) => void): boolean {
  const report = new Report();
  look(report);
  return report.count > 0;
}

function hasPartialPages(spec: PodSpec): boolean {
  let found = [spec.overhead].some(isPartial);
  eachContainer(spec, noPath, ({ resources }) => {
    found ||= [resources?.limits, resources?.requests].some(isPartial);
  });
  return found;
}

function isPartial(quantities: Quantities = {}): boolean {
  return Object.keys(quantities).some((name) => isHugePages(name) && !isWholePages(name, quantities[name]!));
}

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

function everyTerm({ affinity }: PodSpec, report: Report): void {
  for (const each of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    for (const term of each?.[REQUIRED] ?? []) termSelectors(report, noPath, term, { values: false });
    for (const term of each?.[PREFERRED] ?? []) termSelectors(report, noPath, term.podAffinityTerm ?? {}, { values: false });
  }
}

function hasOddNodeValue({ affinity }: PodSpec): boolean {
  const terms = affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  return terms.some((term) => (term.matchExpressions ?? []).some(({ values = [] }) => values.some((value) => labelValueProblems(value).length > 0)));
}

function hasDevices(spec: PodSpec): boolean {
  let found = false;
  eachContainer(spec, noPath, ({ volumeDevices = [] }) => {
    found ||= volumeDevices.length > 0;
  });
  return found;
}
