import type { Registry, ResourceInfo, User } from "../../api/index.ts";
import { createClient } from "../../client/index.ts";
import type { Kernel, Scope } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { Network } from "../../network/index.ts";
import type { Storage } from "../../server/index.ts";
import { defaultServiceAccounts, rootCertificates } from "./per-namespace.ts";
import { garbageCollector } from "./garbage-collector.ts";
import { createMonitors } from "./monitors.ts";
import { namespaceDeletion } from "./namespace-deletion.ts";

export interface CoreControllersOptions {
  readonly kernel: Kernel;
  readonly scope: Scope;
  readonly network: Network;
  readonly registry: Registry;
  readonly storage: Storage;
  /** What "kube-root-ca.crt" publishes: PEM. */
  readonly rootCertificate: string;
}

/** The controllers that no cluster is without, as one program on the network. */
export interface CoreControllers {
  /** Caches lack something, or somebody has something to do. */
  readonly busy: boolean;
  explain(): readonly string[];
}

/** Its party on the network, and its user agent. */
const NAME = "kube-controller-manager";
const USER: User = { name: "system:kube-controller-manager", groups: ["system:masters"] };

/** @source kubernetes pkg/controller/garbagecollector (initialSyncTimeout of 30 seconds) */
const SYNC_PATIENCE = 30 * SECOND;

/** @source kubernetes cmd/kube-controller-manager/app/{core.go,certificates.go,controllermanager.go} */
export function startCoreControllers({ kernel, scope, network, registry, storage, rootCertificate }: CoreControllersOptions): CoreControllers {
  const clock = network.clock(NAME);
  const transport = network.connect(NAME, { scope });
  const revision = (): number => storage.current;
  const client = createClient({ transport, scope, turns: kernel, registry, agent: NAME, user: USER });
  const monitors = createMonitors({ scope, clock, transport, storage, random: kernel.random.stream(NAME), agent: NAME, user: USER });
  const parts = { scope, clock, client, monitors, registry, revision, info: (group: string, resource: string) => builtIn(registry, group, resource) };
  const controllers = Object.entries({
    "the garbage collector": garbageCollector(parts),
    "the deletion of namespaces": namespaceDeletion(parts),
    "default service accounts": defaultServiceAccounts(parts),
    "root certificates": rootCertificates(parts, rootCertificate),
  });
  monitors.whenSynced(SYNC_PATIENCE, () => controllers.forEach(([, controller]) => controller.start()));
  return {
    get busy() {
      return !monitors.current || controllers.some(([, { busy }]) => busy);
    },
    explain: () => [
      ...(monitors.current ? [] : [`${NAME}: its caches lack the newest writes`]),
      ...controllers.filter(([, { busy }]) => busy).map(([name]) => `${NAME}: ${name} has something to do`),
    ],
  };
}

function builtIn(registry: Registry, group: string, resource: string): ResourceInfo {
  const info = registry.find(group, "v1", resource);
  if (info === undefined) throw new Error(`the resource ${resource} of "${group}" is not built in`);
  return info;
}
