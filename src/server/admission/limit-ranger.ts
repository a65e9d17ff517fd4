import type { KubeObject } from "../../api/index.ts";
import { quantityNanos, withFields } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, part } from "../validation/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Plugin } from "./plugin.ts";
import type { Amounts } from "../schema/index.ts";
import { amounts, byName, limitRangeRules, podAmounts } from "./resource-amounts.ts";

const RANGES = "/core/limitranges/";
const PODS: Pick<Plugin, "resources" | "subresources"> = { resources: ["pods"], subresources: ["", "resize"] };

/**
 * Limit ranges fill in what containers leave out, and refuse what is too little, too much or too far apart.
 *
 * @source kubernetes plugin/pkg/admission/limitranger/admission.go
 * @differs several limit ranges are gone through by name, and the resources of one by theirs: upstream's order is that of
 *   Go's maps
 */
export const limitRanger: readonly Plugin[] = [
  { name: "LimitRanger", ...PODS, operations: ["create"], admit: complete, validate: (attributes) => check(attributes, podProblems) },
  // What a pod may use changes through one subresource alone.
  { name: "LimitRanger", ...PODS, subresources: ["resize"], operations: ["update"], admit: complete, validate: (attributes) => check(attributes, podProblems) },
  { name: "LimitRanger", resources: ["persistentvolumeclaims"], operations: ["create", "update"], validate: (attributes) => check(attributes, claimProblems) },
];

function rangesFor({ ground, asked, old }: Attributes): readonly KubeObject[] {
  const index = ground.index(RANGES);
  if (index.size === 0 || old?.metadata.deletionTimestamp !== undefined) return none;
  return index.in(asked.namespace);
}

const none: readonly KubeObject[] = Object.freeze([]);

function complete(attributes: Attributes): undefined {
  for (const range of rangesFor(attributes)) attributes.object = completed(attributes.object, range);
}

function check(attributes: Attributes, problemsOf: (limit: Fields, object: KubeObject) => readonly string[]): ReturnType<NonNullable<Plugin["validate"]>> {
  for (const range of rangesFor(attributes)) {
    const found = list(part(range, "spec"), "limits").flatMap((limit) => problemsOf(limit, attributes.object));
    const problems = [...new Set(found)];
    if (problems.length > 0) return attributes.forbidden(problems.length === 1 ? (problems[0] as string) : `[${problems.join(", ")}]`);
  }
  return undefined;
}

const ANNOTATION = "kubernetes.io/limit-ranger";

