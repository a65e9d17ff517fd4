import type { KubeObject, RandomIntegers, Status } from "../../api/index.ts";
import { internalError, invalid } from "../../api/index.ts";
import type { CollectionIndex, Storage } from "../storage/index.ts";
import { collectionIndex } from "../storage/index.ts";
import { list, parseAddress, parseRange, part, path, Report, texts } from "../validation/index.ts";
import type { AllocationGround } from "./allocator.ts";
import { FAMILY } from "./ip-families.ts";
import { serviceUse } from "./service-use.ts";

/** What services get their addresses from where no ServiceCIDR says otherwise, as recorded. */
const DEFAULT_RANGE = "10.96.0.0/16";
const ADDRESSES = "/networking.k8s.io/ipaddresses/";
const RANGES = "/networking.k8s.io/servicecidrs/";

/** Addresses that can be had of a range: neither its first nor its last. */
interface Pool {
  readonly range: string;
  readonly first: number;
  readonly last: number;
  /** From here on addresses are taken at random; those below are for who asks for one. */
  readonly dynamic: number;
}

/**
 * The address of a service, held by an IPAddress object of that name.
 *
 * @param given "" for any
 * @source kubernetes pkg/registry/core/service/storage/alloc.go allocIPs, pkg/registry/core/service/ipallocator
 */
export function allocateAddress({ storage, random, itself }: AllocationGround, service: KubeObject, given: string, dryRun: boolean): string | Status {
  const pools = poolsOf(storage);
  const isTaken = (address: string): boolean => serviceUse(storage).hasAddress(address) || held(storage).get(address) !== undefined;
  const take = (address: string): Status | undefined => itself.create(ipAddress(address, service));
  const refused = (why: string): Status => problem(service, given, why);
  if (given !== "") {
    const number = toNumber(given);
    if (number === undefined || !pools.some(({ first, last }) => first <= number && number <= last)) return refused(MISMATCH);
    if (dryRun) return given;
    const address = toText(number);
    return isTaken(address) || take(address) !== undefined ? refused("provided IP is already allocated") : given;
  }
  // Nobody looks for an address that nobody will have.
  if (dryRun) return (pools[0]?.range ?? DEFAULT_RANGE).split("/")[0] as string;
  for (const pool of pools) {
    const address = free(pool.dynamic, pool.last, random, isTaken) ?? free(pool.first, pool.dynamic - 1, random, isTaken);
    if (address === undefined) continue;
    const denied = take(address);
    return denied === undefined ? address : problem(service, given, denied.message ?? "");
  }
  return internalError(`failed to allocate a serviceIP for Service ${JSON.stringify(service.metadata.name ?? "")}: range is full`);
}

const MISMATCH = "the provided network does not match the current range";

function problem(service: KubeObject, given: string, why: string): Status {
  const report = new Report();
  const asked = texts(part(service, "spec"), "clusterIPs");
  report.invalid(path("spec", "clusterIPs"), asked.length === 0 ? null : asked, `failed to allocate IP${given === "" ? "" : ` ${given}`}: ${why}`);
  return invalid({ group: "", resource: "Service" }, service.metadata.name ?? "", report.problems);
}

/** Gives an address back. */
export function releaseAddress({ itself }: AllocationGround, address: string): void {
  itself.remove("networking.k8s.io/v1", "IPAddress", "", canonical(address));
}

function canonical(address: string): string {
  const number = toNumber(address);
  return number === undefined ? address : toText(number);
}

function held(storage: Storage): CollectionIndex {
  return collectionIndex(storage, ADDRESSES);
}

function ipAddress(name: string, { metadata }: KubeObject): KubeObject {
  return {
    kind: "IPAddress",
    apiVersion: "networking.k8s.io/v1",
    metadata: { name, labels: { "ipaddress.kubernetes.io/ip-family": FAMILY, "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" } },
    spec: { parentRef: { resource: "services", namespace: metadata.namespace ?? "", name: metadata.name ?? "" } },
  };
}

/** The first from a random place on, and round. */
function free(first: number, last: number, random: RandomIntegers, isTaken: (address: string) => boolean): string | undefined {
  const size = last - first + 1;
  if (size <= 0) return undefined;
  const start = random.int(size);
  for (let i = 0; i < size; i += 1) {
    const address = toText(first + ((start + i) % size));
    if (!isTaken(address)) return address;
  }
  return undefined;
}

/** Of ranges that are ready and stay. @source ipallocator/cidrallocator.go syncAllocators */
function poolsOf(storage: Storage): readonly Pool[] {
  const all = collectionIndex(storage, RANGES).in("");
  let pools = made.get(all);
  if (pools !== undefined) return pools;
  const ranges = all.flatMap((each) => {
    const ready = list(part(each, "status"), "conditions").some(({ type, status }) => type === "Ready" && status === "True");
    return ready && each.metadata.deletionTimestamp === undefined ? texts(part(each, "spec"), "cidrs") : [];
  });
  pools = (all.length === 0 ? [DEFAULT_RANGE] : ranges).flatMap((range) => poolOf(range) ?? []);
  made.set(all, pools);
  return pools;
}

const made = new WeakMap<readonly KubeObject[], readonly Pool[]>();

function poolOf(range: string): Pool | undefined {
  const parsed = parseRange(range);
  if (parsed === undefined || parsed.family !== FAMILY) return undefined;
  const network = Number(parsed.first & LOW_BITS);
  const size = 2 ** (parsed.width - parsed.prefix);
  return { range, first: network + 1, last: network + size - 2, dynamic: network + 1 + band(size) };
}

const LOW_BITS = 0xffff_ffffn;

/** How many are set aside for who asks for one in particular. @source ipallocator/ipallocator.go calculateRangeOffset (KEP 3070) */
function band(size: number): number {
  return size <= LEAST ? 0 : Math.min(Math.max(LEAST, Math.floor(size / SHARE)), MOST);
}

const LEAST = 16;
const SHARE = 16;
const MOST = 256;

function toNumber(address: string): number | undefined {
  const parsed = parseAddress(address);
  return parsed === undefined || parsed.family !== FAMILY ? undefined : Number(parsed.value & LOW_BITS);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
