import { Observable } from "rxjs/internal/Observable";
import type { ApiRequest, Verb } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Guard, Network } from "../network/index.ts";

/** One happening of a run. `at` is virtual microseconds from the start. */
export type TraceEntry =
  | { readonly kind: "request"; readonly at: Micros; readonly id: number; readonly party: string; readonly replica: string; readonly request: ApiRequest }
  | { readonly kind: "answer"; readonly at: Micros; readonly id: number; readonly status: number }
  | { readonly kind: "event"; readonly at: Micros; readonly id: number; readonly party: string; readonly type: string; readonly key: string; readonly resourceVersion: string }
  /** `end` is "complete", "cancelled", or how the connection failed. */
  | { readonly kind: "end"; readonly at: Micros; readonly id: number; readonly end: string }
  /** A fault began or ended, or a rule ended that met nothing. */
  | { readonly kind: "fault"; readonly at: Micros; readonly what: string }
  /** A reconcile threw or rejected; it will be tried again. */
  | { readonly kind: "failed"; readonly at: Micros; readonly controller: string; readonly key: string; readonly error: unknown };

/** Controllers' failures, on their way to whoever subscribes. */
export interface Failures {
  tell(controller: string, key: string, error: unknown): void;
  listen(listener: (controller: string, key: string, error: unknown) => void): Guard;
}

export function createFailures(): Failures {
  const listeners = new Set<(controller: string, key: string, error: unknown) => void>();
  return {
    tell: (controller, key, error) => listeners.forEach((listener) => listener(controller, key, error)),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Subscribing observes the network; unsubscribing leaves no trace of it. */
export function traceOf(network: Network, failures: Failures, now: () => Micros): Observable<TraceEntry> {
  return new Observable((subscriber) => {
    subscriber.add(failures.listen((controller, key, error) => subscriber.next({ kind: "failed", at: now(), controller, key, error })));
    return network.observe({
      opened: (id, party, replica, request) => subscriber.next({ kind: "request", at: now(), id, party, replica, request }),
      answered: (id, { status }) => subscriber.next({ kind: "answer", at: now(), id, status }),
      ended: (id, end) => subscriber.next({ kind: "end", at: now(), id, end: typeof end === "string" ? end : end.kind === "complete" ? "complete" : end.failure }),
      delivered: (id, party, { type, object }) => {
        const { metadata } = object as { readonly metadata: { readonly namespace?: string; readonly name?: string; readonly resourceVersion?: string } };
        const key = metadata.namespace === undefined ? (metadata.name ?? "") : `${metadata.namespace}/${metadata.name ?? ""}`;
        subscriber.next({ kind: "event", at: now(), id, party, type, key, resourceVersion: metadata.resourceVersion ?? "" });
      },
      changed: (what) => subscriber.next({ kind: "fault", at: now(), what }),
    });
  });
}

/** "12.5 s  manager  list pods" for a log. */
export function traceLine(entry: TraceEntry): string {
  const at = `${entry.at / 1_000} ms`;
  switch (entry.kind) {
    case "request": return `${at}  #${entry.id} ${entry.party} → ${entry.replica}: ${requestText(entry.request)}`;
    case "answer": return `${at}  #${entry.id} answered ${entry.status}`;
    case "event": return `${at}  #${entry.id} ${entry.party} ← ${entry.type} ${entry.key} @${entry.resourceVersion}`;
    case "end": return `${at}  #${entry.id} ended: ${entry.end}`;
    case "fault": return `${at}  fault: ${entry.what}`;
    case "failed": return `${at}  ${entry.controller} failed on ${entry.key}: ${entry.error instanceof Error ? entry.error.message : String(entry.error)}`;
  }
}

const SILENT: readonly Verb[] = ["list", "watch", "deletecollection"];

function requestText({ verb, resource, namespace, name, subresource }: ApiRequest): string {
  const place = [namespace, SILENT.includes(verb) ? "" : name].filter((part) => part !== "").join("/");
  return `${verb} ${resource.resource}${subresource === "" ? "" : `/${subresource}`}${place === "" ? "" : ` ${place}`}`;
}
