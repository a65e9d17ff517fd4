import type { RandomIntegers, Status } from "../../api/index.ts";
import { internalError, invalid, serverError } from "../../api/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, needsHealthCheck, path, Report } from "../validation/index.ts";
import type { Draft } from "./ip-families.ts";
import type { ServiceUse } from "./service-use.ts";

/** @source kubernetes pkg/kubeapiserver/options DefaultServiceNodePortRange */
const FIRST = 30_000;
const LAST = 32_767;
/** Ports from here on are taken at random; those below are for who asks for one. @source portallocator/allocator.go calculateRangeOffset */
const DYNAMIC = FIRST + 86;

/** Why a port cannot be had. */
interface Denied {
  readonly why: string;
}

const taken: Denied = { why: "provided port is already allocated" };
const outside: Denied = { why: `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}` };
const full: Denied = { why: "range is full" };

/**
 * The ports of one request. What is taken shows in the services themselves, so that nothing need be given back.
 *
 * @source kubernetes pkg/registry/core/service/portallocator (allocator.go, operation.go)
 */
class Ports {
  readonly #use: ServiceUse;
  readonly #random: RandomIntegers;
  readonly #dryRun: boolean;
  readonly #own = new Set<number>();

  constructor(use: ServiceUse, random: RandomIntegers, dryRun: boolean) {
    this.#use = use;
    this.#random = random;
    this.#dryRun = dryRun;
  }

  take(port: number): Denied | undefined {
    if (!this.#dryRun && (port < FIRST || port > LAST)) return outside;
    if (this.#isTaken(port)) return taken;
    this.#own.add(port);
    return undefined;
  }

  next(): number | Denied {
    return this.#dryRun ? this.#imagined() : (this.#free(DYNAMIC, LAST) ?? this.#free(FIRST, DYNAMIC - 1) ?? full);
  }

  #isTaken(port: number): boolean {
    return this.#own.has(port) || this.#use.hasPort(port);
  }

  #free(first: number, last: number): number | undefined {
    const size = last - first + 1;
    const start = this.#random.int(size);
    for (let i = 0; i < size; i += 1) {
      const port = first + ((start + i) % size);
      if (this.take(port) === undefined) return port;
    }
    return undefined;
  }

  /** Nobody looks for a port that nobody will have. */
  #imagined(): number {
    const last = this.#own.size === 0 ? IMAGINED : Math.max(...this.#own);
    for (let port = last + 1; port < SMALL; port += 1) if (this.take(port) === undefined) return port;
    this.#own.add(last + 1);
    return last + 1;
  }
}

const IMAGINED = 32_768;
const SMALL = 100;

/** @param name of the service @param had undefined: it is new. Fills in the spec; says why not. */
export function fillPorts(name: string, spec: Draft, had: Fields | undefined, use: ServiceUse, random: RandomIntegers, dryRun: boolean): Status | undefined {
  const ports = new Ports(use, random, dryRun);
  const refusal = isOpen(spec) ? (had === undefined ? fillNew(name, spec, ports) : fillChanged(name, spec, had, ports)) : undefined;
  if (refusal !== undefined) return refusal;
  const checked = needsHealthCheck(spec) && (had === undefined || !needsHealthCheck(had));
  return checked ? fillHealthCheck(spec, ports) : undefined;
}

function isOpen({ type }: Fields): boolean {
  return type === "NodePort" || type === "LoadBalancer";
}

/** Whether ports are allocated that nobody asked for. */
function isGiven({ type, allocateLoadBalancerNodePorts }: Fields): boolean {
  return type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
}

/** Ports of one number share a node port. @source alloc.go initNodePorts */
function fillNew(name: string, spec: Draft, ports: Ports): Status | undefined {
  const shared = new Map<unknown, number>();
  const all = list(spec, "ports");
  const filled: Fields[] = [];
  for (const [i, each] of all.entries()) {
    const asked = numberOf(each["nodePort"]);
    if (asked === 0 && !isGiven(spec)) {
      filled.push(each);
      continue;
    }
    let port = shared.get(each["port"]);
    if (port === undefined) {
      const wanted = all.map(({ port: number, nodePort }) => (number === each["port"] ? numberOf(nodePort) : 0)).find((number) => number !== 0);
      const got = wanted === undefined ? ports.next() : (ports.take(wanted) ?? wanted);
      if (typeof got !== "number") return wanted === undefined ? internalError(`failed to allocate a nodePort: ${got.why}`) : refused(name, i, wanted, got);
      port = got;
      shared.set(each["port"], port);
    } else if (asked !== 0 && asked !== port) {
      const denied = ports.take(asked);
      if (denied !== undefined) return refused(name, i, asked, denied);
      port = asked;
    }
    filled.push(withPort(each, port));
  }
  spec["ports"] = filled;
  return undefined;
}

/** @source alloc.go updateNodePorts */
function fillChanged(name: string, spec: Draft, had: Fields, ports: Ports): Status | undefined {
  const before = new Set(list(had, "ports").map(({ nodePort }) => numberOf(nodePort)));
  const asked = new Set<number>();
  const known = new Set<string>();
  const filled: Fields[] = [];
  for (const [i, each] of list(spec, "ports").entries()) {
    let port = numberOf(each["nodePort"]);
    if (port === 0 && !isGiven(spec)) {
      filled.push(each);
      continue;
    }
    if (port === 0) {
      const got = ports.next();
      if (typeof got !== "number") return internalError(`failed to allocate a nodePort: ${got.why}`);
      port = got;
    } else if (!before.has(port) && !asked.has(port)) {
      const denied = ports.take(port);
      if (denied !== undefined) return refused(name, i, port, denied);
      asked.add(port);
    }
    const key = `{${typeof each["protocol"] === "string" ? each["protocol"] : ""} ${port}}`;
    if (known.has(key)) return serverError(`duplicate nodePort: ${key}`);
    known.add(key);
    filled.push(withPort(each, port));
  }
  spec["ports"] = filled;
  return undefined;
}

function fillHealthCheck(spec: Draft, ports: Ports): Status | undefined {
  const asked = numberOf(spec["healthCheckNodePort"]);
  const got = asked === 0 ? ports.next() : (ports.take(asked) ?? asked);
  if (typeof got !== "number") {
    return internalError(asked === 0 ? `failed to allocate a HealthCheck NodePort 0: ${got.why}` : `failed to allocate requested HealthCheck NodePort ${asked}: ${got.why}`);
  }
  spec["healthCheckNodePort"] = got;
  return undefined;
}

function numberOf(port: unknown): number {
  return typeof port === "number" ? port : 0;
}

function withPort(port: Fields, nodePort: number): Fields {
  return port["nodePort"] === nodePort ? port : { ...port, nodePort };
}

function refused(name: string, i: number, port: number, { why }: Denied): Status {
  const report = new Report();
  report.invalid(path("spec", "ports").index(i).child("nodePort"), port, why);
  return invalid({ group: "", resource: "Service" }, name, report.problems);
}
