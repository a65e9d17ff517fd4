import type { KubeObject, RequestOptions, Status } from "../../../api/index.ts";
import { badRequest, conflict, equal, failure, forbidden, notFound, rfc3339, serverError } from "../../../api/index.ts";
import { inOrder } from "../../schema/index.ts";
import { collectionIndex } from "../../storage/index.ts";
import type { Fields } from "../../validation/index.ts";
import { list, part, text } from "../../validation/index.ts";
import { removeObject, deletionPreconditionProblem } from "../delete.ts";
import { frozen } from "../frozen.ts";
import type { Outcome } from "../rest.ts";
import { done, refusedWith } from "../rest.ts";
import { current } from "../update.ts";
import type { Call } from "./actions.ts";
import { succeeded, withPodCondition } from "./binding.ts";

const BUDGETS = "/policy/poddisruptionbudgets/";
/** @source kubernetes pkg/registry/core/pod/storage/eviction.go MaxDisruptedPodSize */
const MOST_DISRUPTED = 2000;
const RETRY_AFTER = 10;

/**
 * A deletion that disruption budgets may refuse.
 *
 * @source kubernetes pkg/registry/core/pod/storage/eviction.go
 * @differs nothing comes between a look at a budget and its change, so that nothing is tried again
 */
export function evict(call: Call): Outcome {
  const { rest, target, request, sent } = call;
  if (sent.metadata.name !== request.name) return refusedWith(badRequest("name in URL does not match name in Eviction object"));
  const options = deletionOf(sent, request.options);
  if ("why" in options) return refusedWith(serverError(options.why));
  const record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, request.name));
  const pod = record.object;
  if (isUnguarded(pod)) return removed(call, options);
  const budgets = collectionIndex(rest.storage, BUDGETS).in(request.namespace).filter((budget) => matches(part(budget, "spec")["selector"] as Fields | undefined, pod));
  if (budgets.length > 1) return refusedWith(serverError("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."));
  const [budget] = budgets;
  if (budget === undefined) return removed(call, options);
  if (!isReady(pod) && mayGoUnready(budget)) return removed(call, options);
  const refusal = refusalOf(budget);
  if (refusal !== undefined) return refusedWith(refusal);
  if (!isDry(options)) rest.allocation.itself.writeStatus(disrupted(budget, request.name, rfc3339(rest.clock.wall())));
  return removed(call, options);
}

/** Dry runs may be asked for twice, but not otherwise. */
function deletionOf(sent: KubeObject, { dryRun }: RequestOptions): RequestOptions | { readonly why: string } {
  const own = sent["deleteOptions"] as RequestOptions | undefined;
  if (own === undefined) return dryRun === undefined ? {} : { dryRun };
  const { dryRun: within = [] } = own;
  if (within.length === 0) return dryRun === undefined ? own : { ...own, dryRun };
  if (dryRun === undefined || dryRun.length === 0 || equal(dryRun, within)) return own;
  return { why: `Non-matching dry-run options in request and content: [${dryRun.join(" ")}] and [${within.join(" ")}]` };
}

function isDry({ dryRun = [] }: RequestOptions): boolean {
  return dryRun.length > 0;
}

/** Whose eviction disrupts nothing any more, or nothing yet. */
function isUnguarded(pod: KubeObject): boolean {
  return ["Succeeded", "Failed", "Pending"].includes(text(part(pod, "status"), "phase")) || pod.metadata.deletionTimestamp !== undefined;
}

function isReady(pod: KubeObject): boolean {
  return list(part(pod, "status"), "conditions").some(({ type, status }) => type === "Ready" && status === "True");
}

function mayGoUnready(budget: KubeObject): boolean {
  if (part(budget, "spec")["unhealthyPodEvictionPolicy"] === "AlwaysAllow") return true;
  const { currentHealthy, desiredHealthy } = countsOf(budget);
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

interface Counts {
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
  readonly observedGeneration: number;
}

function countsOf(budget: KubeObject): Counts {
  const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0, observedGeneration = 0 } = part(budget, "status") as Partial<Counts>;
  return { currentHealthy, desiredHealthy, disruptionsAllowed, observedGeneration };
}

