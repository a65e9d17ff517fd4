import { quantityLike, quantityNanos } from "./quantity.ts";

/** Canonical quantities by the resource they are of. */
export type Amounts = { readonly [resource: string]: string };

export const noAmounts: Amounts = Object.freeze({});

/** Written as the first is, unless that is nothing. @source apimachinery pkg/api/resource/quantity.go Add */
export function sum(a: string, b: string): string {
  return quantityLike(quantityNanos(a) + quantityNanos(b), quantityNanos(a) === 0n ? b : a);
}

export function added(a: Amounts, b: Amounts): Amounts {
  const made: { [resource: string]: string } = { ...a };
  for (const [name, value] of Object.entries(b)) made[name] = made[name] === undefined ? value : sum(made[name], value);
  return made;
}

export function greatest(a: Amounts, b: Amounts): Amounts {
  const made: { [resource: string]: string } = { ...a };
  for (const [name, value] of Object.entries(b)) {
    if (made[name] === undefined || quantityNanos(value) > quantityNanos(made[name])) made[name] = value;
  }
  return made;
}

interface Container {
  readonly resources?: { readonly limits?: Amounts; readonly requests?: Amounts };
  readonly restartPolicy?: string;
}

/** The containers of a pod as they are decoded. */
export interface Containers {
  readonly containers?: readonly Container[] | null;
  readonly initContainers?: readonly Container[];
}

/**
 * What all containers of a pod need at once: containers and sidecars together, or an init container with the sidecars
 * before it where that is more.
 *
 * @source component-helpers resource/helpers.go AggregateContainerRequests, AggregateContainerLimits
 */
export function containerAmounts({ containers, initContainers = [] }: Containers, what: "requests" | "limits"): Amounts {
  const of = ({ resources }: Container): Amounts => resources?.[what] ?? noAmounts;
  let total = noAmounts;
  for (const container of containers ?? []) total = added(total, of(container));
  let sidecars = noAmounts;
  let starting = noAmounts;
  for (const container of initContainers) {
    const own = of(container);
    const stays = container.restartPolicy === "Always";
    if (stays) {
      total = added(total, own);
      sidecars = added(sidecars, own);
    }
    starting = greatest(starting, stays ? sidecars : added(own, sidecars));
  }
  return greatest(total, starting);
}
