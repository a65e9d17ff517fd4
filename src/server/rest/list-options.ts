import type { InvalidField, RequestOptions, Status } from "../../api/index.ts";
import { invalid } from "../../api/index.ts";

/**
 * Which options of a list or a watch go together.
 *
 * @source apimachinery pkg/apis/meta/internalversion/validation/validation.go, defaults.go (SetListOptionsDefaults)
 */
export interface WatchDefaults {
  readonly sendInitialEvents: boolean | undefined;
  readonly match: string;
}

/** With WatchList a watch that asks for no version in particular begins with the state. */
export function defaultedWatch(options: RequestOptions, watchList: boolean, legacyPath: boolean): WatchDefaults {
  const { sendInitialEvents, resourceVersionMatch: match = "", resourceVersion = "" } = options;
  const legacy = sendInitialEvents === undefined && match === "" && (resourceVersion === "" || resourceVersion === "0");
  if (watchList && legacy && !legacyPath) return { sendInitialEvents: true, match: "NotOlderThan" };
  return { sendInitialEvents, match };
}

export function listOptionsProblem(options: RequestOptions): Status | undefined {
  const { resourceVersion = "", resourceVersionMatch: match = "", continue: token = "" } = options;
  const fields: InvalidField[] = [];
  if (match !== "") {
    if (resourceVersion === "") fields.push(forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (token !== "") fields.push(forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan") {
      fields.push(unsupported("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && resourceVersion === "0") {
      fields.push(forbidden("resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (options.sendInitialEvents !== undefined) fields.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  return refusedOptions(fields);
}

export function watchOptionsProblem(options: RequestOptions, defaults: WatchDefaults, watchList: boolean): Status | undefined {
  const { sendInitialEvents, match } = defaults;
  const fields: InvalidField[] = [];
  if (sendInitialEvents !== undefined) {
    if (match !== "NotOlderThan") {
      fields.push(forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!watchList) fields.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"));
  }
  if (match !== "") {
    if (sendInitialEvents === undefined) {
      fields.push(forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
    }
    if (match !== "NotOlderThan") fields.push(unsupported("resourceVersionMatch", match, ["NotOlderThan"]));
    if ((options.continue ?? "") !== "") {
      fields.push(forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
    }
  }
  return refusedOptions(fields);
}

function refusedOptions(fields: readonly InvalidField[]): Status | undefined {
  return fields.length === 0 ? undefined : invalid({ group: "meta.k8s.io", resource: "ListOptions" }, "", fields);
}

function forbidden(field: string, why: string): InvalidField {
  return { reason: "FieldValueForbidden", field, message: `Forbidden: ${why}` };
}

function unsupported(field: string, value: string, supported: readonly string[]): InvalidField {
  const quoted = supported.map((s) => JSON.stringify(s)).join(", ");
  return { reason: "FieldValueNotSupported", field, message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${quoted}` };
}
