import type { Registry, ResourceInfo } from "../../api/index.ts";
import { byVersionPriority } from "../../api/index.ts";

/**
 * Each resource in its group's preferred version, in the order of discovery.
 *
 * @source client-go discovery ServerPreferredResources
 * @differs read off the registry, so that no discovery request is sent
 */
export function preferredResources(registry: Registry): readonly ResourceInfo[] {
  const chosen = new Map<string, ResourceInfo>();
  for (const info of registry.all()) {
    const key = `${info.group}/${info.resource}`;
    const before = chosen.get(key);
    if (before === undefined || byVersionPriority(info.version, before.version) < 0) chosen.set(key, info);
  }
  return [...chosen.values()];
}

/** "/v1, Resource=pods". @source apimachinery pkg/runtime/schema GroupVersionResource.String */
export function resourceText({ group, version, resource }: ResourceInfo): string {
  return `${group}/${version}, Resource=${resource}`;
}
