import { keyOf } from "../../api/index.ts";
import { SECOND, type Micros } from "../../kernel/index.ts";
import { describeFault } from "../../network/index.ts";
import type { ClientSpec, Scenario, Write } from "../scenario.ts";

/** A scenario in sentences: who watches, then what happens, in order of time. Long workloads are summed up. */
export function tellStory({ clients, faults, workload }: Scenario): readonly string[] {
  const happenings = [...faults.map((fault) => ({ at: fault.at, text: `at ${fault.at / SECOND} s ${describeFault(fault)}` })), ...told(workload.writes)].sort((a, b) => a.at - b.at);
  return [
    ...clients.map(describeClient),
    ...(workload.initial.length === 0 ? [] : [`in the store at first: ${some(workload.initial.map(({ resource, object }) => `${resource} ${keyOf(object)}`))}`]),
    ...happenings.map(({ text }) => text),
  ];
}

const MOST_WRITES = 20;
const MOST_NAMES = 6;

function told(writes: readonly Write[]): readonly { readonly at: Micros; readonly text: string }[] {
  if (writes.length > MOST_WRITES) return [{ at: 0, text: `${writes.length} writes over ${(writes.at(-1)?.at ?? 0) / SECOND} s` }];
  return writes.map(({ at, type, resource, object }) => ({ at, text: `at ${at / SECOND} s ${resource} ${keyOf(object)} is ${VERBS[type]}` }));
}

const VERBS = { ADDED: "created", MODIFIED: "changed", DELETED: "deleted" } as const;

function describeClient({ name, resource, ...asks }: ClientSpec): string {
  const how = Object.entries(asks).filter(([, value]) => value !== undefined).map(([option, value]) => `${option} ${typeof value === "object" ? JSON.stringify(value) : value}`);
  return `${name} watches ${resource}${how.length === 0 ? "" : ` (${how.join(", ")})`}`;
}

function some(names: readonly string[]): string {
  return names.length <= MOST_NAMES ? names.join(", ") : `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`;
}
