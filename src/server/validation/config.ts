import type { KubeObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { part, text, textMap } from "./fields.ts";
import { jsonObjectProblem } from "./go-json.ts";
import { configKeyProblems } from "./names.ts";
import { typed } from "./go-value.ts";
import { FIELD_IS_IMMUTABLE } from "./object-meta.ts";
import { path, unnamed } from "./path.ts";
import type { Report } from "./report.ts";
import { fits } from "./rules.ts";

const MAX_SIZE = 1_048_576;
const encoder = new TextEncoder();

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateConfigMap */
export function validateConfigMap(report: Report, map: KubeObject): void {
  const data = textMap(map, "data");
  const binary = textMap(map, "binaryData");
  let size = 0;
  for (const key of Object.keys(data)) {
    fits(report, path("data").key(key), key, configKeyProblems);
    if (Object.hasOwn(binary, key)) report.invalid(path("data").key(key), key, "duplicate of key present in binaryData");
    size += encoder.encode(data[key]).length;
  }
  for (const key of Object.keys(binary)) {
    fits(report, path("binaryData").key(key), key, configKeyProblems);
    size += bytesOf(binary[key] as string);
  }
  if (size > MAX_SIZE) report.tooLong(unnamed, MAX_SIZE);
}

export function validateConfigMapChange(report: Report, map: KubeObject, before: KubeObject): void {
  sealed(report, map, before, ["data", "binaryData"]);
}

/** How many bytes a text in base64 stands for. */
function bytesOf(base64: string): number {
  return (base64.length / 4) * 3 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}

const ACCOUNT = "kubernetes.io/service-account.name";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateSecret */
export function validateSecret(report: Report, secret: KubeObject): void {
  const data = textMap(secret, "data");
  let size = 0;
  for (const key of Object.keys(data)) {
    fits(report, path("data").key(key), key, configKeyProblems);
    size += bytesOf(data[key] as string);
  }
  if (size > MAX_SIZE) report.tooLong(path("data"), MAX_SIZE);
  const type = text(secret, "type");
  if (type === "kubernetes.io/service-account-token" && (secret.metadata.annotations?.[ACCOUNT] ?? "") === "") report.required(path("metadata", "annotations").key(ACCOUNT), "");
  for (const key of keysOf[type] ?? []) if (!Object.hasOwn(data, key)) report.required(path("data").key(key), "");
  if (type === "kubernetes.io/ssh-auth" && data["ssh-privatekey"] === "") report.required(path("data").key("ssh-privatekey"), "");
  if (type === "kubernetes.io/basic-auth" && !Object.hasOwn(data, "username") && !Object.hasOwn(data, "password")) {
    for (const key of ["username", "password"]) report.required(path("data").key(key), "");
  }
  const json = jsonIn[type];
  if (json === undefined || !Object.hasOwn(data, json)) return;
  const problem = jsonObjectProblem(Uint8Array.from(atob(data[json] as string), (c) => c.charCodeAt(0)));
  if (problem !== undefined) report.invalid(path("data").key(json), "<secret contents redacted>", problem);
}

/** What a type of secret must hold. */
const keysOf: { readonly [type: string]: readonly string[] } = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

/** Where it holds an object in JSON. */
const jsonIn: { readonly [type: string]: string } = {
  "kubernetes.io/dockercfg": ".dockercfg",
  "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
};

export function validateSecretChange(report: Report, secret: KubeObject, before: KubeObject): void {
  if (secret["type"] !== before["type"]) report.invalid(path("type"), typed(text(secret, "type")), FIELD_IS_IMMUTABLE);
  sealed(report, secret, before, ["data"]);
}

function sealed(report: Report, after: KubeObject, before: KubeObject, fields: readonly string[]): void {
  if (before["immutable"] !== true) return;
  const why = "field is immutable when `immutable` is set";
  if (after["immutable"] !== true) report.forbidden(path("immutable"), why);
  for (const field of fields) if (!equal(part(after, field), part(before, field))) report.forbidden(path(field), why);
}
