import type { Registry, ResourceInfo } from "../../api/index.ts";
import type { Client } from "../../client/index.ts";
import type { Clock, Scope } from "../../kernel/index.ts";
import type { Monitors } from "./monitors.ts";
import type { Workers } from "./work.ts";

/** What a core controller is made of. */
export interface CoreParts {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly client: Client;
  readonly monitors: Monitors;
  readonly registry: Registry;
  /** A built-in resource in its preferred version. */
  readonly info: (group: string, resource: string) => ResourceInfo;
  /** The newest revision of the store. */
  readonly revision: () => number;
}

/** A controller that the cluster brings with it. It begins once every cache is filled. */
export type CoreController = Workers;
