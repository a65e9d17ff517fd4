import { drawFaults, INTENSITIES, partiesOf, readTrace, replicaName, TraceError, unpackTrace, type ClientSpec, type Intensity, type Scenario, type Workload } from "../explore/index.ts";
import { createRandom } from "../kernel/index.ts";
import type { Fault } from "../network/index.ts";
import { clientsOf } from "./clients-of.ts";
import { readFaultPlan } from "./fault-plan.ts";
import { readInput, readText, SHOP, traceName } from "./files.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import { UsageError } from "./usage-error.ts";

/** Reads what the options name and draws what they leave open. @throws {UsageError} */
export function scenarioOf(options: ScenarioOptions): Scenario {
  const workload = readWorkload(options);
  const clients = clientsOf(workload, options);
  return {
    seed: options.seed,
    workload,
    clients,
    faults: faultsOf(options, workload, clients),
    apiservers: options.apiservers,
    serverProfile: options.serverProfile,
    tieBreak: options.tieBreak,
  };
}

function readWorkload({ trace, interval }: ScenarioOptions): Workload {
  const paths = trace.length === 0 ? [SHOP] : trace;
  try {
    const sources = paths.map((path) => ({ name: path, text: unpackTrace(path, readInput("--trace", path)) }));
    return readTrace(sources, { name: paths.map(traceName).join(" + "), interval });
  } catch (cause) {
    if (cause instanceof TraceError) throw new UsageError(`--trace ${cause.message}`);
    throw cause;
  }
}

function faultsOf({ faults, seed, apiservers }: ScenarioOptions, { lasts }: Workload, clients: readonly ClientSpec[]): readonly Fault[] {
  if (!isIntensity(faults)) return readFaultPlan(faults, readText("--faults", faults));
  const replicas = Array.from({ length: apiservers }, (_, i) => replicaName(i));
  return drawFaults(createRandom(seed).stream("faults"), faults, { clients: partiesOf(clients), replicas, lasts });
}

function isIntensity(text: string): text is Intensity {
  return INTENSITIES.some((intensity) => intensity === text);
}