function completed(pod: KubeObject, range: KubeObject): KubeObject {
  let requests: Amounts = {};
  let limits: Amounts = {};
  for (const limit of list(part(range, "spec"), "limits")) {
    if (limit["type"] !== "Container") continue;
    requests = { ...requests, ...amounts(limit, "defaultRequest") };
    limits = { ...limits, ...amounts(limit, "default") };
  }
  const told: string[] = [];
  const spec = part(pod, "spec");
  const filled = (field: string, called: string): readonly Fields[] =>
    list(spec, field).map((container) => {
      const resources = part(container, "resources");
      const setRequests = missing(amounts(resources, "requests"), requests);
      const setLimits = missing(amounts(resources, "limits"), limits);
      if (setRequests.length > 0) told.push(`${setRequests.join(", ")} request for ${called} ${String(container["name"])}`);
      if (setLimits.length > 0) told.push(`${setLimits.join(", ")} limit for ${called} ${String(container["name"])}`);
      if (setRequests.length === 0 && setLimits.length === 0) return container;
      const made = withFields("core.v1.ResourceRequirements", resources, [
        ...(setLimits.length === 0 ? [] : [["limits", byName({ ...limits, ...amounts(resources, "limits") })] as const]),
        ...(setRequests.length === 0 ? [] : [["requests", byName({ ...requests, ...amounts(resources, "requests") })] as const]),
      ]);
      return withFields("core.v1.Container", container, [["resources", made]]);
    });
  const containers = filled("containers", "container");
  const initContainers = filled("initContainers", "init container");
  if (told.length === 0) return pod;
  const annotations = byName({ ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${told.join("; ")}` });
  const fields = [["containers", Object.freeze(containers)] as const, ...(initContainers.length === 0 ? [] : [["initContainers", Object.freeze(initContainers)] as const])];
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: withFields("core.v1.PodSpec", spec, fields) };
}

function missing(own: Amounts, defaults: Amounts): readonly string[] {
  return Object.keys(defaults).filter((name) => own[name] === undefined).sort();
}

function podProblems(limit: Fields, pod: KubeObject): readonly string[] {
  const spec = part(pod, "spec");
  switch (limit["type"]) {
    case "Container":
      return [...list(spec, "containers"), ...list(spec, "initContainers")].flatMap((container) => {
        const resources = part(container, "resources");
        return problems(limit, amounts(resources, "requests"), amounts(resources, "limits"));
      });
    case "Pod":
      return problems(limit, podAmounts(pod, "requests", limitRangeRules), podAmounts(pod, "limits", limitRangeRules));
    default:
      return [];
  }
}

/** Of claims only the requests count. */
function claimProblems(limit: Fields, claim: KubeObject): readonly string[] {
  if (limit["type"] !== "PersistentVolumeClaim") return [];
  const requests = amounts(part(part(claim, "spec"), "resources"), "requests");
  return [
    ...each(limit, "min", (name, value) => tooLittle("PersistentVolumeClaim", name, value, requests[name], undefined)),
    ...each(limit, "max", (name, value) => askedTooMuch("PersistentVolumeClaim", name, value, requests[name])),
  ];
}

function problems(limit: Fields, requests: Amounts, limits: Amounts): readonly string[] {
  const type = String(limit["type"]);
  return [
    ...each(limit, "min", (name, value) => tooLittle(type, name, value, requests[name], limits[name])),
    ...each(limit, "max", (name, value) => tooMuch(type, name, value, requests[name], limits[name])),
    ...each(limit, "maxLimitRequestRatio", (name, value) => tooFarApart(type, name, value, requests[name], limits[name])),
  ];
}

function each(limit: Fields, field: string, problem: (name: string, value: string) => string | undefined): readonly string[] {
  return Object.entries(amounts(limit, field)).flatMap(([name, value]) => problem(name, value) ?? []);
}

function tooLittle(type: string, name: string, least: string, request: string | undefined, limit: string | undefined): string | undefined {
  const rule = `minimum ${name} usage per ${type} is ${least}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  const [asked, most, enforced] = comparable(request, limit, least);
  if (asked < enforced) return `${rule}, but request is ${request}`;
  return limit !== undefined && most < enforced ? `${rule}, but limit is ${limit}` : undefined;
}

function tooMuch(type: string, name: string, most: string, request: string | undefined, limit: string | undefined): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${most}`;
  if (limit === undefined) return `${rule}.  No limit is specified`;
  const [asked, used, enforced] = comparable(request, limit, most);
  if (used > enforced) return `${rule}, but limit is ${limit}`;
  return request !== undefined && asked > enforced ? `${rule}, but request is ${request}` : undefined;
}

function askedTooMuch(type: string, name: string, most: string, request: string | undefined): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${most}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  const [asked, , enforced] = comparable(request, undefined, most);
  return asked > enforced ? `${rule}, but request is ${request}` : undefined;
}

function tooFarApart(type: string, name: string, ratio: string, request: string | undefined, limit: string | undefined): string | undefined {
  const rule = `${name} max limit to request ratio per ${type} is ${ratio}`;
  const [asked, most] = comparable(request, limit, ratio);
  if (request === undefined || asked === 0n) return `${rule}, but no request is specified or request is 0`;
  if (limit === undefined || most === 0n) return `${rule}, but no limit is specified or limit is 0`;
  const observed = Number(most) / Number(asked);
  return observed * THOUSAND > Number(upTo(quantityNanos(ratio), MILLI)) ? `${rule}, but provided ratio is ${observed.toFixed(6)}` : undefined;
}

const THOUSAND = 1000;
const MILLI = 10n ** 6n;
const UNIT = 10n ** 9n;
/** @source apimachinery pkg/api/resource/quantity.go MaxMilliValue */
const MAX_MILLI = (2n ** 63n - 1n) / 1000n;

/** In thousandths where all of them fit, else in whole ones; rounded up, as upstream compares them. */
function comparable(...quantities: readonly [request: string | undefined, limit: string | undefined, enforced: string]): readonly [bigint, bigint, bigint] {
  const nanos = quantities.map((each) => (each === undefined ? 0n : quantityNanos(each)));
  const unit = nanos.every((each) => upTo(each, UNIT) <= MAX_MILLI) ? MILLI : UNIT;
  return nanos.map((each) => upTo(each, unit)) as unknown as [bigint, bigint, bigint];
}

function upTo(nanos: bigint, unit: bigint): bigint {
  return nanos > 0n && nanos % unit !== 0n ? nanos / unit + 1n : nanos / unit;
}
