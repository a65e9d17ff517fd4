import type { Path } from "../path.ts";
import type { Container, PodSpec } from "./types.ts";

/** @param at of the spec @source kubernetes pkg/apis/core/pods/helpers.go VisitContainersWithPath */
export function eachContainer(spec: PodSpec, at: Path, visit: (container: Container, at: Path) => void): void {
  for (const field of containerFields) {
    const containers: readonly Container[] | null | undefined = spec[field];
    if (containers === undefined || containers === null) continue;
    const where = at.child(field);
    for (let i = 0; i < containers.length; i += 1) visit(containers[i]!, where.index(i));
  }
}

const containerFields = ["initContainers", "containers", "ephemeralContainers"] as const;
