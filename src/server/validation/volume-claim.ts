import { labelProblems, subdomainProblems } from "../../api/index.ts";
import type { Path } from "./path.ts";
import type { DataSource, PersistentVolumeClaimSpec } from "./pod/types.ts";
import type { Report } from "./report.ts";
import { positiveQuantity } from "./resource-names.ts";
import type { SelectorLenience } from "./rules.ts";
import { fits, labelSelector, oneOf } from "./rules.ts";

/**
 * What a claim asks for, be it an object or the template of one.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec
 */
export function volumeClaimSpec(report: Report, at: Path, spec: PersistentVolumeClaimSpec, lenience: SelectorLenience & { readonly groups: boolean }): void {
  const { accessModes = [], selector, storageClassName = "", volumeMode, dataSource, dataSourceRef, volumeAttributesClassName = "" } = spec;
  if (accessModes.length === 0) report.required(at.child("accessModes"), "at least 1 access mode is required");
  if (selector !== undefined) labelSelector(report, at.child("selector"), selector, lenience);
  for (const mode of accessModes) oneOf(report, at.child("accessModes"), mode, modes);
  if (accessModes.includes(ALONE) && accessModes.some((mode) => mode !== ALONE && modes.some((each) => each === mode))) {
    report.forbidden(at.child("accessModes"), "may not use ReadWriteOncePod with other access modes");
  }
  const storage = spec.resources?.requests?.["storage"];
  const place = at.child("resources").key("storage");
  if (storage === undefined) report.required(place, "");
  else positiveQuantity(report, place, storage);
  if (storageClassName !== "") fits(report, at.child("storageClassName"), storageClassName, subdomainProblems);
  if (volumeMode !== undefined) oneOf(report, at.child("volumeMode"), volumeMode, volumeModes);
  if (dataSource !== undefined) source(report, at.child("dataSource"), dataSource, lenience.groups);
  if (dataSourceRef !== undefined) {
    const { namespace = "" } = dataSourceRef;
    source(report, at.child("dataSourceRef"), dataSourceRef, lenience.groups);
    if (namespace !== "") fits(report, at.child("dataSourceRef").child("namespace"), namespace, labelProblems);
    if (dataSource !== undefined && namespace !== "") report.invalid(at, {}, "may not be specified when dataSourceRef.namespace is specified");
    else if (dataSource !== undefined && !isSame(dataSource, dataSourceRef)) report.invalid(at, {}, "must match dataSourceRef");
  }
  if (volumeAttributesClassName !== "") fits(report, at.child("volumeAttributesClassName"), volumeAttributesClassName, subdomainProblems);
}

const ALONE = "ReadWriteOncePod";
const modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ALONE] as const;
const volumeModes = ["Block", "Filesystem"] as const;

function source(report: Report, at: Path, { name = "", kind = "", apiGroup }: DataSource, anyGroup: boolean): void {
  const group = apiGroup ?? "";
  if (name === "") report.required(at.child("name"), "");
  if (kind === "") report.required(at.child("kind"), "");
  if (group === "" && kind !== "PersistentVolumeClaim") report.invalid(at, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  if (group !== "" && !anyGroup) fits(report, at.child("apiGroup"), group, subdomainProblems);
}

function isSame(one: DataSource, other: DataSource): boolean {
  return (one.apiGroup ?? undefined) === (other.apiGroup ?? undefined) && one.kind === other.kind && one.name === other.name;
}
