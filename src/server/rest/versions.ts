import type { ApiRequest, KubeObject, Status, WatchEvent } from "../../api/index.ts";
import { isStatus, serverError } from "../../api/index.ts";
import type { VersionRecord } from "../storage/index.ts";
import type { Rest } from "./rest.ts";
import type { Target } from "./target.ts";
import { pathOf } from "./target.ts";

/**
 * Objects of custom resources are kept in one version, and shown in the one that is asked for.
 *
 * @source apiextensions-apiserver pkg/apiserver/customresource_handler.go crdConversionRESTOptionsGetter
 */

/** What is kept, as it is shown; a Status where it cannot be. The same value each time. */
export function shown({ version }: Target, stored: KubeObject): KubeObject | Status {
  if (version === undefined) return stored;
  const made = version.read(stored);
  return made.kind === "object" ? made.object : serverError(made.message);
}

/** Why nothing can be done to the object that a request names. */
export function unreadableProblem({ storage }: Rest, target: Target, { namespace, name }: ApiRequest): Status | undefined {
  const record = storage.get(pathOf(target, namespace, name));
  if (record === undefined || !("revision" in record) || record.object === undefined) return undefined;
  const object = shown(target, record.object);
  return isStatus(object) ? object : undefined;
}

/** Of an object whose version can be had. */
export function shownRecord({ version }: Target, record: VersionRecord): VersionRecord {
  if (version === undefined || record.object === undefined) return record;
  const made = version.read(record.object);
  if (made.kind === "problem" || made.object === record.object) return record;
  const { revision, entry, previous } = record;
  return { revision, entry, previous, object: made.object };
}

export type ShownList = { readonly objects: readonly KubeObject[] } | { readonly problem: Status };

const lists = new WeakMap<Target, WeakMap<readonly KubeObject[], ShownList>>();

/** Lists are shared by those who ask the same, and so is what they show. */
export function shownList(target: Target, stored: readonly KubeObject[]): ShownList {
  if (target.version === undefined) return { objects: stored };
  let of = lists.get(target);
  if (of === undefined) lists.set(target, (of = new WeakMap()));
  let made = of.get(stored);
  if (made === undefined) of.set(stored, (made = showAll(target, stored)));
  return made;
}

function showAll(target: Target, stored: readonly KubeObject[]): ShownList {
  const made: KubeObject[] = [];
  let same = true;
  for (const each of stored) {
    const object = shown(target, each);
    if (isStatus(object)) return { problem: object };
    if (object !== each) same = false;
    made.push(object);
  }
  return { objects: same ? stored : Object.freeze(made) };
}

const events = new WeakMap<Target, WeakMap<WatchEvent, WatchEvent>>();

/** Events are shared likewise. Undefined: what it is about cannot be shown. */
export function shownEvent(target: Target, event: WatchEvent): WatchEvent | undefined {
  const { version } = target;
  if (version === undefined || event.type === "BOOKMARK" || event.type === "ERROR") return event;
  const made = version.read(event.object);
  if (made.kind === "problem") return undefined;
  if (made.object === event.object) return event;
  let of = events.get(target);
  if (of === undefined) events.set(target, (of = new WeakMap()));
  let known = of.get(event);
  if (known === undefined) of.set(event, (known = Object.freeze({ ...event, object: made.object })));
  return known;
}

/** An object in the form in which it is kept. */
export function kept({ version }: Target, object: KubeObject): KubeObject | Status {
  if (version === undefined) return object;
  const made = version.stored(object);
  return made.kind === "object" ? made.object : serverError(made.message);
}

/** What was just written, as it is answered. */
export function answered({ version }: Target, record: VersionRecord, written: KubeObject): KubeObject {
  const stored = record.object ?? written;
  return version === undefined ? stored : version.wrote(stored);
}
