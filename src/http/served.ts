import type { JsonObject, ReplySink, User } from "../api/index.ts";
import { rfc3339 } from "../api/index.ts";
import type { Cluster, RecordedWrite } from "../cluster/index.ts";
import { createCluster } from "../cluster/index.ts";
import type { InputRecord, Micros } from "../kernel/index.ts";
import { replayInputs } from "../kernel/index.ts";
import type { Fault } from "../network/index.ts";
import { createAuditor } from "./audit.ts";
import type { Answering, Front, InFlight } from "./front.ts";
import { createFront } from "./front.ts";
import { inputFromLog } from "./input.ts";

/** All that a served cluster depends on beside its inputs. JSON. */
export interface ServedSetup {
  readonly seed: number;
  /** The wall clock at the start: RFC 3339. */
  readonly epoch: string;
  /** A named server profile. */
  readonly profile: string;
  readonly gates: { readonly [gate: string]: boolean };
  /** In the store before the first request; definitions of custom resources go first. */
  readonly objects: readonly object[];
  /** Recorded changes, put into the store at their times. */
  readonly writes: readonly RecordedWrite[];
  readonly faults: readonly Fault[];
  /** Whether only administrators get in. */
  readonly rbac: boolean;
  readonly inFlight: InFlight;
  /** Which controllers the cluster brings with it. */
  readonly controllers: "none" | "core";
  /** What `kube-root-ca.crt` publishes: PEM. Absent: a certificate of nobody. */
  readonly rootCertificate?: string;
  /** Whose client certificates are taken: PEM. Absent: nobody's. */
  readonly clientAuthority?: string;
}

/** A cluster and its front, before any input. */
export interface Served {
  readonly cluster: Cluster;
  readonly front: Front;
}

/** Where a served cluster's answers go, and what it tells beside them. */
export interface ServedOutlets {
  readonly answering: (id: number) => Answering | undefined;
  /** Takes the lines of an audit log. */
  readonly audit?: (line: string) => void;
  readonly defect: (cause: unknown) => void;
}

/** @throws InvalidOption, InvalidManifest */
export function openServed(setup: ServedSetup, { answering, audit, defect }: ServedOutlets): Served {
  const { seed, epoch, profile, gates, objects, writes, faults, rbac, inFlight, controllers, rootCertificate, clientAuthority } = setup;
  const cluster = createCluster({ seed, epoch, profile, gates, controllers, ...(rootCertificate === undefined ? {} : { rootCertificate }) });
  const { kernel } = cluster.core;
  publish(cluster, clientAuthority);
  for (const each of objects) if (isDefinition(each)) cluster.create(each);
  const others = objects.filter((each) => !isDefinition(each));
  if (others.length > 0) cluster.load(others);
  for (const fault of faults) cluster.apply(fault);
  if (writes.length > 0) cluster.replay(writes);
  fillCaches(cluster);
  const auditor = audit === undefined ? undefined : createAuditor(kernel, audit);
  const front = createFront({ cluster, rbac, inFlight, answering, defect, ...(auditor === undefined ? {} : { audit: auditor }) });
  return { cluster, front };
}

function isDefinition(object: object): boolean {
  const { kind, apiVersion } = object as { readonly kind?: unknown; readonly apiVersion?: unknown };
  return kind === "CustomResourceDefinition" && apiVersion === "apiextensions.k8s.io/v1";
}

/**
 * What an apiserver tells those who look into kube-system: since when it counts uses of old tokens, and whose
 * certificates it takes.
 *
 * @source kubernetes pkg/controlplane/controller (legacytokentracking, clusterauthenticationtrust)
 * @differs both are made once, and not made good again
 * @limits no front proxy, whose authority and headers would be told here too
 */
function publish({ core: { kernel }, transport }: Cluster, clientAuthority: string | undefined): void {
  const way = transport("kube-apiserver");
  const write = (name: string, data: JsonObject): void => {
    const value = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: SYSTEM }, data };
    const resource = { group: "", version: "v1", resource: "configmaps" };
    way.open({ verb: "create", resource, namespace: SYSTEM, name: "", subresource: "", options: {}, body: { form: "object", value }, user: ADMIN, agent: "kube-apiserver" }, silent);
  };
  write("kube-apiserver-legacy-service-account-token-tracking", { since: rfc3339(kernel.clock.wall()).slice(0, "YYYY-MM-DD".length) });
  if (clientAuthority !== undefined) write("extension-apiserver-authentication", { "client-ca-file": clientAuthority });
}

const SYSTEM = "kube-system";

/** A server that is ready has its caches filled: how far back a watch may begin counts from here. */
function fillCaches({ core: { registry, kernel }, transport }: Cluster): void {
  const way = transport("ready");
  for (const { group, version, resource, verbs } of registry.all()) {
    if (!verbs.includes("watch")) continue;
    way.open(
      { verb: "list", resource: { group, version, resource }, namespace: "", name: "", subresource: "", options: { resourceVersion: "0", limit: 1 }, user: ADMIN, agent: "ready" },
      silent,
    );
  }
  kernel.drainSync();
}

const ADMIN: User = { name: "system:apiserver", groups: ["system:masters"] };
const nothing = (): void => {};
const silent: ReplySink = { head: nothing, object: nothing, event: nothing, bytes: nothing, end: nothing };

/** A run that was served, as it can be run again. JSON. */
export interface ServedLog {
  readonly kubeloom: "inputs";
  readonly schemaVersion: 1;
  readonly setup: ServedSetup;
  readonly inputs: readonly InputRecord[];
  /** Virtual microseconds from the start at which the digest was taken. */
  readonly at: Micros;
  readonly digest: string;
}

/**
 * Runs a served cluster again, without a socket and as fast as it goes, to the moment its log was taken. Its digest is
 * then the log's, or something outside of the inputs decided.
 */
export async function replayServed({ setup, inputs, at }: ServedLog, outlets: Partial<ServedOutlets> = {}): Promise<Cluster> {
  const { answering = (): undefined => undefined, audit, defect = nothing } = outlets;
  const { cluster, front } = openServed(setup, { answering, defect, ...(audit === undefined ? {} : { audit }) });
  const { kernel } = cluster.core;
  await replayInputs(kernel, inputs, (_, data) => front.take(inputFromLog(data)));
  await kernel.advance(at - kernel.clock.now());
  return cluster;
}
