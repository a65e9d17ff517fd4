import { MILLISECOND, SECOND } from "../../kernel/index.ts";
import type { ClientSpec, Workload } from "../scenario.ts";

/** What a controller author's processes usually watch. */
const WATCHED = ["pods", "services", "endpointslices.discovery.k8s.io", "deployments.apps", "nodes", "leases.coordination.k8s.io"];

/** One process of the story: the same way of asking for each resource. */
interface Process extends Omit<ClientSpec, "name" | "resource"> {
  readonly party: string;
}

/**
 * Three processes that ask differently: one streams its lists, one pages through lists in small pages, one is of
 * an older generation, lists and resyncs. Each is a party that faults can be aimed at.
 */
const PROCESSES: readonly Process[] = [
  { party: "manager", profile: "1.36" },
  { party: "gateway", profile: "1.36", gates: { WatchListClient: false }, pageSize: 5, mendsExpiryLoop: true },
  { party: "agent", profile: "1.35", gates: { WatchListClient: false }, resync: 30 * SECOND + 500 * MILLISECOND },
];

/** Several informers on each of the usual resources that the workload holds, or on all it holds when none is usual. */
export function defaultClients(workload: Workload): readonly ClientSpec[] {
  const held = resourcesOf(workload);
  const usual = WATCHED.filter((resource) => held.has(resource));
  const resources = usual.length > 0 ? usual : [...held].sort();
  return PROCESSES.flatMap(({ party, ...asks }) => resources.map((resource) => ({ ...asks, name: `${party}/${plural(resource)}`, resource })));
}

/** The parties of a list of clients: the processes first, then each client. */
export function partiesOf(clients: readonly ClientSpec[]): readonly string[] {
  const processes = clients.map(({ name }) => name.split("/")[0] as string);
  return [...new Set([...processes, ...clients.map(({ name }) => name)])];
}

function resourcesOf({ initial, writes }: Workload): ReadonlySet<string> {
  const held = new Set<string>();
  for (const { resource } of initial) held.add(resource);
  for (const { resource } of writes) held.add(resource);
  return held;
}

function plural(resource: string): string {
  return resource.split(".")[0] as string;
}
