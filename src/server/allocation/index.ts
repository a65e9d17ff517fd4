import type { ResourceInfo } from "../../api/index.ts";
import { qualified, subjectOf } from "../../api/index.ts";
import type { Allocator } from "./allocator.ts";
import { services } from "./services.ts";

export type { AllocationGround, Allocator, OwnClient } from "./allocator.ts";

const allocators: { readonly [resource: string]: Allocator } = { services };

/** Of built-in resources: undefined where nothing is given out. */
export function allocatorOf(info: ResourceInfo): Allocator | undefined {
  return allocators[qualified(subjectOf(info))];
}
