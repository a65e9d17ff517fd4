import type { KubeObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { Report } from "../validation/index.ts";
import { immutableField, ownMetaUpdate, part, path } from "../validation/index.ts";
import { at, kind, notSupported } from "./kind.ts";

/**
 * ConfigMaps and Secrets: maps of texts that can be sealed.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go (ValidateConfigMap, ValidateSecret and their updates)
 * @limits the fields that typed secrets require are not checked
 */
const configKey = /^[-._a-zA-Z0-9]+$/;
const CONFIG_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' " +
  "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

export const configMap = kind({
  check: (o, report) => {
    const data = part(o, "data");
    const binary = part(o, "binaryData");
    keys(report, o, "data");
    for (const key of Object.keys(data)) if (Object.hasOwn(binary, key)) report.invalid(path("data").key(key), key, "duplicate of key present in binaryData");
    keys(report, o, "binaryData");
  },
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    sealed(report, after, before, ["data", "binaryData"]);
    keys(report, after, "data");
  },
});

export const secret = kind({
  fields: { type: at("type") },
  refuseField: notSupported,
  check: (o, report) => keys(report, o, "data"),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    immutableField(report, after["type"], before["type"], path("type"));
    sealed(report, after, before, ["data"]);
    keys(report, after, "data");
  },
});

function keys(report: Report, o: KubeObject, field: string): void {
  for (const key of Object.keys(part(o, field))) if (!configKey.test(key)) report.invalid(path(field).key(key), key, CONFIG_KEY_TEXT);
}

function sealed(report: Report, after: KubeObject, before: KubeObject, fields: readonly string[]): void {
  if (before["immutable"] !== true) return;
  for (const field of ["immutable", ...fields]) {
    if (!equal(after[field], before[field])) report.forbidden(path(field), "field is immutable when `immutable` is set");
  }
}
