import type { Content, Table } from "../table.ts";

const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const secret = (type: string, stringData: object = {}): Content => ({ type: `kubernetes.io/${type}`, stringData });
const docker = (json: string): Content => secret("dockerconfigjson", { ".dockerconfigjson": json });

export const tables: readonly Table[] = [
  {
    name: "config maps", path: "/api/v1/namespaces/{{ns}}/configmaps", apiVersion: "v1", kind: "ConfigMap",
    create: [{ data: { "a b": "x" }, binaryData: { "c d": "" } }, { data: { "..": "y" } }, { data: { a: "z" }, binaryData: { a: "" } }, { data: { ["k".repeat(254)]: "" } }, { data: { a: "x".repeat(1_048_577) } }, { data: { a: "x".repeat(1_048_576) } }, badMetadata],
    change: [{ from: { data: { a: "b" }, immutable: true }, to: [{ data: { a: "c" } }, { data: { a: "b" }, immutable: true, ...badMetadata }, { data: { "a b": "c" }, binaryData: { x: "" }, immutable: true }] }, { from: {}, to: [{ data: { "a b": "" } }, badMetadata] }],
  },
  {
    name: "secrets", path: "/api/v1/namespaces/{{ns}}/secrets", apiVersion: "v1", kind: "Secret",
    create: [
      secret("service-account-token"), secret("dockercfg"), secret("dockercfg", { ".dockercfg": "{" }), secret("dockerconfigjson"), secret("basic-auth"), secret("basic-auth", { username: "" }), secret("ssh-auth"), secret("ssh-auth", { "ssh-privatekey": "" }), secret("tls"),
      secret("tls", { "tls.crt": "", "tls.key": "" }), secret("tls", { "tls.crt": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "tls.key": "x" }), { type: "foo", stringData: { "a b": "x" } }, { type: "foo", stringData: { a: "x".repeat(1_048_577) } },
      ...["", "[]", "1", '"a"', "true", "null", "{]", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1}x', '{"a":tru}', '{"a":nulL}', '{a:1}', '{"a":[1,]}', '{"a":[1 2]}', '{"a" 1}', '{"a":"\u0001"}', '{"a":"\\x"}', '{"a":"\\u12g4"}', '{"a":01}', '{"a":1.}', '{"a":-}', '{"a":1e}', "'", '{"é":é}'].map(docker),
    ],
    change: [{ from: { stringData: { a: "b" }, immutable: true }, to: [{ stringData: { a: "c" } }, { type: "foo", stringData: { a: "b" }, immutable: true }, { stringData: { a: "b" }, immutable: true, ...badMetadata }] }],
  },
  {
    name: "service accounts", path: "/api/v1/namespaces/{{ns}}/serviceaccounts", apiVersion: "v1", kind: "ServiceAccount",
    create: [{ secrets: [{ name: "x", kind: "Secret", namespace: "y" }, {}], imagePullSecrets: [{ name: "" }] }, { metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } } }, badMetadata],
    change: [{ from: { secrets: [{ name: "x", uid: "u" }] }, to: [{ secrets: [{ name: "x", uid: "v" }] }, { metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": "" } } }, badMetadata] }],
  },
];
