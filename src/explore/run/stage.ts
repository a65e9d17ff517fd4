import type { ResourceInfo } from "../../api/index.ts";
import type { Kernel } from "../../kernel/index.ts";
import type { Network } from "../../network/index.ts";
import type { Storage } from "../../server/storage/index.ts";
import type { Scenario } from "../scenario.ts";

/** A cluster set up for one scenario. */
export interface Stage {
  readonly scenario: Scenario;
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly network: Network;
  /** @throws {ScenarioError} for a resource that is neither built in nor told by the workload */
  resource(name: string): ResourceInfo;
  close(): void;
}
