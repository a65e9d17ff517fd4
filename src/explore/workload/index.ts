export { defaultClients, partiesOf } from "./clients.ts";
export { randomScenario, replicaName } from "./random-scenario.ts";
export { randomWorkload, type RandomResource, type WorkloadShape } from "./random-workload.ts";