/** @source eviction.go checkAndDecrement */
function refusalOf(budget: KubeObject): Status | undefined {
  const { name = "", generation = 0 } = budget.metadata;
  const { observedGeneration, disruptionsAllowed, currentHealthy, desiredHealthy } = countsOf(budget);
  const subject = { group: "policy", resource: "poddisruptionbudget" };
  if (observedGeneration < generation) return tooMany(`The disruption budget ${name} is still being processed by the server.`, RETRY_AFTER);
  if (disruptionsAllowed < 0) return forbidden(subject, name, "pdb disruptions allowed is negative");
  if (Object.keys(part(part(budget, "status"), "disruptedPods")).length > MOST_DISRUPTED) {
    return forbidden(subject, name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
  }
  if (disruptionsAllowed > 0) return undefined;
  const denied = list(part(budget, "status"), "conditions").find(({ type, status }) => type === "DisruptionAllowed" && status === "False");
  const [reason, why] = [text(denied ?? {}, "reason"), text(denied ?? {}, "message")];
  if (why !== "" && reason === "SyncFailed") return tooMany(`The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${why}`, 0);
  if (currentHealthy <= desiredHealthy) return tooMany(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`, 0);
  return tooMany(`The disruption budget ${name} does not allow evicting pods currently${why === "" ? "" : ` (${reason}): ${why}`}`, 0);
}

function tooMany(cause: string, retryAfterSeconds: number): Status {
  return failure({
    code: 429,
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes: [{ reason: "DisruptionBudget", message: cause }], ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }) },
  });
}

/** One disruption fewer, and the pod remembered until it is gone. */
function disrupted(budget: KubeObject, pod: string, now: string): KubeObject {
  const status = part(budget, "status");
  const disruptionsAllowed = countsOf(budget).disruptionsAllowed - 1;
  const disruptedPods = { ...part(status, "disruptedPods"), [pod]: now };
  return { ...budget, status: inOrder("policy.v1.PodDisruptionBudgetStatus", { ...status, disruptedPods, disruptionsAllowed, ...(disruptionsAllowed > 0 ? {} : { conditions: exhausted(budget, now) }) }) };
}

/** @source component-helpers apps/poddisruptionbudget/helpers.go UpdateDisruptionAllowedCondition */
function exhausted(budget: KubeObject, now: string): readonly Fields[] {
  const conditions = list(part(budget, "status"), "conditions");
  const before = conditions.find(({ type }) => type === "DisruptionAllowed");
  const lastTransitionTime = before?.["status"] === "False" ? before["lastTransitionTime"] : now;
  const { observedGeneration } = countsOf(budget);
  const condition = {
    type: "DisruptionAllowed", status: "False", ...(observedGeneration === 0 ? {} : { observedGeneration }), lastTransitionTime, reason: "InsufficientPods", message: "",
  };
  return before === undefined ? [...conditions, condition] : conditions.map((each) => (each === before ? condition : each));
}

/** The pod is told why before it goes. */
function removed({ rest, target, request }: Call, options: RequestOptions): Outcome {
  let record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, request.name));
  let own = options;
  if (!isDry(options)) {
    const unmet = deletionPreconditionProblem(target, record.object, options);
    if (unmet !== undefined) return refusedWith(unmet);
    const condition = {
      type: "DisruptionTarget", status: "True", lastProbeTime: null, lastTransitionTime: rfc3339(rest.clock.wall()), reason: "EvictionByEvictionAPI", message: "Eviction API: evicting",
    };
    const status = withPodCondition(part(record.object, "status"), condition);
    if (status !== record.object["status"]) {
      const written = rest.storage.put(record.entry.path, frozen({ ...record.object, status }), record.revision);
      if (!("revision" in written)) return refusedWith(conflict(target.resource, request.name, "the object has been modified; please apply your changes to the latest version and try again"));
      record = written;
    }
    const { preconditions } = options;
    if (preconditions?.resourceVersion !== undefined) own = { ...options, preconditions: { ...preconditions, resourceVersion: String(record.revision) } };
  }
  const outcome = removeObject(rest, target, record, own);
  return outcome.kind === "refused" ? outcome : done(201, succeeded);
}

/** Nothing is selected by no selector at all, everything by an empty one. */
function matches(selector: Fields | undefined, { metadata: { labels = {} } }: KubeObject): boolean {
  if (selector === undefined) return false;
  const equal = Object.entries(part(selector, "matchLabels")).every(([key, value]) => labels[key] === value);
  return equal && list(selector, "matchExpressions").every((each) => {
    const [key, values] = [text(each, "key"), (each["values"] ?? []) as readonly string[]];
    switch (each["operator"]) {
      case "In": return labels[key] !== undefined && values.includes(labels[key]);
      case "NotIn": return labels[key] === undefined || !values.includes(labels[key]);
      case "Exists": return labels[key] !== undefined;
      case "DoesNotExist": return labels[key] === undefined;
      default: return false;
    }
  });
}
