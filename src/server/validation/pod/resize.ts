import type { KubeObject } from "../../../api/index.ts";
import { equal } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import type { Path } from "../path.ts";
import { path, unnamed } from "../path.ts";
import type { Report } from "../report.ts";
import { MIRROR } from "./annotations.ts";
import { changedSpec, specOf } from "./pod.ts";
import { qosClass } from "./qos.ts";
import type { Container, PodSpec, PodStatus, Quantities, ResourceRequirements } from "./types.ts";

const at = path("spec");
const MUTABLE = "only cpu and memory resources are mutable";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePodResize */
export function resizedPod(after: KubeObject, before: KubeObject, report: Report): void {
  const start = report.count;
  const [spec, old] = [specOf(after), specOf(before)];
  const status = (before["status"] ?? {}) as PodStatus;
  changedSpec(report, after, before);
  const unable = before.metadata.annotations?.[MIRROR] !== undefined ? "static pods" : old.os?.name === "windows" ? "windows pods" : undefined;
  if (unable !== undefined) {
    report.back(start);
    return report.forbidden(unnamed, `${unable} cannot be resized`);
  }
  if ((status.qosClass ?? qosClass(old)) !== qosClass(spec)) report.invalid(at, typed(status.qosClass ?? ""), "Pod QOS Class may not change as a result of resizing");
  const running = status.containerStatuses?.find(({ state }) => state?.running !== undefined);
  if (running !== undefined && running.resources === undefined) report.forbidden(at, "Pod running on node without support for resize");
  const whole = isSet(old.resources) || isSet(spec.resources) ? wholePod(report, spec, old) : spec.resources;
  const found = report.count;
  sameOrder(report, "containers", spec, old);
  sameOrder(report, "initContainers", spec, old);
  if (report.count !== found) return;
  const [nowInits, hadInits, now, had] = [spec.initContainers ?? [], old.initContainers ?? [], spec.containers ?? [], old.containers ?? []];
  hadInits.forEach(({ resources }, i) => removed(report, at.child("initContainers").index(i).child("resources"), nowInits[i]!.resources, resources));
  had.forEach(({ resources }, i) => removed(report, at.child("containers").index(i).child("resources"), now[i]!.resources, resources));
  const containers = now.map((container, i) => {
    const masked = withOldAmounts(container, had[i]!);
    if (!equal(masked, had[i])) report.forbidden(at, MUTABLE);
    return masked;
  });
  const initContainers = nowInits.map((container, i) => {
    const then = hadInits[i]!;
    const masked = withOldAmounts(container, then);
    if (!equal(masked, then)) report.forbidden(at.child("initContainers").index(i), "only cpu and memory resources for init or sidecar containers are mutable");
    if (container.restartPolicy !== "Always" && !equal(container, then) && restarts(container)) {
      report.forbidden(at.child("initContainers").index(i), "non-sidecar init containers with a resize policy of RestartContainer cannot be resized");
    }
    return masked;
  });
  if (report.count !== start) return;
  const { resources: _resources, initContainers: _inits, ...rest } = spec;
  const masked = { ...rest, containers, ...(initContainers.length === 0 ? {} : { initContainers }), ...(whole === undefined ? {} : { resources: whole }) };
  if (!equal(masked, old)) report.forbidden(at, MUTABLE);
}

function isSet(resources: ResourceRequirements | undefined): boolean {
  return Object.keys(resources?.requests ?? {}).length + Object.keys(resources?.limits ?? {}).length > 0;
}

function restarts({ resizePolicy = [] }: Container): boolean {
  return resizePolicy.some(({ restartPolicy }) => restartPolicy === "RestartContainer");
}

/** Answers the resources of the new pod, but with the old amounts of what may change. */
function wholePod(report: Report, { resources }: PodSpec, { resources: before }: PodSpec): ResourceRequirements | undefined {
  const where = at.child("resources");
  if (before !== undefined && resources === undefined) {
    report.forbidden(where, "pod-level resources cannot be removed");
    return resources;
  }
  if (before !== undefined && lacks(resources?.requests, before.requests)) report.forbidden(where.child("requests"), "pod-level resource requests cannot be removed");
  if (before !== undefined && lacks(resources?.limits, before.limits)) report.forbidden(where.child("limits"), "pod-level resource limits cannot be removed");
  const masked = { ...resources, ...withOld(resources ?? {}, before ?? {}) };
  if (!equal(masked, before ?? {})) report.forbidden(at, "only cpu and memory resources are mutable at pod-level");
  return before === undefined && Object.keys(masked).length === 0 ? undefined : masked;
}

function sameOrder(report: Report, field: "containers" | "initContainers", spec: PodSpec, before: PodSpec): void {
  const [now, then] = [spec[field] ?? [], before[field] ?? []];
  if (now.length !== then.length) return report.forbidden(at.child(field), `${field} may not be added or removed on resize`);
  then.forEach(({ name = "" }, i) => {
    if ((now[i]!.name ?? "") !== name) report.forbidden(at.child(field).index(i).child("name"), `${field} may not be renamed or reordered on resize`);
  });
}

function removed(report: Report, where: Path, now: ResourceRequirements = {}, before: ResourceRequirements = {}): void {
  if (lacks(now.requests, before.requests)) report.forbidden(where.child("requests"), "resource requests cannot be removed");
  if (lacks(now.limits, before.limits)) report.forbidden(where.child("limits"), "resource limits cannot be removed");
}

function lacks(now: Quantities = {}, before: Quantities = {}): boolean {
  return Object.keys(before).some((name) => now[name] === undefined);
}

/** Claims do not survive the comparison, upstream as here. */
function withOldAmounts({ resources, ...container }: Container, { resources: before }: Container): Container {
  const masked = withOld(resources ?? {}, before ?? {});
  return before === undefined && Object.keys(masked).length === 0 ? container : { ...container, resources: masked };
}

function withOld(now: ResourceRequirements, before: ResourceRequirements): ResourceRequirements {
  const limits = withOldValues(now.limits, before.limits);
  const requests = withOldValues(now.requests, before.requests);
  return { ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) };
}

function withOldValues(now: Quantities = {}, before: Quantities = {}): Quantities | undefined {
  const { cpu: _cpu, memory: _memory, ...kept } = now;
  const all = { ...kept, ...(before["cpu"] === undefined ? {} : { cpu: before["cpu"] }), ...(before["memory"] === undefined ? {} : { memory: before["memory"] }) };
  return Object.keys(all).length === 0 ? undefined : all;
}
