import type { Authority } from "../http/index.ts";
import { yamlText } from "../wire/index.ts";

export interface KubeconfigOptions {
  readonly url: string;
  /** Undefined: plain HTTP. */
  readonly authority: Authority | undefined;
  readonly token: string | undefined;
}

/**
 * A kubeconfig that leads to a served cluster. Over TLS its user is an administrator by a client certificate, or whoever
 * the token names; over plain HTTP the token is there for clients that send it (kubectl does not).
 */
export function kubeconfig({ url, authority, token }: KubeconfigOptions): string {
  const secure = authority !== undefined;
  const own = secure && token === undefined ? authority.client({ name: "kubeloom-admin", groups: ["system:masters"] }) : undefined;
  return yamlText({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "kubeloom", cluster: { server: url, ...(secure ? { "certificate-authority-data": base64(authority.certificate) } : { "insecure-skip-tls-verify": true }) } }],
    users: [{
      name: "kubeloom",
      user: {
        ...(token === undefined ? {} : { token }),
        ...(own === undefined ? {} : { "client-certificate-data": base64(own.certificate), "client-key-data": base64(own.key) }),
      },
    }],
    contexts: [{ name: "kubeloom", context: { cluster: "kubeloom", user: "kubeloom", namespace: "default" } }],
    "current-context": "kubeloom",
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
