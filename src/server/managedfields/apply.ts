import type { Json, JsonObject, KubeObject, Status } from "../../api/index.ts";
import { badRequest, equal, serverError } from "../../api/index.ts";
import { conflictStatus } from "./conflict.ts";
import { isEmpty, without } from "./field-set.ts";
import type { Ground, Writer } from "./ground.ts";
import { notLastApplied, withLastApplied } from "./last-applied.ts";
import { merge } from "./merge.ts";
import { misfitText } from "./misfits.ts";
import type { Owner, Owners } from "./owners.ts";
import { entriesOf, isSameOwner, ownersOf } from "./owners.ts";
import { pruned } from "./prune.ts";
import type { Taken } from "./rivals.ts";
import { contest, present } from "./rivals.ts";
import { saidPaths } from "./said.ts";
import { stripped } from "./stripped.ts";
import { ownersAfter } from "./tracked.ts";

export type Applied =
  | {
      readonly kind: "applied";
      /** Before defaults are filled in; the live one if nothing of it changes. */
      readonly object: KubeObject;
      readonly managedFields: readonly JsonObject[] | undefined;
    }
  | { readonly kind: "refused"; readonly status: Status };

/** Who owns what was there before anybody applied. @source skipnonapplied.go */
const BEFORE = "before-first-apply";

/** Whose client-side apply server-side apply takes over. */
const KUBECTL = "kubectl";

/**
 * Server-side apply: the object as the applier wants it, and who owns what of it then.
 *
 * @param live undefined: there is none
 * @param config what is applied
 * @param forced takes what others own
 * @source apimachinery pkg/util/managedfields/internal/fieldmanager.go Apply and the managers it goes through
 */
export function apply(ground: Ground, writer: Writer, live: KubeObject | undefined, config: JsonObject, forced: boolean): Applied {
  const odd = kindProblem(ground, config) ?? misfit(ground, config);
  if (odd !== undefined) return refused(odd);
  const known = ownersOf(live?.metadata.managedFields);
  if (known === undefined) return refused(serverError("failed to decode managed fields: they are in a form of their own"));
  const owners = known.length > 0 || live === undefined ? known : (ownersAfter(ground, { ...writer, manager: BEFORE }, ground.empty, live, known) ?? known);
  const there = live ?? (ground.empty as unknown as KubeObject);
  const outcome = applyTo(ground, writer, there, config, owners);
  if (outcome.taken.length > 0 && !forced) {
    const rest = writer.manager === KUBECTL ? notLastApplied(ground, there, outcome.taken) : outcome.taken;
    if (rest.length > 0) return refused(conflictStatus(rest));
  }
  return { kind: "applied", object: writer.manager === KUBECTL ? withLastApplied(outcome.object, config) : outcome.object, managedFields: entriesOf(outcome.owners) };
}

function refused(status: Status): Applied {
  return { kind: "refused", status };
}

/** @source versioncheck.go, structuredmerge.go Apply */
function kindProblem({ apiVersion, kind }: Ground, config: JsonObject): Status | undefined {
  const version = textOf(config["apiVersion"]);
  const name = textOf(config["kind"]);
  if (version !== apiVersion || name !== kind) return badRequest(`invalid object type: ${shownKind(version, name)}`);
  const { managedFields } = partOf(config, "metadata");
  return Array.isArray(managedFields) ? badRequest("metadata.managedFields must be nil") : undefined;
}

function shownKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function misfit({ atom, apiVersion, kind }: Ground, config: JsonObject): Status | undefined {
  const why = misfitText(atom, config);
  if (why === undefined) return undefined;
  const { namespace, name } = partOf(config, "metadata");
  return serverError(`failed to create typed patch object (${textOf(namespace)}/${textOf(name)}; ${shownKind(apiVersion, kind)}): ${why}`);
}

function partOf(object: JsonObject, field: string): JsonObject {
  const part = object[field];
  return typeof part === "object" && part !== null && !Array.isArray(part) ? (part as JsonObject) : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

interface Outcome {
  readonly object: KubeObject;
  readonly owners: Owners;
  /** What others own of what changes. */
  readonly taken: readonly Taken[];
}

/** @source structured-merge-diff merge/update.go Updater.Apply; managedfieldsupdater.go Apply */
function applyTo(ground: Ground, writer: Writer, there: KubeObject, config: JsonObject, owners: Owners): Outcome {
  const { apiVersion, subresource, atom, resets } = ground;
  const now = present(ground, writer.registry, owners);
  const merged = merge(atom, there as unknown as Json, config) as unknown as KubeObject;
  const self: Owner = { manager: writer.manager, operation: "Apply", apiVersion, subresource, set: without(saidPaths(atom, config), resets) };
  const last = now.find((each) => isSameOwner(each, self));
  const others = now.filter((each) => each !== last);
  const object = pruned(ground, writer.registry, merged, [...others, self], last);
  const result = contest(ground, writer.registry, others, there, object);
  const same = equal(there, object);
  const set = stripped(self.set);
  const time = same ? last?.time : writer.time;
  const own: Owners = isEmpty(set) ? [] : [{ ...self, set, ...(time === undefined ? {} : { time }) }];
  return { object: same ? there : object, owners: [...(result?.left ?? others), ...own], taken: result?.taken ?? [] };
}
