import type { KubeObject, RequestOptions, ResourceInfo } from "../api/index.ts";
import { clientProfile, createInformer, withGates } from "../client/index.ts";
import type { ClientProfile, InformerOptions, SharedInformer } from "../client/index.ts";
import type { Kernel, Scope } from "../kernel/index.ts";
import type { Network } from "../network/index.ts";
import type { Storage } from "../server/index.ts";
import { ADMIN } from "./admin.ts";
import type { InformerRequest } from "./cluster.ts";
import { watchInformer } from "./convergence.ts";
import type { Watched } from "./convergence.ts";
import { checkOptions, orRefuse } from "./check-options.ts";
import { micros } from "./duration.ts";
import { InvalidOption } from "./errors.ts";
import type { Hand } from "./hand.ts";

export interface OpenInformer<T extends KubeObject> {
  readonly kernel: Kernel;
  readonly scope: Scope;
  readonly storage: Storage;
  readonly network: Network;
  /** Gives a party its name. */
  readonly names: (wanted: string) => string;
  readonly hand: Hand;
  readonly info: ResourceInfo;
  readonly request: InformerRequest<T>;
}

/** What an informer may be asked for; a controller's sources too, but for names and handlers. */
const REQUEST: readonly (keyof InformerRequest)[] = ["name", "namespace", "labelSelector", "fieldSelector", "profile", "gates", "pageSize", "resync", "replica", "handler"];
export const SOURCE: readonly string[] = ["resource", ...REQUEST.filter((option) => option !== "name" && option !== "handler")];
const HANDLER: readonly string[] = ["onAdd", "onUpdate", "onDelete"];

/** An informer with a party of its own, started in the next event so that handlers can be added before. */
export function openInformer<T extends KubeObject>({ kernel, scope, storage, network, names, hand, info, request }: OpenInformer<T>): { readonly informer: SharedInformer<T>; readonly watched: Watched } {
  const profile = checkInformer("informer", request, REQUEST);
  const { namespace = "", labelSelector, fieldSelector, pageSize, resync, replica, handler } = request;
  if (namespace !== "" && !info.namespaced) throw new InvalidOption("namespace", namespace, `none: ${info.resource} belong to no namespace`);
  const options: RequestOptions = { ...(labelSelector === undefined ? {} : { labelSelector }), ...(fieldSelector === undefined ? {} : { fieldSelector }) };
  // Refused selectors are refused here, not in a retry loop of the informer.
  hand.list(info, { namespace, options: { ...options, limit: 1 } });
  const name = request.name ?? names(`informer/${info.resource}`);
  const own = scope.child(`informer ${name}`);
  const of: InformerOptions = {
    transport: network.connect(name, { scope: own, ...(replica === undefined ? {} : { replica }) }),
    scope: own,
    clock: network.clock(name),
    random: kernel.random.stream(`informer ${name}`),
    resource: info,
    namespace,
    ...options,
    profile,
    agent: name,
    user: ADMIN,
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(resync === undefined ? {} : { resync: micros("resync", resync) }),
  };
  const informer = createInformer<T>(of);
  if (handler !== undefined) informer.addHandler(handler);
  own.soon(`start ${name}`, () => informer.start());
  return { informer, watched: watchInformer({ name, informer, options, hand, storage }) };
}

/**
 * What can be refused without looking at the resource, so that nothing is open yet.
 *
 * @param of what error messages call it
 * @throws InvalidOption
 */
export function checkInformer(of: string, request: InformerRequest, known: readonly string[]): ClientProfile {
  checkOptions(of, request, known);
  const { handler, pageSize, resync } = request;
  if (handler !== undefined) checkOptions("handler", handler, HANDLER);
  if (pageSize !== undefined && !(Number.isSafeInteger(pageSize) && pageSize >= 0)) throw new InvalidOption("pageSize", pageSize, "a whole number of objects; 0 for all at once");
  if (resync !== undefined) micros("resync", resync);
  return profileOf(request);
}

/** A name that no party has yet: what is wanted, numbered from the second on. Looks from where it looked last, so that many are cheap. */
export function partyNames(network: Network): (wanted: string) => string {
  const last = new Map<string, number>();
  return (wanted) => {
    let n = last.get(wanted) ?? 1;
    let name = n === 1 ? wanted : `${wanted}-${n}`;
    while (network.knows(name)) name = `${wanted}-${++n}`;
    last.set(wanted, n);
    return name;
  };
}

function profileOf({ profile = "1.36", gates = {} }: Pick<InformerRequest, "profile" | "gates">): ClientProfile {
  const named = typeof profile === "string" ? orRefuse("profile", profile, () => clientProfile(profile)) : profile;
  return orRefuse("gates", gates, () => withGates(named, gates));
}
