import type { InvalidField, KubeObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { at, kind, notSupported, part } from "./kind.ts";

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
  check: (o) => [...keyProblems(o, "data"), ...twiceProblems(o), ...keyProblems(o, "binaryData")],
  onChange: (after, before) => [...sealProblems(after, before, ["data", "binaryData"]), ...keyProblems(after, "data")],
});

export const secret = kind({
  fields: { type: at("type") },
  refuseField: notSupported,
  check: (o) => keyProblems(o, "data"),
  onChange: (after, before) => [
    ...(after["type"] === before["type"] ? [] : [{ reason: "FieldValueInvalid", field: "type", message: `Invalid value: ${JSON.stringify(after["type"])}: field is immutable` }]),
    ...sealProblems(after, before, ["data"]),
    ...keyProblems(after, "data"),
  ],
});

function keyProblems(o: KubeObject, field: string): readonly InvalidField[] {
  return Object.keys(part(o, field))
    .filter((key) => !configKey.test(key))
    .map((key) => ({ reason: "FieldValueInvalid", field: `${field}[${key}]`, message: `Invalid value: ${JSON.stringify(key)}: ${CONFIG_KEY_TEXT}` }));
}

function twiceProblems(o: KubeObject): readonly InvalidField[] {
  const binary = part(o, "binaryData");
  return Object.keys(part(o, "data"))
    .filter((key) => Object.hasOwn(binary, key))
    .map((key) => ({ reason: "FieldValueInvalid", field: `data[${key}]`, message: `Invalid value: ${JSON.stringify(key)}: duplicate of key present in binaryData` }));
}

function sealProblems(after: KubeObject, before: KubeObject, fields: readonly string[]): readonly InvalidField[] {
  if (before["immutable"] !== true) return [];
  const changed = ["immutable", ...fields].filter((field) => !equal(after[field], before[field]));
  return changed.map((field) => ({ reason: "FieldValueForbidden", field, message: "Forbidden: field is immutable when `immutable` is set" }));
}
