import { admit } from "../../api/index.ts";
import type { Workload } from "../scenario.ts";

/** Workloads whose objects are known to be frozen plain JSON, all the way down. */
const sound = new WeakSet<Workload>();
const copies = new WeakMap<Workload, Workload>();

/** Takes the caller's word for it: whoever made the objects froze them, and looked through them. */
export function declareSound(workload: Workload): Workload {
  sound.add(workload);
  return workload;
}

/**
 * The workload with objects that a store may keep as they are. Looked through and copied at most once, however often it
 * is played.
 *
 * @throws {NotAdmitted} for what is no plain JSON
 */
export function soundWorkload(workload: Workload): Workload {
  if (sound.has(workload)) return workload;
  const known = copies.get(workload);
  if (known !== undefined) return known;
  const copy = declareSound({
    ...workload,
    initial: workload.initial.map((each) => ({ ...each, object: admit(each.object) })),
    writes: workload.writes.map((each) => ({ ...each, object: admit(each.object) })),
  });
  copies.set(workload, copy);
  return copy;
}
