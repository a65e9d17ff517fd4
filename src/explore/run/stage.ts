import { createRegistry, type CustomResource, type Registry, type ResourceInfo } from "../../api/index.ts";
import { createCluster } from "../../cluster/index.ts";
import type { Kernel, Scope } from "../../kernel/index.ts";
import type { Network } from "../../network/index.ts";
import type { Loader, Storage } from "../../server/index.ts";
import type { Scenario } from "../scenario.ts";
import { ScenarioError } from "./scenario-error.ts";

/** A cluster set up for one scenario. */
export interface Stage {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly network: Network;
  readonly loader: Loader;
  /** Owns everything of the run. */
  readonly scope: Scope;
  /** @throws {ScenarioError} for a resource that is neither built in nor told by the workload */
  resource(name: string): ResourceInfo;
  /** Closes everything within this turn. */
  close(): void;
}

export type StageOptions = Pick<Scenario, "seed" | "apiservers" | "serverProfile" | "tieBreak" | "latency"> & {
  readonly workload: Pick<Scenario["workload"], "resources" | "epoch">;
};

/** @throws {ScenarioError} */
export function openStage({ seed, apiservers, serverProfile, tieBreak, latency, workload }: StageOptions): Stage {
  const cluster = refusedAs(() =>
    createCluster({
      seed,
      apiservers,
      profile: serverProfile,
      tieBreak,
      epoch: Math.floor(workload.epoch / MICROS_A_MILLISECOND),
      resources: customOf(workload.resources ?? []),
      ...(latency === undefined ? {} : { latency }),
    }),
  );
  const { kernel, storage, loader, registry, scope } = cluster.core;
  return {
    kernel,
    storage,
    loader,
    scope,
    network: cluster.network,
    resource: (name) => known(registry, name),
    close: () => cluster.core.closeNow(),
  };
}

const MICROS_A_MILLISECOND = 1_000;

/** What the cluster would not know by itself. */
function customOf(resources: readonly ResourceInfo[]): readonly CustomResource[] {
  const builtIn = createRegistry();
  return resources.filter(({ group, version, resource }) => builtIn.find(group, version, resource) === undefined);
}

function known(registry: Registry, name: string): ResourceInfo {
  const info = registry.named(name);
  if (info !== undefined) return info;
  const names = registry.all().slice(0, 8).map(({ resource, group }) => (group === "" ? resource : `${resource}.${group}`));
  throw new ScenarioError(`resource is ${JSON.stringify(name)}, which is neither built in nor in the workload; expected a plural with its group, such as ${names.join(", ")}`);
}

function refusedAs<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new ScenarioError(`the scenario's cluster cannot be made: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
