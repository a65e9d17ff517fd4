import type { ApiRequest, Cancel, FailureKind, ReplyBody, ReplyEnd, ReplyHead, ReplySink, WatchEvent } from "../../api/index.ts";
import { isStatus } from "../../api/index.ts";
import type { Micros, Scope, Timer } from "../../kernel/index.ts";
import { decodingSink, requestHead, target } from "../../wire/index.ts";
import type { ClientProfile } from "../profile.ts";
import { BodyBytes, decodeAnswer } from "./body.ts";
import type { ClientError } from "./client-error.ts";
import { isProbableEof, statusError } from "./client-error.ts";
import { genericResponse } from "./generic-response.ts";
import { withStreamedLists } from "./streamed-list.ts";
import { transportFailure } from "./transport-failure.ts";
import type { Transport } from "./transport.ts";

/**
 * HTTP semantics above a transport: repeats with Retry-After and after broken connections, errors out of bodies, streams
 * that could not be opened because the connection broke read as opened and closed. Both body forms give the same result.
 *
 * @source client-go rest/request.go (Do, Watch), rest/with_retry.go, apimachinery pkg/watch/streamwatcher.go
 */
export interface RestClient {
  /** One answer. `done` is called once, unless cancelled; perhaps before this returns. */
  send(request: ApiRequest, done: (answer: Answer) => void): Call;
  /** A stream. The taker hears `opened` or `failed`, then events, then `closed`; perhaps before this returns. */
  watch(request: ApiRequest, taker: WatchTaker): Call;
}

export type Answer =
  | { readonly ok: true; readonly status: number; readonly body: ReplyBody; readonly keys?: readonly string[] }
  | { readonly ok: false; readonly error: ClientError };

export interface WatchTaker {
  opened(): void;
  /** ERROR events come through here; an undecodable stream ends in one made by this side. */
  event(event: WatchEvent): void;
  /** The stream is over; whatever broke it looks like an end. */
  closed(): void;
  /** It was never opened. */
  failed(error: ClientError): void;
}

export interface Call {
  /** Gives up; nothing more is heard. Says as which error that would read. */
  cancel(): ClientError;
}

export interface RestClientOptions {
  readonly transport: Transport;
  readonly scope: Scope;
  readonly profile: ClientProfile;
  /** Before the path in error texts. */
  readonly host: string;
  /** Says how long each request, repeats included, has to wait. Absent: none waits. */
  readonly limiter?: { reserve(): Micros };
}

export function createRestClient(setting: RestClientOptions): RestClient {
  const plain: RestClient = {
    send: (request, done) => new Sending(setting, request, done).begin(),
    watch: (request, taker) => new Watching(setting, request, taker).begin(),
  };
  const { gates, habits } = setting.profile;
  return gates.WatchListClient && habits.listsByStream ? withStreamedLists(plain) : plain;
}

type Setting = RestClientOptions;

const noHeaders: ReplyHead["headers"] = Object.freeze({});

/** One request with its repeats: what both shapes share. */
abstract class Exchange implements Call, ReplySink {
  protected readonly setting: Setting;
  protected readonly request: ApiRequest;
  protected status = 0;
  protected live = true;
  #headers = noHeaders;
  #attempts = 0;
  #cancel: Cancel | undefined;
  #pause: Timer | undefined;
  #bytes: BodyBytes | undefined;
  #body: ReplyBody | undefined;
  #keys: readonly string[] | undefined;
  /** Answers of an attempt that was given up must not be taken for those of the next. */
  #answered = false;

  constructor(setting: Setting, request: ApiRequest) {
    this.setting = setting;
    this.request = request;
  }

  begin(): Call {
    this.#attemptWhenAllowed();
    return this;
  }

  cancel(): ClientError {
    const waiting = this.#pause?.cancel() === true;
    if (this.live && waiting && this.#attempts > 0) this.#attemptOnceMore();
    this.release();
    if (waiting) return { kind: "canceled", sent: false, message: "context canceled" };
    return { kind: "canceled", sent: true, message: `${goMethod(this.request)} "${this.url()}": context canceled` };
  }

  protected release(): void {
    this.live = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * A wait for Retry-After that is cut short sends the request once more before its cancellation is looked at.
   * @source client-go rest/with_retry.go (Before), seen in the recorded timelines
   */
  #attemptOnceMore(): void {
    this.live = false;
    this.setting.transport.open(this.request, deaf)();
  }

  #attemptWhenAllowed(): void {
    const wait = this.setting.limiter?.reserve() ?? 0;
    if (wait === 0) this.#attempt();
    else this.#pause = this.setting.scope.after(wait, "rate limit", () => this.#attempt());
  }

  #attempt(): void {
    this.#attempts += 1;
    this.status = 0;
    this.#headers = noHeaders;
    this.#bytes = undefined;
    this.#body = undefined;
    this.#answered = false;
    const cancel = this.setting.transport.open(this.request, this);
    if (this.#answered || !this.live) cancel();
    else this.#cancel = cancel;
  }

  head(head: ReplyHead): void {
    if (!this.live) return;
    this.status = head.status;
    this.#headers = head.headers;
    if (head.status >= 200 && head.status < 300) this.accepted();
  }

  object(body: ReplyBody, keys?: readonly string[]): void {
    this.#body = body;
    this.#keys = keys;
  }

  bytes(chunk: Uint8Array): void {
    if (!this.live) return;
    if (this.status >= 200 && this.status < 300) this.chunk(chunk);
    else this.keep(chunk);
  }

  protected keep(chunk: Uint8Array): void {
    this.#bytes ??= new BodyBytes();
    this.#bytes.push(chunk);
  }

