import type { Path } from "./path.ts";
import type { Report } from "./report.ts";

/** Paths of files. @source kubernetes pkg/apis/core/validation/validation.go */

/** Within what is mounted: relative, and never upwards. */
export function descendingPath(report: Report, at: Path, path: string): void {
  if (path.startsWith("/")) report.invalid(at, path, "must be a relative path");
  noBacksteps(report, at, path);
}

export function noBacksteps(report: Report, at: Path, path: string): void {
  if (stepsBack(path)) report.invalid(at, path, "must not contain '..'");
}

export function stepsBack(path: string): boolean {
  return path.includes("..") && path.split("/").includes("..");
}

/** Names that begin with two dots are the kubelet's. */
export function localPath(report: Report, at: Path, path: string): void {
  descendingPath(report, at, path);
  if (path.startsWith("..") && !path.startsWith("../")) report.invalid(at, path, "must not start with '..'");
}
