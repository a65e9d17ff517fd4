import type { KubeObject, Status } from "../../api/index.ts";
import { equal, isStatus } from "../../api/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, part } from "../validation/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Plugin } from "./plugin.ts";

const SPEC = "core.v1.PodSpec";

/**
 * A pod takes the overhead of its runtime class, and goes where the class may run.
 *
 * @source kubernetes plugin/pkg/admission/runtimeclass/admission.go, pkg/util/tolerations/tolerations.go
 */
export const runtimeClass: Plugin = {
  name: "RuntimeClass",
  resources: ["pods"],
  operations: ["create"],
  admit(attributes) {
    if (attributes.spec("runtimeClassName") === undefined) return undefined;
    const found = classOf(attributes);
    return isStatus(found) ? found : (withOverhead(attributes, found) ?? withScheduling(attributes, found));
  },
  validate(attributes) {
    const named = attributes.spec("runtimeClassName") !== undefined;
    const overhead = attributes.spec("overhead");
    if (!named && overhead === undefined) return undefined;
    const found = named ? classOf(attributes) : undefined;
    if (found !== undefined && isStatus(found)) return found;
    const fixed = found === undefined ? undefined : fixedOverhead(found);
    if (fixed !== undefined) return equal(fixed, overhead ?? none) ? undefined : attributes.forbidden(MISMATCH);
    return overhead === undefined ? undefined : attributes.forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
  },
};

const MISMATCH = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

function classOf(attributes: Attributes): KubeObject | Status {
  const name = String(attributes.spec("runtimeClassName"));
  return attributes.ground.index("/node.k8s.io/runtimeclasses/").get(name) ?? attributes.forbidden(`pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
}

function fixedOverhead(found: Fields): Fields | undefined {
  return found["overhead"] === undefined ? undefined : part(part(found, "overhead"), "podFixed");
}

function withOverhead(attributes: Attributes, found: Fields): Status | undefined {
  const fixed = fixedOverhead(found);
  if (fixed === undefined) return undefined;
  const sent = attributes.spec("overhead") as Fields | undefined;
  if (sent !== undefined && Object.keys(sent).length > 0 && !equal(sent, fixed)) return attributes.forbidden(MISMATCH);
  if (Object.keys(fixed).length > 0) attributes.setSpec(SPEC, "overhead", fixed);
  return undefined;
}

function withScheduling(attributes: Attributes, found: Fields): Status | undefined {
  if (found["scheduling"] === undefined) return undefined;
  const scheduling = part(found, "scheduling");
  const wanted = part(scheduling, "nodeSelector") as Labels;
  const own = (attributes.spec("nodeSelector") ?? none) as Labels;
  for (const [key, value] of Object.entries(wanted)) {
    if (own[key] === undefined || own[key] === value) continue;
    return attributes.forbidden(`conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`);
  }
  if (Object.keys(wanted).length > 0) attributes.setSpec(SPEC, "nodeSelector", Object.freeze({ ...own, ...wanted }));
  const tolerations = merged([...((attributes.spec("tolerations") ?? []) as readonly Fields[]), ...list(scheduling, "tolerations")]);
  if (tolerations.length > 0) attributes.setSpec(SPEC, "tolerations", Object.freeze(tolerations));
  return undefined;
}

type Labels = { readonly [key: string]: string };

const none = Object.freeze({});

/** Without those that another covers. */
function merged(all: readonly Fields[]): readonly Fields[] {
  const kept: Fields[] = [];
  all.forEach((each, i) => {
    if (kept.some((other) => covers(other, each))) return;
    if (all.slice(i + 1).some((other) => !equal(other, each) && covers(other, each))) return;
    kept.push(each);
  });
  return kept;
}

function covers(wide: Fields, narrow: Fields): boolean {
  if (equal(wide, narrow)) return true;
  const { key = "", operator = "", effect = "", tolerationSeconds: longest } = wide;
  if (narrow["key"] !== wide["key"] && (key !== "" || operator !== "Exists")) return false;
  if ((narrow["effect"] ?? "") !== effect && effect !== "") return false;
  const { tolerationSeconds: seconds } = narrow;
  if (effect === "NoExecute" && longest !== undefined && (seconds === undefined || Number(seconds) > Number(longest))) return false;
  if (operator === "Exists") return true;
  return narrow["operator"] === "Equal" && (narrow["value"] ?? "") === (wide["value"] ?? "");
}
