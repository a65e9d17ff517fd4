import type { KubeObject } from "../../api/index.ts";
import { DEFAULT_EPOCH, MILLISECOND, type Micros, type Random } from "../../kernel/index.ts";
import type { Workload, Write } from "../scenario.ts";

/** How much happens in a random workload. */
export interface WorkloadShape {
  /** Names there are to play with, over all resources; fewer names mean more objects deleted and made again. */
  readonly names: number;
  readonly writes: number;
  readonly lasts: Micros;
  /** Of "pods", "services", "configmaps"; default all. */
  readonly resources?: readonly RandomResource[];
  /** Shares of writes to something that is there; the rest of them delete. Default 0.7. */
  readonly updates?: number;
}

export type RandomResource = "pods" | "services" | "configmaps";

export const RANDOM_RESOURCES: readonly RandomResource[] = ["pods", "services", "configmaps"];

const NAMESPACES = ["shop", "billing"];
/** Share of writes that fall on the instant of the one before. */
const BURST = 0.3;

/** Creates, updates, deletes and creates again, some of them at one instant. */
export function randomWorkload(random: Random, shape: WorkloadShape): Workload {
  const subjects = subjectsOf(shape);
  const live = new Map<number, KubeObject>();
  let made = 0;
  const touch = (index: number, write: number): Omit<Write, "at"> => {
    const subject = subjects[index] as Subject;
    const before = live.get(index);
    if (before === undefined) {
      made += 1;
      const object = createObject(random, subject, made);
      live.set(index, object);
      return { resource: subject.resource, type: "ADDED", object };
    }
    if (random.unit() < (shape.updates ?? 0.7)) {
      const object = changed(random, before, write);
      live.set(index, object);
      return { resource: subject.resource, type: "MODIFIED", object };
    }
    live.delete(index);
    return { resource: subject.resource, type: "DELETED", object: before };
  };

  const initial = subjects.flatMap((_, i) => (random.int(2) === 0 ? [touch(i, 0)] : [])).map(({ resource, object }) => ({ resource, object }));
  const times = timesOf(random, shape);
  const writes = times.map((at, i) => ({ at, ...touch(random.int(subjects.length), i + 1) }));
  return { name: "random", initial, writes, lasts: shape.lasts, epoch: DEFAULT_EPOCH };
}

interface Subject {
  readonly resource: RandomResource;
  readonly namespace: string;
  readonly name: string;
}

function subjectsOf({ names, resources = RANDOM_RESOURCES }: WorkloadShape): readonly Subject[] {
  return Array.from({ length: names }, (_, i) => ({
    resource: resources[i % resources.length] as RandomResource,
    namespace: NAMESPACES[Math.floor(i / resources.length) % NAMESPACES.length] as string,
    name: `${"abcdefghijklmnopqrstuvwxyz"[i % 26]}${i >= 26 ? Math.floor(i / 26) : ""}`,
  }));
}

function timesOf(random: Random, { writes, lasts }: WorkloadShape): readonly Micros[] {
  const times: Micros[] = [];
  const milliseconds = Math.max(1, Math.floor(lasts / MILLISECOND));
  for (let i = 0; i < writes; i++) times.push(random.int(milliseconds) * MILLISECOND);
  times.sort((a, b) => a - b);
  for (let i = 1; i < times.length; i++) if (random.unit() < BURST) times[i] = times[i - 1] as Micros;
  return times;
}

function createObject(random: Random, { resource, namespace, name }: Subject, made: number): KubeObject {
  const metadata = { name, namespace, uid: uidOf(made), creationTimestamp: "2000-01-01T00:00:00Z", labels: { app: random.int(2) === 0 ? "web" : "db" } };
  switch (resource) {
    case "pods": return { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: `node-${random.int(3)}`, containers: [{ name: "main", image: "registry.example/app:1" }] }, status: { phase: "Pending" } };
    case "services": return { apiVersion: "v1", kind: "Service", metadata, spec: { type: "ClusterIP", clusterIP: `10.0.0.${made % 250}`, ports: [{ port: 80, protocol: "TCP", targetPort: 80 }] } };
    case "configmaps": return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { made: String(made) } };
  }
}

/** Always another object: an update that changes nothing would not be a write. */
function changed(random: Random, before: KubeObject, write: number): KubeObject {
  const relabelled = random.int(3) === 0;
  const labels = relabelled ? { ...before.metadata.labels, app: before.metadata.labels?.["app"] === "web" ? "db" : "web" } : before.metadata.labels ?? {};
  return { ...before, metadata: { ...before.metadata, labels, annotations: { write: String(write) } } };
}

function uidOf(made: number): string {
  return `00000000-0000-4000-8000-${made.toString(16).padStart(12, "0")}`;
}
