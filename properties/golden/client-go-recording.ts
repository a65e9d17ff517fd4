import type { KubeObject, ReplyBody } from "../../src/api/index.ts";

/** The files of the recordings, as their README describes them. */

/** Exact, or the range seen. Milliseconds. */
export type Time = number | readonly [min: number, max: number];

export interface Recording {
  readonly script: Omit<Script, "options"> & { readonly options?: ScriptOptions };
  readonly timelines: readonly Timeline[];
}

export interface Timeline {
  readonly for: readonly { readonly version: string; readonly gates: string }[];
  readonly variants: readonly { readonly count?: number; readonly instants: readonly Instant[] }[];
}

export interface Instant {
  readonly t: Time;
  readonly dt: Time;
  readonly ev?: readonly Entry[];
  readonly state?: State;
}

export interface Entry {
  readonly e: string;
  readonly [field: string]: unknown;
}

export interface State {
  readonly [field: string]: unknown;
}

export interface Script {
  readonly name: string;
  readonly kind: string;
  readonly options: ScriptOptions;
  readonly profiles?: readonly { readonly name: string; readonly gates?: { readonly [gate: string]: boolean } }[];
  readonly server?: readonly ServerRule[];
  readonly actions?: readonly Action[];
  readonly ops?: readonly Operation[];
  readonly until_ms?: number;
}

export interface HandlerScript {
  readonly id: string;
  readonly resync_ms?: number;
  readonly slow_ms?: number;
  readonly panic_on?: string;
}

export interface ScriptOptions {
  readonly [option: string]: unknown;
  readonly handlers?: readonly HandlerScript[];
  readonly resync_ms?: number;
  readonly stop_after_requests?: number;
  readonly indexers?: readonly string[];
  readonly transform?: string;
  readonly watch_error_handler?: string;
  readonly client?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly page_size?: number;
  readonly expected_kind?: string;
  readonly max_internal_error_retry_ms?: number;
  readonly min_watch_timeout_ms?: number;
  readonly store_errors?: { readonly [call: string]: number };
  readonly resources?: readonly string[];
}

export interface Action {
  readonly at_ms: number;
  readonly do: string;
  readonly handler?: HandlerScript;
  readonly id?: string;
  readonly indexers?: readonly string[];
}

export interface Operation {
  readonly do: string;
  readonly at_ms?: number;
  readonly [field: string]: unknown;
}

export interface ServerRule {
  readonly on: string;
  readonly resource?: string;
  readonly match?: { readonly [parameter: string]: string };
  readonly times?: number;
  readonly after_ms?: number;
  readonly error?: string;
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: ReplyBody;
  readonly raw?: string;
  readonly events?: readonly ScriptedEvent[];
  readonly end?: string;
  readonly end_after_ms?: number;
}

export interface ScriptedEvent {
  readonly after_ms?: number;
  readonly type?: string;
  readonly object?: KubeObject;
  readonly raw?: string;
}

/** Absent fields are empty, false or zero: so such fields count as absent. */
export function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== "object" || value === null) return value;
  const kept: { [name: string]: unknown } = {};
  for (const [name, each] of Object.entries(value)) {
    const inner = trimmed(each);
    if (!isEmpty(inner)) kept[name] = inner;
  }
  return kept;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}
