import { list, part } from "./kind.ts";

type Fields = { readonly [field: string]: unknown };

/**
 * Defaults of a pod's spec; those of templates lack what only pods have.
 *
 * @source kubernetes pkg/apis/core/v1/defaults.go
 * @limits volumes, probes and lifecycle handlers keep what was sent
 */
export function podSpecDefaults(spec: Fields, of: "pod" | "template"): Fields {
  return {
    ...spec,
    ...(spec["containers"] === undefined ? {} : { containers: list(spec, "containers").map(container) }),
    ...(spec["initContainers"] === undefined ? {} : { initContainers: list(spec, "initContainers").map(container) }),
    restartPolicy: spec["restartPolicy"] ?? "Always",
    terminationGracePeriodSeconds: spec["terminationGracePeriodSeconds"] ?? 30,
    dnsPolicy: spec["dnsPolicy"] ?? "ClusterFirst",
    securityContext: spec["securityContext"] ?? {},
    schedulerName: spec["schedulerName"] ?? "default-scheduler",
    ...(of === "pod" ? { enableServiceLinks: spec["enableServiceLinks"] ?? true } : {}),
  };
}

/** Of a workload's `spec.template`. */
export function templateDefaults(template: Fields): Fields {
  return { ...template, spec: podSpecDefaults(part(template, "spec"), "template") };
}

function container(sent: Fields): Fields {
  const image = typeof sent["image"] === "string" ? sent["image"] : "";
  return {
    ...sent,
    ...(sent["ports"] === undefined ? {} : { ports: list(sent, "ports").map((port) => ({ ...port, protocol: port["protocol"] ?? "TCP" })) }),
    resources: sent["resources"] ?? {},
    terminationMessagePath: sent["terminationMessagePath"] ?? "/dev/termination-log",
    terminationMessagePolicy: sent["terminationMessagePolicy"] ?? "File",
    imagePullPolicy: sent["imagePullPolicy"] ?? (isLatest(image) ? "Always" : "IfNotPresent"),
  };
}

function isLatest(image: string): boolean {
  const last = image.slice(image.lastIndexOf("/") + 1);
  return !last.includes("@") && (!last.includes(":") || last.endsWith(":latest"));
}
