import type { Cancel, Flow, ReplyEnd, ReplyHead, ReplySink } from "../api/index.ts";
import type { Deferred, Kernel } from "../kernel/index.ts";
import { FetchFailure } from "./fetch-failure.ts";

/** Bytes that a body takes before anybody reads it: as much as a socket buffers. */
const ROOM = 65_536;

/** @source Fetch Standard, null body status */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * One request's answer, from the network's sink to a `Response` whose body streams. Whatever it settles or fills wakes user
 * code, which runs before the next event; whoever reads, aborts or cancels outside of a turn gets `OutsideTurn`.
 */
export class FetchAnswer implements ReplySink, Flow {
  readonly flow: Flow = this;
  resume: (() => void) | undefined = undefined;
  readonly #turns: Pick<Kernel, "assertInTurn" | "deferred">;
  readonly #label: string;
  readonly #signal: AbortSignal | undefined;
  readonly #response: Deferred<Response>;
  readonly #abort = (): void => this.fail(this.#outside("abort") ?? this.#signal?.reason);
  #body: ReadableByteStreamController | undefined = undefined;
  #cancel: Cancel | undefined = undefined;
  #over: (() => void) | undefined = undefined;

  constructor(turns: Pick<Kernel, "assertInTurn" | "deferred">, label: string, signal: AbortSignal | undefined) {
    this.#turns = turns;
    this.#label = label;
    this.#signal = signal;
    this.#response = turns.deferred(label);
  }

  /** @param over called once nothing more will come, perhaps before this returns */
  begin(open: (sink: ReplySink) => Cancel, over: () => void): Promise<Response> {
    this.#over = over;
    this.#signal?.addEventListener("abort", this.#abort);
    const cancel = open(this);
    if (this.#over !== undefined) this.#cancel = cancel;
    return this.#response.promise;
  }

  /** Whether the body has room. */
  get ready(): boolean {
    return (this.#body?.desiredSize ?? ROOM) > 0;
  }

  head({ status, headers }: ReplyHead): void {
    this.#response.resolve(new Response(BODILESS.has(status) ? null : this.#open(), { status, headers }));
  }

  bytes(chunk: Uint8Array): void {
    // A copy: the stream takes the buffer away, and a frame is shared by all who watch.
    if (chunk.length > 0) this.#fill((body) => body.enqueue(new Uint8Array(chunk)));
  }

  end(end: ReplyEnd): void {
    if (end.kind === "failure") return this.fail(this.#broken(new FetchFailure(end.failure, end.message)));
    this.#finish();
    this.#fill((body) => {
      body.close();
      body.byobRequest?.respond(0);
    });
  }

  // Whom the network answers in bytes hears neither.
  object(): void {}
  event(): void {}

  /** The cluster is gone. */
  close(cause: Error): void {
    this.fail(this.#broken(cause));
  }

  /** Nothing more comes, for this reason: the response if there is none yet, else its body. */
  fail(reason: unknown): void {
    if (this.#over === undefined) return;
    this.#finish();
    this.#response.reject(reason);
    this.#fill((body) => body.error(reason));
  }

  #open(): ReadableStream {
    return new ReadableStream({
      type: "bytes",
      start: (controller) => {
        this.#body = controller;
      },
      pull: () => {
        const outside = this.#outside("read");
        if (outside === undefined) this.resume?.();
        else this.fail(outside);
      },
      cancel: () => {
        this.#body = undefined;
        this.#finish();
        const outside = this.#outside("cancel");
        if (outside !== undefined) throw outside;
      },
    }, { highWaterMark: ROOM });
  }

  #fill(give: (body: ReadableByteStreamController) => void): void {
    if (this.#body === undefined) return;
    give(this.#body);
    // What the stream settles for its reader counts as settled by the kernel.
    this.#turns.deferred<void>(this.#label).resolve();
  }

  /** Gives up what is under way, if anything is. */
  #finish(): void {
    const over = this.#over;
    if (over === undefined) return;
    this.#over = undefined;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#cancel?.();
    over();
  }

  /** In the words of Node's fetch. */
  #broken(cause: Error): TypeError {
    return new TypeError(this.#body === undefined ? "fetch failed" : "terminated", { cause });
  }

  #outside(what: string): Error | undefined {
    try {
      this.#turns.assertInTurn(`${what} of ${this.#label}`);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }
}
