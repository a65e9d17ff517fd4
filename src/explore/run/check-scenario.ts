import type { Fault } from "../../network/index.ts";
import type { ClientSpec, Scenario, Workload } from "../scenario.ts";
import { replicaName } from "../workload/index.ts";
import { ScenarioError } from "./scenario-error.ts";

/**
 * What can be said of a scenario before a cluster is made for it. Faults, profiles, resources and objects are checked by
 * who takes them.
 *
 * @throws {ScenarioError} naming field and value
 */
export function checkScenario({ workload, clients, faults, apiservers }: Scenario): void {
  checkWorkload(workload);
  const names = new Set<string>();
  for (const client of clients) {
    if (names.has(client.name)) throw new ScenarioError(`two clients are called ${JSON.stringify(client.name)}; faults and reports tell clients by their names`);
    names.add(client.name);
    checkClient(client);
  }
  faults.forEach((fault, i) => checkFault(fault, `faults[${i}] (${fault.kind})`, apiservers));
}

function checkFault(fault: Fault, where: string, apiservers: number): void {
  span(`${where}.at`, fault.at);
  const replica = fault.kind === "failover" ? fault.to : fault.kind === "restart" || fault.kind === "lag" ? fault.replica : undefined;
  const known = Array.from({ length: apiservers }, (_, i) => replicaName(i));
  if (replica === undefined || known.includes(replica)) return;
  throw new ScenarioError(`${where} speaks of the replica ${JSON.stringify(replica)}; there ${apiservers === 1 ? "is" : "are"} ${known.join(", ")}`);
}

function checkWorkload({ writes, lasts, epoch }: Workload): void {
  span("workload.lasts", lasts);
  span("workload.epoch", epoch);
  let before = 0;
  for (let i = 0; i < writes.length; i++) {
    const at = writes[i]?.at ?? 0;
    span(`workload.writes[${i}].at`, at);
    if (at < before) throw new ScenarioError(`workload.writes[${i}].at is ${at}, after a write at ${before}; writes are ordered by time`);
    before = at;
  }
  if (before > lasts) throw new ScenarioError(`workload.lasts is ${lasts}, but its last write is at ${before}`);
}

function checkClient({ name, pageSize, resync, takes, stopsAt }: ClientSpec): void {
  if (typeof name !== "string" || name === "") throw new ScenarioError(`a client is called ${JSON.stringify(name)}; expected a text`);
  if (pageSize !== undefined && (!Number.isSafeInteger(pageSize) || pageSize < 1)) throw new ScenarioError(`client ${name}: pageSize is ${pageSize}; expected a whole number from 1 up`);
  for (const [option, value] of Object.entries({ resync, takes, stopsAt })) if (value !== undefined) span(`client ${name}: ${option}`, value);
}

function span(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new ScenarioError(`${field} is ${value}; expected whole microseconds, 0 or more`);
}
