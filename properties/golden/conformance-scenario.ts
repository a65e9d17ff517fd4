/**
 * Recordings of a real apiserver: what was sent, and what it answered, in normal form.
 *
 * @source kube-apiserver v1.36.3 with etcd 3.6.8, no controllers
 */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly steps: readonly Step[];
  /** False: no namespace of its own. */
  readonly namespace?: boolean;
  readonly cleanup?: readonly string[];
  readonly alone?: boolean;
  /** Server configuration it was recorded with; absent: the default one. */
  readonly profile?: string;
  /** Path suffixes that are not compared. */
  readonly ignore?: readonly string[];
}

export interface Step {
  readonly request?: string;
  readonly watch?: string;
  readonly read?: string;
  readonly close?: string;
  readonly action?: string;
  readonly sleepMs?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  readonly as?: string;
  readonly retryUntil?: number;
  readonly retryMs?: number;
  readonly events?: number;
  readonly idleMs?: number;
  readonly until?: "end";
  readonly withinMs?: number;
  readonly bookmarks?: boolean;
  readonly ignore?: readonly string[];
  readonly expect?: unknown;
}

/** What one step showed. */
export interface Seen {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  readonly events?: readonly unknown[];
  readonly ended?: boolean;
  readonly failed?: string;
}
