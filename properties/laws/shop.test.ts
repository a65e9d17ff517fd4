import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom } from "../../src/kernel/index.ts";
import { defaultClients, drawFaults, partiesOf, readTrace, replicaName, unpackTrace, verifyScenario, type RunRecord } from "../../src/explore/index.ts";

/** The main job: the recorded shop, eighteen informers, one seed, a drawn plan of faults. */
function playShop(seed: number, intensity: "none" | "normal"): RunRecord {
  const bytes = readFileSync(new URL("../recordings/shop.jsonl.gz", import.meta.url));
  const workload = readTrace([{ name: "shop", text: unpackTrace("shop.jsonl.gz", bytes) }]);
  const clients = defaultClients(workload);
  const replicas = [replicaName(0), replicaName(1)];
  const faults = drawFaults(createRandom(seed).stream("faults"), intensity, { clients: partiesOf(clients), replicas, lasts: workload.lasts });
  return verifyScenario({ seed, workload, clients, faults, apiservers: 2, serverProfile: "modern", tieBreak: "seeded" });
}

const broken = ({ laws }: RunRecord): readonly string[] => laws.flatMap(({ violations }) => violations.map(({ law, subject, message }) => `${law}: ${subject}: ${message}`));

test.each([1, 2, 3])("every law holds of the shop under the faults of seed %d", (seed) => {
  const record = playShop(seed, "normal");
  expect(broken(record)).toEqual([]);
  expect(record.clients).toHaveLength(18);
  expect(record.outcome.kind).toBe("reached");
  expect(record.clients.some(({ expired }) => expired > 0)).toBe(true);
  expect(record.ledger.every(({ opened, closed }) => opened === closed)).toBe(true);
}, 30_000);

test("without faults nobody lists twice, and nothing is ever stale", () => {
  const record = playShop(1, "none");
  expect(broken(record)).toEqual([]);
  expect(record.clients.map(({ lists, watchLists, expired }) => [lists + watchLists, expired])).toEqual(record.clients.map(() => [1, 0]));
  expect(Math.max(...record.clients.map(({ worstStaleness }) => worstStaleness))).toBe(0);
});
