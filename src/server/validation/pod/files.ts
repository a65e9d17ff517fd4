import type { Path } from "../path.ts";
import { localPath } from "../paths.ts";
import type { Report } from "../report.ts";
import { fieldRef, resourceFieldRef } from "./env.ts";
import type { DownwardFile, KeyToPath, Projection, Volume } from "./types.ts";

/** Files that are made of objects. @source kubernetes pkg/apis/core/validation/validation.go validateKeyToPath, validateDownwardAPIVolumeFile, validateProjectionSources */
export function fileMode(report: Report, at: Path, mode: number | undefined): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) report.invalid(at, mode, "must be a number between 0 and 0777 (octal), both inclusive");
}

export function keysToPaths(report: Report, at: Path, items: readonly KeyToPath[]): void {
  for (let i = 0; i < items.length; i += 1) keyToPath(report, at.index(i), items[i]!);
}

function keyToPath(report: Report, at: Path, { key = "", path = "", mode }: KeyToPath): void {
  if (key === "") report.required(at.child("key"), "");
  if (path === "") report.required(at.child("path"), "");
  localPath(report, at.child("path"), path);
  fileMode(report, at.child("mode"), mode);
}

/** Upstream gives all of them the place of the volume. */
export function downwardFiles(report: Report, at: Path, items: readonly DownwardFile[]): void {
  for (const item of items) downwardFile(report, at, item);
}

function downwardFile(report: Report, at: Path, { path = "", fieldRef: ofField, resourceFieldRef: ofResource, mode }: DownwardFile): void {
  if (path === "") report.required(at.child("path"), "");
  localPath(report, at.child("path"), path);
  if (ofField !== undefined) {
    fieldRef(report, at.child("fieldRef"), ofField, fileFields);
    if (ofResource !== undefined) report.invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
  } else if (ofResource !== undefined) resourceFieldRef(report, at.child("resourceFieldRef"), ofResource, true);
  else report.required(at, "one of fieldRef and resourceFieldRef is required");
  fileMode(report, at.child("mode"), mode);
}

const fileFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"] as const;

/** @param anyTokenPath whether tokens may lie outside of the volume */
export function projectedVolume(report: Report, at: Path, { defaultMode, sources }: NonNullable<Volume["projected"]>, anyTokenPath: boolean): void {
  fileMode(report, at.child("defaultMode"), defaultMode);
  const paths = new Set<string>();
  const once = (path: string, told: string): void => {
    if (paths.has(path)) report.invalid(at, told, "conflicting duplicate paths");
    paths.add(path);
  };
  const all = sources ?? [];
  for (let i = 0; i < all.length; i += 1) projection(report, at, i, all[i]!, once, anyTokenPath);
}

const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

function projection(report: Report, at: Path, i: number, source: Projection, once: (path: string, told: string) => void, anyTokenPath: boolean): void {
  const where = at.child("sources").index(i);
  let count = 0;
  for (const field of ["secret", "configMap"] as const) {
    const of = source[field];
    if (of === undefined) continue;
    count += 1;
    const { name = "", items = [] } = of;
    if (name === "") report.required(where.child(field).child("name"), "");
    for (let j = 0; j < items.length; j += 1) {
      keyToPath(report, where.child(field).child("items").index(j), items[j]!);
      if ((items[j]!.path ?? "") !== "") once(items[j]!.path ?? "", name);
    }
  }
  if (source.downwardAPI !== undefined) {
    count += 1;
    for (const item of source.downwardAPI.items ?? []) {
      downwardFile(report, where.child("downwardAPI"), item);
      if ((item.path ?? "") !== "") once(item.path ?? "", item.path ?? "");
    }
  }
  if (source.serviceAccountToken !== undefined) {
    count += 1;
    const { expirationSeconds = 0, path = "" } = source.serviceAccountToken;
    const seconds = where.child("serviceAccountToken").child("expirationSeconds");
    if (expirationSeconds < LEAST_SECONDS) report.invalid(seconds, expirationSeconds, "may not specify a duration less than 10 minutes");
    if (expirationSeconds > MOST_SECONDS) report.invalid(seconds, expirationSeconds, "may not specify a duration larger than 2^32 seconds");
    if (path === "") report.required(at.child("path"), "");
    else if (!anyTokenPath) localPath(report, at.child("path"), path);
  }
  if (count > 1) report.forbidden(where, "may not specify more than 1 volume type per source");
}
