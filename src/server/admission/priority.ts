import type { KubeObject } from "../../api/index.ts";
import type { AdmissionGround, Attributes } from "./attributes.ts";
import type { Plugin } from "./plugin.ts";

/**
 * Pods take number and policy of their priority class, and classes share no place as the default.
 *
 * @source kubernetes plugin/pkg/admission/priority/admission.go
 */
export const priority: Plugin = {
  name: "Priority",
  resources: ["pods", "priorityclasses.scheduling.k8s.io"],
  operations: ["create", "update"],
  admit(attributes) {
    if (attributes.asked.info.resource !== "pods") return undefined;
    return attributes.asked.operation === "create" ? admitNew(attributes) : keep(attributes);
  },
  validate(attributes) {
    const { asked: { info, operation }, object, ground } = attributes;
    if (info.resource !== "priorityclasses" || object["globalDefault"] !== true) return undefined;
    const already = defaultClass(ground)?.metadata.name;
    if (already === undefined || (operation === "update" && already === object.metadata.name)) return undefined;
    return attributes.forbidden(`PriorityClass ${already} is already marked as default. Only one default can exist`);
  },
};

const SPEC = "core.v1.PodSpec";
const CLASSES = "/scheduling.k8s.io/priorityclasses/";

function admitNew(attributes: Attributes): ReturnType<NonNullable<Plugin["admit"]>> {
  const { ground } = attributes;
  const named = attributes.spec("priorityClassName");
  const asked = typeof named === "string" && named !== "";
  const found = asked ? ground.index(CLASSES).get(named) : defaultClass(ground);
  if (asked && found === undefined) return attributes.forbidden(`no PriorityClass with name ${named} was found`);
  const value = found === undefined ? 0 : valueOf(found);
  const policy = found === undefined ? "PreemptLowerPriority" : (found["preemptionPolicy"] as string | undefined);
  const sent = attributes.spec("priority") as number | undefined;
  if (sent !== undefined && sent !== value) {
    return attributes.forbidden(
      `the integer value of priority (${sent}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  }
  if (!asked && found !== undefined) attributes.setSpec(SPEC, "priorityClassName", found.metadata.name);
  if (sent === undefined) attributes.setSpec(SPEC, "priority", value);
  if (policy === undefined) return undefined;
  const sentPolicy = attributes.spec("preemptionPolicy") as string | undefined;
  if (sentPolicy !== undefined && sentPolicy !== policy) {
    return attributes.forbidden(
      `the string value of PreemptionPolicy (${sentPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  if (sentPolicy === undefined) attributes.setSpec(SPEC, "preemptionPolicy", policy);
  return undefined;
}

/** What an update leaves out of what was filled in stays. */
function keep(attributes: Attributes): undefined {
  for (const field of ["priority", "preemptionPolicy"]) {
    const before = attributes.oldSpec[field];
    if (before !== undefined && attributes.spec(field) === undefined) attributes.setSpec(SPEC, field, before);
  }
}

function valueOf(found: KubeObject): number {
  return (found["value"] ?? 0) as number;
}

/** Of several, the one with the least value. */
function defaultClass(ground: AdmissionGround): KubeObject | undefined {
  const classes = ground.index(CLASSES).in("");
  if (classes === last.of) return last.found;
  let least: KubeObject | undefined;
  for (const each of classes) {
    if (each["globalDefault"] === true && (least === undefined || valueOf(each) < valueOf(least))) least = each;
  }
  last = { of: classes, found: least };
  return least;
}

/** Asked for with every pod, mostly of the same classes. */
let last: { readonly of: readonly KubeObject[] | undefined; readonly found: KubeObject | undefined } = { of: undefined, found: undefined };