  end(end: ReplyEnd): void {
    if (!this.live) return;
    this.#cancel = undefined;
    this.#answered = true;
    if (this.status >= 200 && this.status < 300) this.over(end);
    else if (this.status === 0) this.#broken(end.kind === "failure" ? end.failure : "eof", end.kind === "failure" ? end.message : "");
    else this.#refused();
  }

  #broken(kind: FailureKind, message: string): void {
    if (this.retriesAfter(kind)) {
      if (this.#again(this.setting.profile.constants.retryAfterBrokenConnection)) return;
      if (this.brokenReadsAsEmpty(kind)) return;
    }
    this.fail(transportFailure(`${goMethod(this.request)} "${this.url()}": `, kind, message));
  }

  #refused(): void {
    const seconds = retryAfter(this.#headers["retry-after"]);
    const retriable = this.status === 429 || this.status >= 500;
    if (retriable && seconds !== undefined && this.#again(seconds * 1_000_000)) return;
    this.fail(this.#errorOfBody(seconds));
  }

  #errorOfBody(seconds: number | undefined): ClientError {
    const answer = this.#bytes === undefined ? undefined : decodeAnswer(this.#bytes.whole());
    const body = this.#body ?? answer?.body;
    if (body !== undefined && isStatus(body) && body.status !== "Success") return statusError(body);
    return statusError(genericResponse(this.status, this.request.verb, answer?.text ?? "", seconds));
  }

  #again(delay: number): boolean {
    if (this.#attempts > this.setting.profile.constants.maxRetries) return false;
    this.#pause = this.setting.scope.after(delay, "retry after", () => this.#attemptWhenAllowed());
    return true;
  }

  protected wholeBody(): { readonly body?: ReplyBody | undefined; readonly keys?: readonly string[]; readonly error?: ClientError } {
    if (this.#body !== undefined) return this.#keys === undefined ? { body: this.#body } : { body: this.#body, keys: this.#keys };
    return decodeAnswer(this.#bytes?.whole() ?? new Uint8Array(0));
  }

  protected url(): string {
    return this.setting.host + target(requestHead(this.request));
  }

  abstract event(event: WatchEvent): void;
  /** A head that promises a body. */
  protected abstract accepted(): void;
  protected abstract chunk(chunk: Uint8Array): void;
  protected abstract over(end: ReplyEnd): void;
  protected abstract fail(error: ClientError): void;
  protected abstract retriesAfter(kind: FailureKind): boolean;
  protected abstract brokenReadsAsEmpty(kind: FailureKind): boolean;
}

class Sending extends Exchange {
  readonly #done: (answer: Answer) => void;

  constructor(setting: Setting, request: ApiRequest, done: (answer: Answer) => void) {
    super(setting, request);
    this.#done = done;
  }

  protected accepted(): void {}
  event(): void {}

  protected chunk(chunk: Uint8Array): void {
    this.keep(chunk);
  }

  protected over(end: ReplyEnd): void {
    if (end.kind === "failure") return this.fail(transportFailure("", end.failure, end.message));
    const { body, keys, error } = this.wholeBody();
    if (body === undefined) return this.fail(error ?? { kind: "decode", message: "the answer has no body" });
    if (isStatus(body) && body.status === "Failure") return this.fail(statusError(body));
    this.live = false;
    this.#done(keys === undefined ? { ok: true, status: this.status, body } : { ok: true, status: this.status, body, keys });
  }

  protected fail(error: ClientError): void {
    this.live = false;
    this.#done({ ok: false, error });
  }

  /** Reads only: a write may have taken effect. */
  protected retriesAfter(kind: FailureKind): boolean {
    return goMethod(this.request) === "Get" && isProbableEof(kind);
  }

  protected brokenReadsAsEmpty(): boolean {
    return false;
  }
}

class Watching extends Exchange {
  readonly #taker: WatchTaker;
  #decoder: ReplySink | undefined;

  constructor(setting: Setting, request: ApiRequest, taker: WatchTaker) {
    super(setting, request);
    this.#taker = taker;
  }

  protected accepted(): void {
    this.#decoder = undefined;
    this.#taker.opened();
  }

  event(event: WatchEvent): void {
    if (this.live) this.#taker.event(event);
  }

  protected chunk(chunk: Uint8Array): void {
    this.#decoder ??= this.#newDecoder();
    this.#decoder.bytes(chunk);
  }

  /** An object where a stream was asked for: no event of any kind. */
  override object(body: ReplyBody): void {
    super.object(body);
    if (this.live && this.status >= 200 && this.status < 300) this.chunk(new TextEncoder().encode(JSON.stringify(body)));
  }

  #newDecoder(): ReplySink {
    const decoder = decodingSink({ ...deaf, event: (event) => this.event(event), end: () => this.#close() }, "watch");
    decoder.head({ status: 200, headers: {} });
    return decoder;
  }

  protected over(): void {
    this.#close();
  }

  #close(): void {
    if (!this.live) return;
    this.release();
    this.#taker.closed();
  }

  protected fail(error: ClientError): void {
    this.live = false;
    this.#taker.failed(error);
  }

  protected retriesAfter(kind: FailureKind): boolean {
    return isProbableEof(kind) || kind === "timeout";
  }

  /** A stream that could not be opened for broken connections is an empty one. */
  protected brokenReadsAsEmpty(): boolean {
    this.#taker.opened();
    this.#close();
    return true;
  }
}

const deaf: ReplySink = { head() {}, object() {}, event() {}, bytes() {}, end() {} };

/** Whole seconds only; dates are not understood, as upstream. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}

const goMethods: { readonly [verb in ApiRequest["verb"]]: string } = {
  get: "Get", list: "Get", watch: "Get", create: "Post", update: "Put", patch: "Patch", delete: "Delete", deletecollection: "Delete",
};

function goMethod(request: ApiRequest): string {
  return goMethods[request.verb];
}

