import { keyOf, type KubeObject } from "../../api/index.ts";
import type { Workload, Write } from "../scenario.ts";

/**
 * Makes sense of a workload from which writes were taken out: what is not there is created instead of changed, what is
 * there is changed instead of created, what is not there is not deleted.
 */
export function repaired(workload: Workload): Workload {
  const live = new Set<string>();
  for (const { resource, object } of workload.initial) live.add(idOf(resource, object));
  const writes = workload.writes.flatMap((write): readonly Write[] => {
    const id = idOf(write.resource, write.object);
    if (write.type === "DELETED") return live.delete(id) ? [write] : [];
    const type = live.has(id) ? "MODIFIED" : "ADDED";
    live.add(id);
    return [type === write.type ? write : { ...write, type }];
  });
  return { ...workload, writes };
}

function idOf(resource: string, object: KubeObject): string {
  return `${resource} ${keyOf(object)}`;
}
