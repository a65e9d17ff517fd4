/**
 * The checks behind /healthz, /livez and /readyz. A server that answers at all passes them.
 *
 * @source apiserver pkg/server/healthz/healthz.go; names: kube-apiserver v1.36.3
 */
const hooks: readonly string[] = [
  "start-apiserver-admission-initializer", "generic-apiserver-start-informers", "priority-and-fairness-config-consumer",
  "priority-and-fairness-filter", "storage-object-count-tracker-hook", "start-apiextensions-informers",
  "start-apiextensions-controllers", "crd-informer-synced", "start-system-namespaces-controller",
  "start-cluster-authentication-info-controller", "start-kube-apiserver-identity-lease-controller",
  "start-kube-apiserver-identity-lease-garbage-collector", "start-legacy-token-tracking-controller",
  "start-service-ip-repair-controllers", "rbac/bootstrap-roles", "scheduling/bootstrap-system-priority-classes",
  "priority-and-fairness-config-producer", "bootstrap-controller", "aggregator-reload-proxy-client-cert",
  "start-kube-aggregator-informers", "apiservice-status-local-available-controller",
  "apiservice-status-remote-available-controller", "apiservice-registration-controller", "apiservice-discovery-controller",
  "kube-apiserver-autoregistration", "autoregister-completion", "apiservice-openapi-controller", "apiservice-openapiv3-controller",
].map((hook) => `poststarthook/${hook}`);

const checks: { readonly [endpoint: string]: readonly string[] } = {
  healthz: ["ping", "log", "etcd", ...hooks],
  livez: ["ping", "log", "etcd", ...hooks],
  readyz: ["ping", "log", "etcd", "etcd-readiness", "informer-sync", ...hooks, "shutdown"],
};

export const healthPaths: readonly string[] = Object.entries(checks).flatMap(([endpoint, names]) => [`/${endpoint}`, ...names.map((name) => `/${endpoint}/${name}`)]);

/** The text of a health endpoint or of one of its checks; undefined where there is none. */
export function healthText(path: string, query: readonly (readonly [string, string])[]): string | undefined {
  const [, endpoint = "", ...rest] = path.split("/");
  if (!Object.hasOwn(checks, endpoint)) return undefined;
  const names = checks[endpoint] ?? [];
  if (rest.length > 0) return names.includes(rest.join("/")) ? "ok" : undefined;
  if (!query.some(([name]) => name === "verbose")) return "ok";
  const excluded = query.filter(([name]) => name === "exclude").map(([, value]) => value);
  const unknown = excluded.filter((name) => !names.includes(name));
  const warning = unknown.length === 0 ? "" : `warn: some health checks cannot be excluded: no matches for ${unknown.map((name) => JSON.stringify(name)).join(", ")}\n`;
  const lines = names.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok\n` : `[+]${name} ok\n`));
  return `${warning}${lines.join("")}${endpoint} check passed\n`;
}
