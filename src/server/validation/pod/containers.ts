import { labelProblems } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import { each } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { descendingPath, stepsBack } from "../paths.ts";
import type { Report } from "../report.ts";
import { oneOf, port, portNameProblems } from "../rules.ts";
import { requiredOneOf } from "../scalars.ts";
import { environment, environmentFrom } from "./env.ts";
import type { PodOptions } from "./options.ts";
import { lifecycleAndProbes } from "./probes.ts";
import { containerResources, isRestartable } from "./resources.ts";
import { securityContext } from "./security.ts";
import type { Container, ContainerPort, EphemeralContainer, PodSpec, VolumeMount } from "./types.ts";
import type { Volumes } from "./volumes.ts";

/** What a container may refer to. */
export interface Surroundings {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  /** Names of the pod's resource claims. */
  readonly claims: ReadonlySet<string>;
  readonly hostUsers: boolean;
  readonly options: PodOptions;
}

/** @source kubernetes pkg/apis/core/validation/validation.go validateContainers */
export function containers(report: Report, at: Path, around: Surroundings): void {
  const all = around.spec.containers ?? none;
  const grace = around.spec.terminationGracePeriodSeconds;
  if (all.length === 0) return report.required(at, "");
  const names = all.length === 1 ? undefined : new Set<string>();
  for (let i = 0; i < all.length; i += 1) {
    const container = all[i]!;
    const { name = "" } = container;
    const where = at.index(i);
    common(report, where, container, around);
    if (names?.has(name)) report.duplicate(where.child("name"), name);
    names?.add(name);
    lifecycleAndProbes(report, where, container, grace);
    restartPolicy(report, where, container);
  }
  hostPorts(report, at, all, 0, all.length);
}

/** @source kubernetes pkg/apis/core/validation/validation.go validateInitContainers */
export function initContainers(report: Report, at: Path, all: readonly Container[], around: Surroundings): void {
  const names = new Set((around.spec.containers ?? none).map(({ name = "" }) => name));
  const grace = around.spec.terminationGracePeriodSeconds;
  for (let i = 0; i < all.length; i += 1) {
    const container = all[i]!;
    const { name = "", resizePolicy = [] } = container;
    const where = at.index(i);
    common(report, where, container, around);
    restartPolicy(report, where, container);
    if (names.has(name)) report.duplicate(where.child("name"), name);
    else if (name !== "") names.add(name);
    hostPorts(report, at, all, i, i + 1);
    if (isRestartable(container)) lifecycleAndProbes(report, where, container, grace);
    else {
      for (const field of ofRunning) if (container[field] !== undefined) report.forbidden(where.child(field), "may not be set for init containers without restartPolicy=Always");
      if (!around.options.anyInitResizePolicy) noRestartToResize(report, where.child("resizePolicy"), resizePolicy);
    }
  }
}

const none: readonly Container[] = Object.freeze([]);
const ofRunning = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const;

function noRestartToResize(report: Report, at: Path, policies: NonNullable<Container["resizePolicy"]>): void {
  for (let i = 0; i < policies.length; i += 1) {
    if (policies[i]!.restartPolicy !== "RestartContainer") continue;
    report.invalid(at.index(i).child("restartPolicy"), typed("RestartContainer"), "must not be set to 'RestartContainer' for non-sidecar initContainers");
  }
}

/** @source kubernetes pkg/apis/core/validation/validation.go validateEphemeralContainers */
export function ephemeralContainers(report: Report, at: Path, all: readonly EphemeralContainer[], around: Surroundings): void {
  const others = new Set([...(around.spec.containers ?? none), ...(around.spec.initContainers ?? none)].map(({ name = "" }) => name));
  const names = new Set(others);
  for (let i = 0; i < all.length; i += 1) {
    const container = all[i]!;
    const { name = "", targetContainerName: target = "", volumeMounts = [] } = container;
    const where = at.index(i);
    common(report, where, container, around);
    paddedImage(report, where, container);
    if (names.has(name)) report.duplicate(where.child("name"), name);
    names.add(name);
    if (target !== "" && !others.has(target)) report.notFound(where.child("targetContainerName"), target);
    for (const field of ofServices) if (isSet(field, container[field])) report.forbidden(where.child(field), NOT_FOR_EPHEMERAL);
    for (let j = 0; j < volumeMounts.length; j += 1) {
      const { subPath = "", subPathExpr = "" } = volumeMounts[j]!;
      if (subPath !== "") report.forbidden(where.child("volumeMounts").index(j).child("subPath"), NOT_FOR_EPHEMERAL);
      if (subPathExpr !== "") report.forbidden(where.child("volumeMounts").index(j).child("subPathExpr"), NOT_FOR_EPHEMERAL);
    }
  }
}

