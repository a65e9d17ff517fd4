import type { InvalidField, Json, KubeObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { at, kind, notSupported, part } from "./kind.ts";
import { textMaps } from "./type-model.ts";

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
  check: (o) => [...keyProblems(o, "data"), ...keyProblems(o, "binaryData")],
  onChange: (after, before) => [...sealProblems(after, before, ["data", "binaryData"]), ...keyProblems(after, "data")],
  model: textMaps("ConfigMap", ["data", "binaryData"]),
  onCreate: (o) => texts(o, "data"),
  onUpdate: (o) => texts(o, "data"),
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
  model: textMaps("Secret", ["data", "stringData"], base64Problem),
  onCreate: (o) => ({ ...withStringData(o), type: o["type"] ?? "Opaque" }),
  onUpdate: (o, before) => ({ ...withStringData(o), type: o["type"] ?? before["type"] ?? "Opaque" }),
});

/** A null is Go's zero value, and an empty map is none. */
function texts(o: KubeObject, field: string): KubeObject {
  const map = o[field] as { readonly [key: string]: Json } | undefined | null;
  if (map === undefined) return o;
  const { [field]: _map, ...rest } = o;
  if (map === null || Object.keys(map).length === 0) return rest as KubeObject;
  if (!Object.values(map).includes(null)) return o;
  return { ...o, [field]: Object.fromEntries(Object.entries(map).map(([key, text]) => [key, text ?? ""])) };
}

function withStringData(o: KubeObject): KubeObject {
  const { stringData, ...rest } = o as KubeObject & { readonly stringData?: { readonly [key: string]: string } };
  const object = rest as KubeObject;
  if (stringData === undefined) return texts(object, "data");
  const encoded = Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, base64(text)]));
  return texts({ ...object, data: { ...part(object, "data"), ...encoded } }, "data");
}

function base64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function keyProblems(o: KubeObject, field: string): readonly InvalidField[] {
  return Object.keys(part(o, field))
    .filter((key) => !configKey.test(key))
    .map((key) => ({ reason: "FieldValueInvalid", field: `${field}[${key}]`, message: `Invalid value: ${JSON.stringify(key)}: ${CONFIG_KEY_TEXT}` }));
}

function sealProblems(after: KubeObject, before: KubeObject, fields: readonly string[]): readonly InvalidField[] {
  if (before["immutable"] !== true) return [];
  const changed = ["immutable", ...fields].filter((field) => !equal(after[field], before[field]));
  return changed.map((field) => ({ reason: "FieldValueForbidden", field, message: "Forbidden: field is immutable when `immutable` is set" }));
}

function base64Problem(o: KubeObject): string | undefined {
  for (const text of Object.values(part(o, "data"))) {
    if (typeof text !== "string") continue;
    const bad = text.search(/[^A-Za-z0-9+/=\r\n]/);
    if (bad >= 0) return `illegal base64 data at input byte ${bad}`;
  }
  return undefined;
}
