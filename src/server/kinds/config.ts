import type { KubeObject } from "../../api/index.ts";
import { subdomainProblems } from "../../api/index.ts";
import { list, ownMeta, ownMetaUpdate, pemBlocks, text, textMap, validateConfigMap, validateConfigMapChange, validateSecret, validateSecretChange } from "../validation/index.ts";
import { at, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/core/configmap/strategy.go */
export const configMap = kind({
  check: (o, report) => validateConfigMap(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateConfigMapChange(report, after, before);
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateConfigMap(report, after);
  },
});

/** @source kubernetes pkg/registry/core/secret/strategy.go */
export const secret = kind({
  fields: { type: at("type") },
  refuseField: notSupported,
  check: (o, report) => validateSecret(report, o),
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    validateSecretChange(report, after, before);
    ownMeta(report, after.metadata, true, subdomainProblems);
    validateSecret(report, after);
  },
  warn: keyPairWarnings,
});

/**
 * Of a pair of keys that are none.
 *
 * @source go src/crypto/tls/tls.go X509KeyPair
 * @limits what is between the lines of dashes is not looked at
 */
function keyPairWarnings(o: KubeObject): readonly string[] {
  if (o["type"] !== "kubernetes.io/tls") return [];
  const data = textMap(o, "data");
  const types = pemBlocks(data["tls.crt"] ?? "").map(({ type }) => type);
  if (!types.includes("CERTIFICATE")) return [`tls: failed to find ${missedCertificate(types)}`];
  const others = pemBlocks(data["tls.key"] ?? "").map(({ type }) => type);
  return others.some((type) => type === "PRIVATE KEY" || type.endsWith(" PRIVATE KEY")) ? [] : [`tls: ${missedKey(others)}`];
}

function missedCertificate(types: readonly string[]): string {
  if (types.length === 0) return "any PEM data in certificate input";
  if (types.length === 1 && types[0]?.endsWith("PRIVATE KEY") === true) {
    return "certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched";
  }
  return `"CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(" ")}]`;
}

function missedKey(types: readonly string[]): string {
  if (types.length === 0) return "failed to find any PEM data in key input";
  if (types.length === 1 && types[0] === "CERTIFICATE") return "found a certificate rather than a key in the PEM for the private key";
  return `failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types.join(" ")}]`;
}

const ENFORCE = "kubernetes.io/enforce-mountable-secrets";

/** @source kubernetes pkg/registry/core/serviceaccount/strategy.go */
export const serviceAccount = kind({
  returnsDeleted: true,
  onCreate: withBareSecrets,
  onUpdate: withBareSecrets,
  checkUpdate: (after, before, report) => {
    ownMetaUpdate(report, after, before);
    ownMeta(report, after.metadata, true, subdomainProblems);
  },
  warn: (o, before) => {
    const isNew = Object.hasOwn(o.metadata.annotations ?? {}, ENFORCE) && !Object.hasOwn(before?.metadata.annotations ?? {}, ENFORCE);
    return isNew ? [`metadata.annotations[${ENFORCE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`] : [];
  },
});

/** Of the secrets, only the names are kept. */
function withBareSecrets(o: KubeObject): KubeObject {
  const secrets = list(o, "secrets");
  if (secrets.every((each) => Object.keys(each).every((key) => key === "name"))) return o;
  return { ...o, secrets: secrets.map((each) => (text(each, "name") === "" ? {} : { name: text(each, "name") })) };
}
