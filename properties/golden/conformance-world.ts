import { createRegistry } from "../../src/api/index.ts";
import type { Handler } from "../../src/api/index.ts";
import { baseStorage } from "../../src/cluster/system-objects.ts";
import { createKernel } from "../../src/kernel/index.ts";
import type { Micros } from "../../src/kernel/index.ts";
import { createApiServer, serverProfiles, startCompactor } from "../../src/server/index.ts";
import type { ServerProfileName } from "../../src/server/index.ts";
import type { Scenario } from "./conformance-scenario.ts";

/** A server of its own under virtual time. */
export interface World {
  readonly handler: Handler;
  advance(by: Micros): void;
  /** What a scenario does to the server besides sending requests. */
  act(action: string): void;
  close(): void;
}

const SECOND = 1_000_000;

export function createWorld(profileName = "modern"): World {
  const kernel = createKernel({ seed: 1 });
  const profile = serverProfiles[profileName as ServerProfileName];
  const storage = baseStorage(0).fork(() => kernel.clock.now());
  const registry = createRegistry();
  const scope = kernel.root.child("conformance");
  const server = createApiServer({ name: "apiserver", scope, clock: kernel.clock, random: kernel.random, storage, registry, profile });
  if (profileName === "compaction-10s") startCompactor(scope, storage, profile.constants.compactionInterval, (revision) => server.compacted(revision));
  // A server that is ready has its caches filled.
  for (const info of registry.all()) if (info.verbs.includes("watch")) server.cache(info.group, info.version, info.resource);
  kernel.advanceSync(SECOND);
  return {
    handler: server,
    advance: (by) => void kernel.advanceSync(by),
    act(action) {
      if (action === "compact") storage.compact(storage.current);
      else if (action === "restart") {
        server.restart();
        kernel.advanceSync(SECOND);
      } else throw new Error(`no action ${action}`);
    },
    close: () => scope.close(),
  };
}

/** What the server does not do yet: told apart from what it does differently. */
export function isUnsupported({ profile }: Scenario): boolean {
  return profile !== undefined && !Object.hasOwn(serverProfiles, profile);
}
