import type { ApiRequest, Cancel, FailureKind, ReplyEnd, ReplySink, WatchEvent } from "../../src/api/index.ts";
import type { Transport } from "../../src/client/index.ts";
import type { Scope } from "../../src/kernel/index.ts";
import { requestHead } from "../../src/wire/index.ts";
import type { Observer } from "./client-go-observer.ts";
import { lanes } from "./client-go-observer.ts";
import type { ScriptedEvent, ServerRule } from "./client-go-recording.ts";

export type BodyForm = "objects" | "bytes";

/** The scripted apiserver as a transport: takes the first rule that fits and has uses left, and tells all it does. */
export class ScriptedServer implements Transport {
  readonly #rules: { readonly rule: ServerRule; left: number }[];
  readonly #scope: Scope;
  readonly #observer: Observer;
  readonly #form: BodyForm;
  readonly #counts = new Map<string, number>();
  #requests = 0;
  onRequest: (total: number) => void = () => {};

  constructor(rules: readonly ServerRule[], scope: Scope, observer: Observer, form: BodyForm) {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times === undefined || rule.times === 0 ? 1 : rule.times }));
    this.#scope = scope;
    this.#observer = observer;
    this.#form = form;
  }

  open(request: ApiRequest, sink: ReplySink): Cancel {
    const head = requestHead(request);
    const type = typeOf(request);
    const n = (this.#counts.get(head.path) ?? 0) + 1;
    this.#counts.set(head.path, n);
    const query = Object.fromEntries(head.query);
    const lane = lanes.path(head.path);
    const note = (entry: { e: string; [field: string]: unknown }) => this.#observer.note(lane, { ...entry, n });
    note({ e: "request", method: head.method, path: head.path, query, accept: head.headers["accept"], type });
    this.#requests += 1;
    this.onRequest(this.#requests);
    return new Exchange(this.#take(type, head.path, query), this.#scope, sink, note, this.#form).begin();
  }

  #take(type: string, path: string, query: { readonly [name: string]: string }): ServerRule {
    for (const each of this.#rules) {
      const { on, resource, match = {} } = each.rule;
      if (each.left === 0 || (on !== "any" && on !== type)) continue;
      if (resource !== undefined && resource !== "" && !path.includes(resource)) continue;
      if (!Object.entries(match).every(([name, value]) => (query[name] ?? "") === value)) continue;
      if (each.left > 0) each.left -= 1;
      return each.rule;
    }
    return { on: "any", error: "hang" };
  }
}

function typeOf({ verb, options }: ApiRequest): string {
  if (verb === "watch") return options.sendInitialEvents === true ? "watchList" : "watch";
  return verb;
}

type Note = (entry: { e: string; [field: string]: unknown }) => void;

/** One request under one rule. */
class Exchange {
  readonly #rule: ServerRule;
  readonly #scope: Scope;
  readonly #sink: ReplySink;
  readonly #note: Note;
  readonly #form: BodyForm;
  #phase: "asked" | "streaming" | "over" = "asked";
  #gone = false;

  constructor(rule: ServerRule, scope: Scope, sink: ReplySink, note: Note, form: BodyForm) {
    this.#rule = rule;
    this.#scope = scope;
    this.#sink = sink;
    this.#note = note;
    this.#form = form;
  }

  begin(): Cancel {
    this.#after(this.#rule.after_ms ?? 0, () => this.#answer());
    return () => this.#cancel();
  }

  #after(ms: number, run: () => void): void {
    if (ms === 0) run();
    else this.#scope.after(ms * 1000, "script", () => this.#phase !== "over" && run());
  }

  #cancel(): void {
    if (this.#phase === "asked") this.#note({ e: "canceled", error: "context canceled", by: "client" });
    else if (this.#phase === "streaming") this.#note({ e: "close", by: "client" });
    this.#phase = "over";
    this.#gone = true;
  }

  #answer(): void {
    const { error, status = 200, headers = {}, body, raw, events, end } = this.#rule;
    if (error !== undefined && error !== "") return this.#fail(error);
    this.#note({ e: "reply", status });
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const streams = status === 200 && body === undefined && raw === undefined && (events !== undefined || end !== undefined);
    this.#phase = streams ? "streaming" : "over";
    this.#sink.head({ status, headers: lower });
    if (streams) return this.#stream(events ?? [], 0);
    if (raw !== undefined) this.#sink.bytes(encoder.encode(raw));
    else if (body !== undefined) this.#body(body);
    this.#sink.end({ kind: "complete" });
  }

  #body(body: NonNullable<ServerRule["body"]>): void {
    if (this.#form === "objects") this.#sink.object(body);
    else this.#sink.bytes(encoder.encode(JSON.stringify(body)));
  }

  #fail(error: string): void {
    if (error === "hang") return;
    this.#phase = "over";
    this.#note({ e: "fail", error });
    this.#sink.end(failureEnd(error));
  }

  #stream(events: readonly ScriptedEvent[], at: number): void {
    const first = events[at];
    if (first === undefined) return this.#endStream();
    this.#scope.after((first.after_ms ?? 0) * 1000, "script", () => {
      if (this.#phase === "streaming") this.#write(events, at);
    });
  }

  /** What is written at one instant is buffered: the client reads it after all was written. */
  #write(events: readonly ScriptedEvent[], at: number): void {
    let next = at + 1;
    while (next < events.length && (events[next]?.after_ms ?? 0) === 0) next += 1;
    const written = events.slice(at, next);
    for (const event of written) this.#noteDelivery(event);
    const ends = next === events.length && this.#endsAtOnce();
    if (ends) this.#noteEnd();
    for (const event of written) this.#deliver(event);
    if (ends) this.#tellEnd();
    else if (this.#phase === "streaming") this.#stream(events, next);
  }

  #noteDelivery({ raw, type = "", object }: ScriptedEvent): void {
    if (raw !== undefined && raw !== "") return this.#note({ e: "deliver", type: "raw" });
    const { name = "", namespace = "", resourceVersion = "" } = object?.metadata ?? {};
    const key = name === "" ? "" : namespace === "" ? name : `${namespace}/${name}`;
    this.#note(type === "ERROR" ? { e: "deliver", type, code: object?.["code"] } : { e: "deliver", type, key, rv: resourceVersion });
  }

  /** A client that has gone hears nothing. */
  #deliver({ raw, type = "", object }: ScriptedEvent): void {
    if (this.#gone) return;
    if (raw !== undefined && raw !== "") this.#sink.bytes(encoder.encode(raw));
    else if (this.#form === "objects") this.#sink.event({ type, object } as WatchEvent);
    else this.#sink.bytes(encoder.encode(`${JSON.stringify({ type, object })}\n`));
  }

  #endsAtOnce(): boolean {
    const { end = "hang", end_after_ms = 0 } = this.#rule;
    return end !== "hang" && end !== "" && end_after_ms === 0;
  }

  #noteEnd(): void {
    this.#phase = "over";
    this.#note({ e: "end", error: this.#rule.end, by: "server" });
  }

  #tellEnd(): void {
    const end = this.#rule.end ?? "eof";
    if (!this.#gone) this.#sink.end(end === "eof" ? { kind: "complete" } : failureEnd(end));
  }

  #endStream(): void {
    const { end = "hang", end_after_ms = 0 } = this.#rule;
    if (end === "hang" || end === "") return;
    this.#scope.after(end_after_ms * 1000, "script", () => {
      if (this.#phase !== "streaming") return;
      this.#noteEnd();
      this.#tellEnd();
    });
  }
}

function failureEnd(error: string): ReplyEnd {
  const failure = failures[error];
  if (failure === undefined) throw new RangeError(`a script's error is "${error}"; known are ${Object.keys(failures).join(", ")}`);
  return { kind: "failure", failure, message: "" };
}

const failures: { readonly [error: string]: FailureKind } = {
  connectionRefused: "refused",
  connectionReset: "reset",
  reset: "reset",
  eof: "eof",
  unexpectedEOF: "unexpectedEOF",
  timeout: "timeout",
  http2GoAway: "goAway",
};

const encoder = new TextEncoder();

/** Scripts with bytes of their own cannot be told as objects. */
export function hasRawBytes(rules: readonly ServerRule[]): boolean {
  return rules.some((rule) => rule.raw !== undefined || (rule.events ?? []).some((event) => event.raw !== undefined && event.raw !== ""));
}
