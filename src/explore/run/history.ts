import { keyOf, type KubeObject } from "../../api/index.ts";
import { isTombstone, type EventHandler, type HandlerRegistration } from "../../client/cache/index.ts";
import type { Clock, Micros, Trace } from "../../kernel/index.ts";
import { versionOf } from "./json-bytes.ts";

/** One call of a handler. */
export interface HandlerCall {
  readonly at: Micros;
  readonly call: "add" | "update" | "delete";
  readonly subject: number;
  /** Of the object handed over; of a deletion, the deletion's where it was seen. */
  readonly version: number;
  /** Of the object that an update replaces; -1 for other calls. */
  readonly before: number;
  /** The deletion itself was missed. */
  readonly tombstone: boolean;
  /** An add said to belong to the first list. */
  readonly initial: boolean;
  /** The handler was said to have synced before this call. */
  readonly synced: boolean;
  /** Lists the client had completed by then: one more than at the last call means a relist lies between. */
  readonly lists: number;
}

/** All calls of one handler, in order. Kept as flat numbers: there are as many as events times clients. */
export interface History {
  readonly length: number;
  at(index: number): HandlerCall;
}

export interface HistoryOptions {
  readonly clock: Clock;
  /** The run's digest covers what handlers hear. */
  readonly trace: Trace;
  /** Of the client. */
  readonly name: string;
  readonly subject: (key: string) => number;
  /** How many lists the client has completed. */
  readonly lists: () => number;
  readonly registration: () => HandlerRegistration | undefined;
}

/** A handler that writes down what it is told. */
export function recordHistory({ clock, trace, name, subject, lists, registration }: HistoryOptions): { readonly handler: EventHandler; readonly history: History } {
  const flat: number[] = [];
  const heard = trace.intern(name);
  const note = (kind: number, object: KubeObject, key: string, before: number, flags: number): void => {
    const synced = registration()?.hasSynced === true ? SYNCED : 0;
    const version = versionOf(object);
    const number = subject(key);
    flat.push(clock.now(), kind | flags | synced, number, version, before, lists());
    trace.note(heard, number, version);
  };
  return {
    history: {
      get length() {
        return flat.length / WIDTH;
      },
      at: (index) => callAt(flat, index * WIDTH),
    },
    handler: {
      onAdd: (object, isInInitialList) => note(ADD, object, keyOf(object), -1, isInInitialList ? INITIAL : 0),
      onUpdate: (before, after) => note(UPDATE, after, keyOf(after), versionOf(before), 0),
      onDelete: (gone) => {
        if (!isTombstone(gone)) note(DELETE, gone, keyOf(gone), -1, 0);
        else note(DELETE, gone.object ?? UNKNOWN, gone.key, -1, TOMBSTONE);
      },
    },
  };
}

const WIDTH = 6;
const ADD = 0;
const UPDATE = 1;
const DELETE = 2;
const CALLS = ["add", "update", "delete"] as const;
const KIND = 3;
const TOMBSTONE = 4;
const INITIAL = 8;
const SYNCED = 16;

/** Stands for the last known object where nobody knows one. */
const UNKNOWN: KubeObject = Object.freeze({ apiVersion: "", kind: "", metadata: Object.freeze({}) });

function callAt(flat: readonly number[], from: number): HandlerCall {
  const [at, bits, subject, version, before, lists] = flat.slice(from, from + WIDTH) as [number, number, number, number, number, number];
  return {
    at,
    call: CALLS[(bits & KIND) as 0 | 1 | 2],
    subject,
    version,
    before,
    tombstone: (bits & TOMBSTONE) !== 0,
    initial: (bits & INITIAL) !== 0,
    synced: (bits & SYNCED) !== 0,
    lists,
  };
}
