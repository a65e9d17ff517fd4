import type { KubeObject } from "../../api/index.ts";
import type { Definition } from "./definition.ts";

/**
 * Why an object cannot be had in another version; undefined: it can, by its apiVersion alone.
 *
 * @source apiextensions-apiserver pkg/apiserver/conversion (converter.go, webhook_converter.go)
 * @limits no webhook is ever reached: each is refused the connection, as if nobody listened
 */
export function conversionProblem({ spec: { conversion } }: Definition, { apiVersion, kind }: KubeObject): string | undefined {
  const { strategy = "None", webhook } = conversion ?? {};
  if (strategy !== "Webhook") return undefined;
  const { url, service } = webhook?.clientConfig ?? {};
  const failed = `conversion webhook for ${apiVersion}, Kind=${kind} failed: Post`;
  if (service !== undefined) {
    const { name, namespace, path = "", port = 443 } = service;
    return `${failed} "https://${name}.${namespace}.svc:${port}${path}?timeout=30s": service "${name}" not found`;
  }
  return `${failed} "${url ?? ""}?timeout=30s": ${dialled(url ?? "")}`;
}

function dialled(url: string): string {
  const [, host = "", port = "443"] = /^https:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?/.exec(url) ?? [];
  const address = host === "localhost" ? "127.0.0.1" : host;
  return /^[\d.]+$|^\[/.test(address) ? `dial tcp ${address}:${port}: connect: connection refused` : `dial tcp: lookup ${host}: no such host`;
}
