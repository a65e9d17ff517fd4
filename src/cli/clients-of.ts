import { defaultClients, type ClientSpec, type Workload } from "../explore/index.ts";
import { UsageError } from "./usage-error.ts";

/** Which informers watch the workload. All optional: without any of these, what the explorer thinks usual. */
export interface ClientWishes {
  /** "pods", "deployments.apps". */
  readonly resources?: readonly string[] | undefined;
  /** Informers on each resource. */
  readonly perResource?: number | undefined;
  /** Informers in all. */
  readonly clients?: number | undefined;
  /** Names of client profiles, given to the processes in turn. */
  readonly profiles?: readonly string[] | undefined;
  /** Objects a page of a list. */
  readonly pageSize?: number | undefined;
}

/**
 * Processes ask each in their own way for every resource; there are as many as are needed, and beyond the usual ones the ways
 * repeat.
 */
export function clientsOf(workload: Workload, wishes: ClientWishes): readonly ClientSpec[] {
  const usual = defaultClients(workload);
  const ways = waysOf(usual);
  const resources = wishes.resources ?? [...new Set(usual.map(({ resource }) => resource))];
  mustBeHeld(resources, workload);
  const processes = wishes.clients === undefined ? (wishes.perResource ?? ways.length) : Math.ceil(wishes.clients / resources.length);
  return Array.from({ length: processes }, (_, i) => processOf(ways, resources, wishes, i)).flat().slice(0, wishes.clients);
}

interface Way {
  readonly party: string;
  readonly asks: Omit<ClientSpec, "name" | "resource">;
}

/** How each process of the usual ones asks. */
function waysOf(usual: readonly ClientSpec[]): readonly Way[] {
  const ways = new Map<string, Way>();
  for (const { name, resource: _resource, ...asks } of usual) {
    const party = name.split("/")[0] ?? name;
    if (!ways.has(party)) ways.set(party, { party, asks });
  }
  return [...ways.values()];
}

function processOf(ways: readonly Way[], resources: readonly string[], { profiles, pageSize }: ClientWishes, i: number): readonly ClientSpec[] {
  const way = ways[i % ways.length];
  if (way === undefined) throw new UsageError("the trace holds no resource to watch");
  const party = i < ways.length ? way.party : `${way.party}-${Math.floor(i / ways.length) + 1}`;
  const profile = profiles?.[i % profiles.length];
  return resources.map((resource) => ({
    ...way.asks,
    ...(profile === undefined ? {} : { profile }),
    ...(pageSize === undefined ? {} : { pageSize }),
    name: `${party}/${resource.split(".")[0] ?? resource}`,
    resource,
  }));
}

function mustBeHeld(resources: readonly string[], { initial, writes }: Workload): void {
  const held = new Set([...initial, ...writes].map(({ resource }) => resource));
  const missing = resources.find((resource) => !held.has(resource));
  if (missing !== undefined) throw new UsageError(`--resources: the trace holds no "${missing}"; it holds ${[...held].sort().join(", ")}`);
}
