import type { InvalidField, RequestOptions, Status } from "../../api/index.ts";
import { invalid } from "../../api/index.ts";
import { goQuote } from "../schema/index.ts";

/**
 * @source apimachinery pkg/apis/meta/v1/validation/validation.go (ValidateCreateOptions and its siblings)
 */
export type WriteOptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions";

const MANAGER_LIMIT = 128;
/** @source go src/unicode IsPrint: of spaces, only the plain one */
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const validations = ["Ignore", "Strict", "Warn"] as const;
const policies: ReadonlySet<string> = new Set(["Foreground", "Background", "Orphan"]);

export function writeOptionsProblem(kind: WriteOptionsKind, options: RequestOptions): Status | undefined {
  const forced = kind === "PatchOptions" && options.force !== undefined;
  return problemsIn(kind, options, forced ? [{ reason: "FieldValueForbidden", field: "force", message: "Forbidden: may not be specified for non-apply patch" }] : []);
}

export function applyOptionsProblem(options: RequestOptions): Status | undefined {
  const named = options.fieldManager !== undefined && options.fieldManager !== "";
  return problemsIn("PatchOptions", options, named ? [] : [{ reason: "FieldValueRequired", field: "fieldManager", message: "Required value: is required for apply patch" }]);
}

function problemsIn(kind: WriteOptionsKind, options: RequestOptions, first: readonly InvalidField[]): Status | undefined {
  const fields: InvalidField[] = [...first];
  const { fieldManager = "" } = options;
  if (fieldManager.length > MANAGER_LIMIT) {
    fields.push({ reason: "FieldValueTooLong", field: "fieldManager", message: `Too long: may not be more than ${MANAGER_LIMIT} bytes` });
  }
  const odd = unprintable.exec(fieldManager);
  if (odd !== null) {
    const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const why = `invalid character U+${code} (at position ${odd.index})`;
    fields.push({ reason: "FieldValueInvalid", field: "fieldManager", message: `Invalid value: ${goQuote(fieldManager)}: ${why}` });
  }
  if (kind === "DeleteOptions") fields.push(...propagationProblems(options));
  const { dryRun = [] } = options;
  if (dryRun.some((each) => each !== "All")) {
    const shown = `[${dryRun.map((each) => JSON.stringify(each)).join(",")}]`;
    fields.push({ reason: "FieldValueNotSupported", field: "dryRun", message: `Unsupported value: ${shown}: supported values: "All"` });
  }
  const { fieldValidation = "" } = options;
  if (fieldValidation !== "" && !validations.some((each) => each === fieldValidation)) {
    const supported = ["", ...validations].map((each) => JSON.stringify(each)).join(", ");
    const message = `Unsupported value: ${JSON.stringify(fieldValidation)}: supported values: ${supported}`;
    fields.push({ reason: "FieldValueNotSupported", field: "fieldValidation", message });
  }
  return fields.length === 0 ? undefined : invalid({ group: "meta.k8s.io", resource: kind }, "", fields);
}

export function isDryRun({ dryRun = [] }: RequestOptions): boolean {
  return dryRun.length > 0;
}

function propagationProblems({ propagationPolicy, orphanDependents }: RequestOptions): readonly InvalidField[] {
  if (propagationPolicy === undefined) return [];
  const shown = JSON.stringify(propagationPolicy);
  if (orphanDependents !== undefined) {
    const message = `Invalid value: ${shown}: orphanDependents and deletionPropagation cannot be both set`;
    return [{ reason: "FieldValueInvalid", field: "propagationPolicy", message }];
  }
  if (policies.has(propagationPolicy)) return [];
  const message = `Unsupported value: ${shown}: supported values: "Foreground", "Background", "Orphan", "nil"`;
  return [{ reason: "FieldValueNotSupported", field: "propagationPolicy", message }];
}
