import type { DownwardFile, KeyToPath, Projection, Volume } from "./types.ts";

interface Source {
  readonly path: string;
  readonly of: string;
}

/** Files of one volume that lie where others do. @source kubernetes pkg/api/pod/warnings.go warningsForOverlappingVirtualPaths */
export function overlapWarnings(volumes: readonly Volume[]): readonly string[] {
  const told: string[] = [];
  for (const { name = "", configMap, secret, downwardAPI, projected } of volumes) {
    const tell = (what: string, sources: readonly Source[]): void => {
      for (const each of overlaps(sources)) told.push(`volume ${JSON.stringify(name)} (${what}): overlapping paths: ${each}`);
    };
    if (configMap?.items !== undefined) tell(`ConfigMap ${JSON.stringify(configMap.name ?? "")}`, pathsOf(configMap.items, ""));
    if (secret?.items !== undefined) tell(`Secret ${JSON.stringify(secret.secretName ?? "")}`, pathsOf(secret.items, ""));
    if (downwardAPI?.items !== undefined) tell("DownwardAPI", pathsOf(downwardAPI.items, ""));
    if (projected === undefined) continue;
    const sources = projected.sources ?? [];
    for (const source of sources) if (Object.keys(source).length === 0) told.push(`volume ${JSON.stringify(name)} (Projected) has no sources provided`);
    tell("Projected", sources.flatMap(projectedPaths));
  }
  return told;
}

function pathsOf(items: readonly (KeyToPath | DownwardFile)[], of: string): readonly Source[] {
  return items.map(({ path = "" }) => ({ path, of }));
}

function projectedPaths({ configMap, secret, downwardAPI, serviceAccountToken }: Projection): readonly Source[] {
  if (configMap?.items !== undefined) return pathsOf(configMap.items, `ConfigMap ${JSON.stringify(configMap.name ?? "")}`);
  if (secret?.items !== undefined) return pathsOf(secret.items, `Secret ${JSON.stringify(secret.name ?? "")}`);
  if (downwardAPI?.items !== undefined) return pathsOf(downwardAPI.items, "DownwardAPI");
  return serviceAccountToken === undefined ? [] : [{ path: serviceAccountToken.path ?? "", of: "ServiceAccountToken" }];
}

function overlaps(sources: readonly Source[]): readonly string[] {
  const told: string[] = [];
  const known: Source[] = [];
  for (const { path, of } of sources) {
    const one = { path: path.replace(/\/+$/, ""), of };
    for (const other of known) if (meet(one, other)) told.push(`${shown(one)} with ${shown(other)}`);
    known.push(one);
  }
  return told;
}

function meet(one: Source, other: Source): boolean {
  if (one.path === "" || other.path === "") return false;
  return `${other.path}/`.startsWith(`${one.path}/`) || `${one.path}/`.startsWith(`${other.path}/`);
}

function shown({ path, of }: Source): string {
  return of === "" ? JSON.stringify(path) : `${JSON.stringify(path)} (${of})`;
}