const NOT_FOR_EPHEMERAL = "cannot be set for an Ephemeral Container";
/** In the order of Go's struct. */
const ofServices = ["ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] as const;

/** Resources are always there. */
function isSet(field: string, value: unknown): boolean {
  return value !== undefined && (field !== "resources" || Object.keys(value as object).length > 0);
}

/** Of pods, not of templates. */
export function paddedImage(report: Report, at: Path, { image = "" }: Container): void {
  if (image.trim() !== image) report.invalid(at.child("image"), image, "must not have leading or trailing whitespace");
}

/** @source kubernetes pkg/apis/core/validation/validation.go validateContainerCommon */
function common(report: Report, at: Path, container: Container, around: Surroundings): void {
  const { name = "", image = "", ports, env, envFrom, volumeMounts, volumeDevices, resources, resizePolicy, securityContext: security } = container;
  if (name === "") report.required(at.child("name"), "");
  else {
    const problems = labelProblems(name);
    if (problems.length > 0) each(report, at.child("name"), name, problems);
  }
  if (image === "") report.required(at.child("image"), "");
  if (container.terminationMessagePolicy !== "File") requiredOneOf(report, at.child("terminationMessagePolicy"), container.terminationMessagePolicy, messagePolicies);
  if (ports !== undefined) containerPorts(report, at.child("ports"), ports);
  if (env !== undefined) environment(report, at.child("env"), env);
  if (envFrom !== undefined) environmentFrom(report, at.child("envFrom"), envFrom);
  if (volumeMounts !== undefined) mounts(report, at.child("volumeMounts"), volumeMounts, container, around.volumes);
  if (volumeDevices !== undefined) devices(report, at.child("volumeDevices"), volumeDevices, container, around.volumes);
  if (container.imagePullPolicy !== "IfNotPresent") requiredOneOf(report, at.child("imagePullPolicy"), container.imagePullPolicy, pullPolicies);
  if (resources !== undefined) containerResources(report, at.child("resources"), resources, around.claims, around.options);
  if (resizePolicy !== undefined) resizePolicies(report, at.child("resizePolicy"), resizePolicy, around.spec.restartPolicy);
  if (security !== undefined) securityContext(report, at.child("securityContext"), security, around.hostUsers);
}

const messagePolicies = ["File", "FallbackToLogsOnError"] as const;
export const pullPolicies = ["Always", "IfNotPresent", "Never"] as const;
const protocols = ["SCTP", "TCP", "UDP"] as const;

function containerPorts(report: Report, at: Path, ports: readonly ContainerPort[]): void {
  const names = ports.length === 1 ? undefined : new Set<string>();
  for (let i = 0; i < ports.length; i += 1) {
    const { name = "", containerPort = 0, hostPort = 0, protocol } = ports[i]!;
    const where = at.index(i);
    if (name !== "") {
      const problems = portNameProblems(name);
      if (problems.length > 0) each(report, where.child("name"), name, problems);
      else if (names?.has(name)) report.duplicate(where.child("name"), name);
      else names?.add(name);
    }
    if (containerPort === 0) report.required(where.child("containerPort"), "");
    else port(report, where.child("containerPort"), containerPort);
    if (hostPort !== 0) port(report, where.child("hostPort"), hostPort);
    if (protocol !== "TCP") requiredOneOf(report, where.child("protocol"), protocol, protocols);
  }
}

/** No two may take one port of the node. @source kubernetes pkg/apis/core/validation/validation.go AccumulateUniqueHostPorts */
function hostPorts(report: Report, at: Path, all: readonly Container[], from: number, to: number): void {
  let taken: Set<string> | undefined;
  for (let i = from; i < to; i += 1) {
    const { ports = [] } = all[i]!;
    for (let j = 0; j < ports.length; j += 1) {
      const { hostPort = 0, hostIP = "", protocol = "" } = ports[j]!;
      if (hostPort === 0) continue;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      // Upstream counts a container that comes before the others as the first of a list of its own.
      if (taken?.has(key)) report.duplicate(at.index(to - from === 1 ? 0 : i).child("ports").index(j).child("hostPort"), key);
      (taken ??= new Set<string>()).add(key);
    }
  }
}

function mounts(report: Report, at: Path, all: readonly VolumeMount[], { volumeDevices = [], securityContext: security }: Container, volumes: Volumes): void {
  const paths = all.length === 1 ? undefined : new Set<string>();
  for (let i = 0; i < all.length; i += 1) {
    const mount = all[i]!;
    const { name = "", mountPath = "", subPath = "", subPathExpr = "", mountPropagation, recursiveReadOnly } = mount;
    const where = at.index(i);
    if (name === "") report.required(where.child("name"), "");
    if (!volumes.has(name)) report.notFound(where.child("name"), name);
    if (mountPath === "") report.required(where.child("mountPath"), "");
    if (paths?.has(mountPath)) report.invalid(where.child("mountPath"), mountPath, "must be unique");
    paths?.add(mountPath);
    if (volumeDevices.some((device) => (device.name ?? "") === name)) report.invalid(where.child("name"), name, "must not already exist in volumeDevices");
    if (volumeDevices.some((device) => (device.devicePath ?? "") === mountPath)) {
      report.invalid(where.child("mountPath"), mountPath, "must not already exist as a path in volumeDevices");
    }
    if (subPath !== "") descendingPath(report, at.child("subPath"), subPath);
    if (subPathExpr !== "") {
      if (subPath !== "") report.invalid(where.child("subPathExpr"), subPathExpr, "subPathExpr and subPath are mutually exclusive");
      descendingPath(report, at.child("subPathExpr"), subPathExpr);
    }
    if (mountPropagation !== undefined) propagation(report, at.child("mountPropagation"), mountPropagation, security?.privileged === true);
    if (recursiveReadOnly !== undefined) readOnlyBelow(report, at.child("recursiveReadOnly"), recursiveReadOnly, mount);
  }
}

const propagations = ["Bidirectional", "HostToContainer", "None"] as const;
const recursions = ["Disabled", "Enabled", "IfPossible"] as const;

function propagation(report: Report, at: Path, mode: string, privileged: boolean): void {
  oneOf(report, at, mode, propagations);
  if (mode === "Bidirectional" && !privileged) report.forbidden(at, "Bidirectional mount propagation is available only to privileged containers");
}

function readOnlyBelow(report: Report, at: Path, mode: string, { readOnly, mountPropagation = "None" }: VolumeMount): void {
  if (mode === "Disabled") return;
  if (mode !== "Enabled" && mode !== "IfPossible") return oneOf(report, at, mode, recursions);
  if (readOnly !== true) report.forbidden(at, "may only be specified when readOnly is true");
  if (mountPropagation !== "None") report.forbidden(at, "may only be specified when mountPropagation is None or not specified");
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateVolumeDevices */
function devices(report: Report, at: Path, all: NonNullable<Container["volumeDevices"]>, { volumeMounts = [] }: Container, volumes: Volumes): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (let i = 0; i < all.length; i += 1) {
    const { name = "", devicePath = "" } = all[i]!;
    const where = at.index(i);
    const volume = volumes.get(name);
    if (name === "") report.required(where.child("name"), "");
    if (names.has(name)) report.invalid(where.child("name"), name, "must be unique");
    if (volume === undefined) report.notFound(where.child("name"), name);
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      report.invalid(where.child("name"), name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
    if (devicePath === "") report.required(where.child("devicePath"), "");
    if (paths.has(devicePath)) report.invalid(where.child("devicePath"), devicePath, "must be unique");
    if (stepsBack(devicePath)) report.invalid(where.child("devicePath"), devicePath, "can not contain backsteps ('..')");
    else paths.add(devicePath);
    if (volumeMounts.some((mount) => (mount.name ?? "") === name)) report.invalid(where.child("name"), name, "must not already exist in volumeMounts");
    if (volumeMounts.some((mount) => (mount.mountPath ?? "") === devicePath)) {
      report.invalid(where.child("devicePath"), devicePath, "must not already exist as a path in volumeMounts");
    }
    if (name !== "") names.add(name);
  }
}

const resizable = ["cpu", "memory"] as const;
const resizings = ["NotRequired", "RestartContainer"] as const;

function resizePolicies(report: Report, at: Path, all: NonNullable<Container["resizePolicy"]>, podPolicy: string | undefined): void {
  const names = new Set<string>();
  for (let i = 0; i < all.length; i += 1) {
    const { resourceName = "", restartPolicy: policy = "" } = all[i]!;
    if (names.has(resourceName)) report.duplicate(at.index(i), typed(resourceName));
    names.add(resourceName);
    requiredOneOf(report, at, resourceName, resizable);
    requiredOneOf(report, at, policy, resizings);
    if (podPolicy === "Never" && policy !== "NotRequired") report.invalid(at, typed(policy), "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
  }
}

const restartPolicies = ["Always", "Never", "OnFailure"] as const;
const ruleActions = ["Restart", "RestartAllContainers"] as const;
const ruleOperators = ["In", "NotIn"] as const;
const MAX_RULES = 20;
const MAX_CODES = 255;

/** @source kubernetes pkg/apis/core/validation/validation.go validateContainerRestartPolicy */
function restartPolicy(report: Report, at: Path, { restartPolicy: policy, restartPolicyRules: rules }: Container): void {
  if (policy === undefined && rules === undefined) return;
  if (policy === undefined) report.required(at.child("restartPolicy"), "must specify restartPolicy when restart rules are used");
  else oneOf(report, at.child("restartPolicy"), policy, restartPolicies);
  if (rules === undefined) return;
  const where = at.child("restartPolicyRules");
  if (rules.length > MAX_RULES) report.tooMany(where, rules.length, MAX_RULES);
  for (let i = 0; i < rules.length; i += 1) {
    const { action = "", exitCodes } = rules[i]!;
    oneOf(report, where.index(i).child("action"), action, ruleActions);
    if (exitCodes === undefined) {
      report.required(where.index(i).child("exitCodes"), "must be specified");
      continue;
    }
    const { operator = "", values = [] } = exitCodes;
    oneOf(report, where.index(i).child("exitCodes").child("operator"), operator, ruleOperators);
    if (values.length > MAX_CODES) report.tooMany(where.index(i).child("exitCodes").child("values"), values.length, MAX_CODES);
  }
}
