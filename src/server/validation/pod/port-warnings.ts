import type { Path } from "../path.ts";
import { eachContainer } from "./each-container.ts";
import type { Container, ContainerPort, PodSpec } from "./types.ts";

interface Known {
  readonly at: Path;
  readonly port: ContainerPort;
}

/** Ports that are in each other's way, or share a name. @source kubernetes pkg/api/pod/warnings.go */
export function portWarnings(spec: PodSpec, at: Path): readonly string[] {
  if (!isCrowded(spec.initContainers, spec.containers, spec.ephemeralContainers)) return none;
  const told: string[] = [];
  const known = new Map<string, Known[]>();
  eachContainer(spec, at, ({ ports = [] }, where) => {
    for (const [i, port] of ports.entries()) {
      const place = where.child("ports").index(i);
      if ((port.hostIP ?? "") !== "" && (port.hostPort ?? 0) === 0) told.push(`${place.toString()}: hostIP set without hostPort: ${shown(port)}`);
      const key = `${port.containerPort ?? 0}/${port.protocol ?? ""}`;
      const others = known.get(key) ?? [];
      for (const other of others) {
        const why = conflict(port, other.port);
        if (why !== undefined) told.push(`${place.toString()}: ${why} port definition with ${other.at.toString()}`);
      }
      known.set(key, [...others, { at: place, port }]);
    }
  });
  const names = new Map<string, string>();
  eachContainer(spec, at, ({ ports = [] }, where) => {
    for (const [i, { name = "" }] of ports.entries()) {
      const place = where.child("ports").index(i).toString();
      const other = names.get(name);
      if (name === "") continue;
      if (other === undefined) names.set(name, place);
      else told.push(`${place}: duplicate port name ${JSON.stringify(name)} with ${other}, services and probes that select ports by name will use ${other}`);
    }
  });
  return told;
}

const none: readonly string[] = Object.freeze([]);
const noContainers: readonly Container[] = Object.freeze([]);

/** Whether there is anything to compare, which there mostly is not. */
function isCrowded(...all: readonly (readonly Container[] | null | undefined)[]): boolean {
  let ports = 0;
  for (const containers of all) {
    for (const { ports: own } of containers ?? noContainers) {
      ports += own?.length ?? 0;
      if (ports > 1 || own?.some(({ hostIP }) => hostIP !== undefined) === true) return true;
    }
  }
  return false;
}

function conflict(one: ContainerPort, other: ContainerPort): string | undefined {
  const { hostIP = "", hostPort = 0 } = one;
  const { hostIP: otherIP = "", hostPort: otherPort = 0 } = other;
  if (hostIP === otherIP && hostPort === otherPort) return "duplicate";
  if (hostPort === 0 || otherPort === 0) return "overlapping";
  return hostPort === otherPort && (hostIP === "") !== (otherIP === "") ? "dangerously ambiguous" : undefined;
}

/** As Go prints a struct with the names of its fields. */
function shown({ name = "", hostPort = 0, containerPort = 0, protocol = "", hostIP = "" }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}
