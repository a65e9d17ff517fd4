import { existsSync } from "node:fs";
import { drawFaults, INTENSITIES, partiesOf, readTrace, replicaName, TraceError, unpackTrace, type ClientSpec, type Intensity, type Scenario, type Workload } from "../explore/index.ts";
import { createRandom } from "../kernel/index.ts";
import type { Fault } from "../network/index.ts";
import { clientsOf } from "./clients-of.ts";
import { mustAim, readFaultPlan } from "./fault-plan.ts";
import { readInput, readText, SHOP, traceName } from "./files.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import { UsageError } from "./usage-error.ts";

/** One way in a hundred takes more than three times the median. */
const LATENCY_SIGMA = 0.5;

/** The network's name for all replicas together. */
const EVERY_APISERVER = "apiserver";

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
    ...(options.latency === 0 ? {} : { latency: { kind: "lognormal", median: options.latency, sigma: LATENCY_SIGMA } }),
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
  const replicas = Array.from({ length: apiservers }, (_, i) => replicaName(i));
  const parties = partiesOf(clients);
  if (isIntensity(faults)) return drawFaults(createRandom(seed).stream("faults"), faults, { clients: parties, replicas, lasts });
  if (isBareWord(faults)) throw new UsageError(`--faults ${faults}: expected ${INTENSITIES.join(", ")}, or the path of a JSON file with an array of faults`);
  const plan = readFaultPlan(faults, readText("--faults", faults));
  mustAim(faults, plan, [...parties, ...replicas, EVERY_APISERVER]);
  return plan;
}

/** A mistyped intensity, not a path. */
function isBareWord(text: string): boolean {
  return /^[a-z]+$/i.test(text) && !existsSync(text);
}

function isIntensity(text: string): text is Intensity {
  return INTENSITIES.some((intensity) => intensity === text);
}
