import type { KubeObject } from "../../api/index.ts";
import type { Storage, VersionRecord } from "../storage/index.ts";
import { list, part, texts } from "../validation/index.ts";

const SERVICES = "/core/services/";

/** Addresses and node ports that the services of a storage have, however they got there. */
export interface ServiceUse {
  hasAddress(address: string): boolean;
  hasPort(port: number): boolean;
}

/** Made when it is first asked for, kept up by every write. */
export function serviceUse(storage: Storage): ServiceUse {
  let use = made.get(storage);
  if (use === undefined) made.set(storage, (use = new Use(storage)));
  return use;
}

/** Of each storage its own: a fork begins with none. */
const made = new WeakMap<Storage, Use>();

class Use implements ServiceUse {
  readonly #addresses = new Map<string, number>();
  readonly #ports = new Map<number, number>();
  readonly #services = new Map<string, KubeObject>();

  constructor(storage: Storage) {
    const page = storage.list({ prefix: SERVICES, limit: 0 });
    if ("items" in page) for (const record of page.items) this.#note(record);
    storage.subscribe(SERVICES, (record) => this.#note(record));
  }

  hasAddress(address: string): boolean {
    return this.#addresses.has(address);
  }

  hasPort(port: number): boolean {
    return this.#ports.has(port);
  }

  #note({ entry: { key }, object }: VersionRecord): void {
    const before = this.#services.get(key);
    if (before !== undefined) this.#count(before, -1);
    if (object === undefined) this.#services.delete(key);
    else {
      this.#services.set(key, object);
      this.#count(object, 1);
    }
  }

  #count(service: KubeObject, by: 1 | -1): void {
    const spec = part(service, "spec");
    for (const address of texts(spec, "clusterIPs")) if (address !== "None") add(this.#addresses, address, by);
    for (const { nodePort } of [...list(spec, "ports"), { nodePort: spec["healthCheckNodePort"] }]) {
      if (typeof nodePort === "number") add(this.#ports, nodePort, by);
    }
  }
}

function add<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
