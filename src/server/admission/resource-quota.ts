import type { KubeObject, Status } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { Amounts } from "../schema/index.ts";
import { added, quantityLike, quantityNanos } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, part } from "../validation/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Plugin } from "./plugin.ts";
import type { Scope, Usage } from "./quota-usage.ts";
import { usageOf } from "./quota-usage.ts";
import { amounts, byName } from "./resource-amounts.ts";

const QUOTAS = "/core/resourcequotas/";

/**
 * What a namespace may hold. What is used is counted up in the status of its quotas before the object is stored; who
 * counts down again is a controller.
 *
 * @source apiserver pkg/admission/plugin/resourcequota (admission.go, controller.go checkRequest, checkQuotas)
 * @limits nothing is limited that no quota names
 */
export const resourceQuota: Plugin = {
  name: "ResourceQuota",
  operations: ["create", "update"],
  subresources: ["", "status", "resize"],
  validate(attributes) {
    const { asked, ground, object, old } = attributes;
    const index = ground.index(QUOTAS);
    if (index.size === 0 || asked.namespace === "") return undefined;
    const quotas = index.in(asked.namespace);
    if (quotas.length === 0) return undefined;
    const usage = usageOf(asked);
    if (usage === undefined || !usage.handles(asked, object, old)) return undefined;
    return charge(attributes, usage, quotas);
  },
};

function charge(attributes: Attributes, usage: Usage, quotas: readonly KubeObject[]): Status | undefined {
  const { asked, object, old, ground } = attributes;
  const matching: KubeObject[] = [];
  for (const quota of quotas) {
    if (!matches(usage, quota, object)) continue;
    const problem = quotaProblem(usage, quota, object);
    if (problem !== undefined) return attributes.forbidden(problem);
    matching.push(quota);
  }
  const used = usage.of(object, ground.now());
  const negative = Object.keys(used).filter((name) => quantityNanos(used[name] as string) < 0n).sort();
  if (negative.length > 0) return attributes.forbidden(`quota usage is negative for resource(s): ${negative.join(",")}`);
  const before = old === undefined ? {} : usage.of(old, ground.now());
  const charged: KubeObject[] = [];
  for (const quota of matching) {
    const more = old !== undefined && matches(usage, quota, old) ? moreThan(used, before) : used;
    const status = part(quota, "status");
    const [hard, had] = [amounts(status, "hard"), amounts(status, "used")];
    const requested = only(more, (name) => hard[name] !== undefined && quantityNanos(more[name] as string) !== 0n);
    const now = added(had, requested);
    const exceeded = asked.subresource === "status" ? [] : Object.keys(requested).filter((name) => quantityNanos(now[name] as string) > quantityNanos(hard[name] as string));
    if (exceeded.length > 0) {
      const told = (all: Amounts): string => exceeded.toSorted().flatMap((name) => (all[name] === undefined ? [] : `${name}=${all[name]}`)).join(",");
      return attributes.forbidden(`exceeded quota: ${quota.metadata.name ?? ""}, requested: ${told(requested)}, used: ${told(had)}, limited: ${told(hard)}`);
    }
    if (!equal(now, had)) charged.push({ ...quota, status: { ...status, used: byName(now) } });
  }
  if (!asked.dryRun) for (const quota of charged) ground.writeStatus(quota);
  return undefined;
}

function matches(usage: Usage, quota: Fields, object: Fields): boolean {
  const resources = Object.keys(amounts(part(quota, "status"), "hard"));
  return resources.some((name) => usage.counts(name)) && scopesOf(part(quota, "spec")).every((scope) => usage.matches(scope, object));
}

function quotaProblem(usage: Usage, quota: KubeObject, object: Fields): string | undefined {
  const status = part(quota, "status");
  const name = quota.metadata.name ?? "";
  const limited = Object.keys(amounts(status, "hard")).filter((each) => usage.counts(each));
  const unfit = usage.unfit?.(limited, object);
  if (unfit !== undefined) return `failed quota: ${name}: ${unfit}`;
  const used = amounts(status, "used");
  return limited.every((each) => used[each] !== undefined) ? undefined : `status unknown for quota: ${name}, resources: ${limited.sort().join(",")}`;
}

function scopesOf(spec: Fields): readonly Scope[] {
  const named = ((spec["scopes"] ?? []) as readonly string[]).map((scopeName) => ({ scopeName, operator: "Exists", values: [] }));
  return [...named, ...list(part(spec, "scopeSelector"), "matchExpressions").map((each) => ({
    scopeName: String(each["scopeName"]),
    operator: String(each["operator"]),
    values: (each["values"] ?? []) as readonly string[],
  }))];
}

/** What is used beyond what was, never less than nothing. */
function moreThan(used: Amounts, before: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(used).map(([name, value]) => {
      const more = quantityNanos(value) - quantityNanos(before[name] ?? "0");
      return [name, quantityLike(more > 0n ? more : 0n, value)];
    }),
  );
}

function only(all: Amounts, kept: (name: string) => boolean): Amounts {
  return Object.fromEntries(Object.entries(all).filter(([name]) => kept(name)));
}
