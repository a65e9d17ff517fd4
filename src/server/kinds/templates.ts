import type { KubeObject } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import type { Path, PodTemplate } from "../validation/index.ts";
import { claimWarnings, nameWarnings, part, path, templateWarnings, withoutOff } from "../validation/index.ts";

/** Templates of pods within workloads. @source kubernetes pkg/api/pod/util.go DropDisabledTemplateFields, warnings.go */

type Fields = { readonly [field: string]: unknown };

/** Without what is not turned on; the same object where nothing goes. @param fields to the template: "spec", "template" */
export function withTemplate(o: KubeObject, ...fields: readonly string[]): KubeObject {
  const template = fields.reduce<Fields>((of, field) => part(of, field), o);
  const spec = withoutOff(part(template, "spec"));
  if (spec === template["spec"] || template["spec"] === undefined) return o;
  return replaced(o, fields, { ...template, spec: inOrder("core.v1.PodSpec", { ...spec }) }) as KubeObject;
}

function replaced(of: Fields, [field, ...rest]: readonly string[], by: unknown): Fields {
  if (field === undefined) return by as Fields;
  return { ...of, [field]: replaced(part(of, field), rest, by) };
}

interface Told {
  /** Pods are called after the object. */
  readonly named: boolean;
  /** Where the template is. */
  readonly fields: readonly string[];
}

/** Of a new object, or of one whose generation moved. */
export function templateWarning({ named, fields }: Told): (o: KubeObject, before: KubeObject | undefined) => readonly string[] {
  const at: Path = path(...fields);
  return (o, before) => {
    if (before !== undefined && before.metadata.generation === o.metadata.generation) return none;
    const told = templateWarnings(at, templateOf(o, fields));
    return named && before === undefined ? [...nameWarnings(o.metadata.name ?? "", "Pod names and hostnames"), ...told] : told;
  };
}

const none: readonly string[] = Object.freeze([]);

export function templateOf(o: KubeObject, fields: readonly string[]): PodTemplate {
  return fields.reduce<Fields>((of, field) => part(of, field), o);
}

/** @source kubernetes pkg/registry/apps/statefulset/strategy.go WarningsOnCreate, WarningsOnUpdate */
export function statefulSetWarnings(o: KubeObject, before: KubeObject | undefined): readonly string[] {
  const spec = part(o, "spec");
  const told = [...ofTemplate(o, before)];
  const claims = (spec["volumeClaimTemplates"] ?? none) as readonly Fields[];
  for (const [i, claim] of claims.entries()) {
    const at = path("spec", "volumeClaimTemplates").index(i);
    claimWarnings(told, before === undefined ? at : at.child("Spec"), part(part(claim, "spec"), "resources"));
  }
  const limit = spec["revisionHistoryLimit"];
  if (typeof limit === "number" && limit < 0) told.push("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
  return told;
}

const ofTemplate = templateWarning({ named: false, fields: ["spec", "template"] });

const MANY = 100_000;
const FEWER = 10_000;

/** @source kubernetes pkg/api/job/warnings.go */
export function jobWarnings(...fields: readonly string[]): (o: KubeObject, before: KubeObject | undefined) => readonly string[] {
  const ofPods = templateWarning({ named: false, fields: [...fields, "template"] });
  return (o, before) => {
    if (before !== undefined && before.metadata.generation === o.metadata.generation) return none;
    const spec = fields.reduce<Fields>((of, field) => part(of, field), o);
    const many = spec["completionMode"] === "Indexed" && Number(spec["completions"] ?? 0) > MANY && Number(spec["parallelism"] ?? 0) > FEWER;
    return [
      ...(before === undefined ? nameWarnings(o.metadata.name ?? "", "Pod names and hostnames") : none),
      ...(many ? [`${fields.join(".")}: ${MANY_TEXT}`] : none),
      ...ofPods(o, before),
    ];
  };
}

const MANY_TEXT =
  "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes " +
  "when a big number of indexes fail";
