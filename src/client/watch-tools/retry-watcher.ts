import type { KubeObject, RequestOptions, Status, WatchEvent } from "../../api/index.ts";
import { failure, isStatus } from "../../api/index.ts";
import type { Clock, Micros, Scope, Timer } from "../../kernel/index.ts";
import { goQuoted, goSyntaxOf } from "../go-syntax.ts";
import type { ClientProfile } from "../profile.ts";
import { defaultClientProfile } from "../profile.ts";
import type { Call, ClientError, WatchTaker } from "../transport/index.ts";
import { isForbidden, isUnauthorized } from "../transport/index.ts";
import type { EventTaker, Watcher } from "./watcher.ts";

export interface RetryWatcherOptions {
  /** @throws RangeError for "" and "0", which say nothing of where the watch begins */
  readonly initialResourceVersion: string;
  readonly watch: (options: RequestOptions, taker: WatchTaker) => Call;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly profile?: ClientProfile;
  /** Between the beginnings of two watches at least. Default: a second. */
  readonly minRestartDelay?: Micros;
}

/**
 * A watch that is opened anew from the last version seen, whatever ends it, but for what no new watch would mend: history
 * that is gone (410 in the stream), and a client that may not watch. Bookmarks move the version and are not handed on.
 *
 * @source client-go tools/watch/retrywatcher.go
 * @differs an event of unknown type reads as an error of decoding, as over HTTP, so that the watch is opened anew
 */
export function createRetryWatcher(options: RetryWatcherOptions, taker: EventTaker): Watcher {
  const { initialResourceVersion: version } = options;
  if (version === "" || version === "0") throw new RangeError(`initial RV ${goQuoted(version)} is not supported due to issues with underlying WATCH`);
  return new Retrying(options, taker);
}

class Retrying implements Watcher, WatchTaker {
  readonly #options: RetryWatcherOptions;
  readonly #taker: EventTaker;
  readonly #reaches: boolean;
  #version: string;
  #startedAt = 0;
  #call: Call | undefined;
  /** The stream in hand says something to us. Also one whose `Call` is not known yet may be over. */
  #listening = false;
  #opening = false;
  #stopping = false;
  #timer: Timer | undefined;
  #over = false;

  constructor(options: RetryWatcherOptions, taker: EventTaker) {
    this.#options = options;
    this.#taker = taker;
    this.#reaches = (options.profile ?? defaultClientProfile).habits.stopReachesRequests;
    this.#version = options.initialResourceVersion;
    this.#timer = options.scope.soon("retry watcher", () => this.#open());
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    // Without a way to give it up, the stream that is being opened is waited for.
    if (this.#opening && !this.#reaches) return;
    this.#finish();
  }

  #open(): void {
    this.#startedAt = this.#options.clock.now();
    this.#listening = true;
    this.#opening = true;
    const call = this.#options.watch({ resourceVersion: this.#version, allowWatchBookmarks: true }, this);
    if (this.#listening) this.#call = call;
    else call.cancel();
  }

  opened(): void {
    this.#opening = false;
    if (this.#stopping) this.#finish();
  }

  failed(error: ClientError): void {
    this.#listening = false;
    this.#opening = false;
    if (this.#stopping) return this.#finish();
    if (error.kind === "status" && (isForbidden(error) || isUnauthorized(error))) return this.#finish(error.status);
    this.#again(0);
  }

  closed(): void {
    if (this.#listening) this.#again(0);
  }

  event(event: WatchEvent): void {
    if (!this.#listening) return;
    switch (event.type) {
      case "ADDED":
      case "MODIFIED":
      case "DELETED":
      case "BOOKMARK":
        return this.#took(event);
      case "ERROR":
        return this.#failedInside(event.object);
      default:
        return this.#again(0);
    }
  }

  #took(event: WatchEvent): void {
    const object = event.object as KubeObject;
    const version = object.metadata.resourceVersion ?? "";
    if (version === "") return this.#finish(internalError(`retryWatcher: object ${goSyntaxOf(object)} doesn't support resourceVersion`));
    if (event.type !== "BOOKMARK") this.#taker.event(event);
    this.#version = version;
  }

  #failedInside(object: Status | KubeObject): void {
    if (!isStatus(object)) return this.#again(0);
    if (object.code === 410) return this.#finish(object);
    this.#again((object.details?.retryAfterSeconds ?? 0) * 1_000_000);
  }

  /** After so long, and not too soon after the last beginning. */
  #again(retryAfter: Micros): void {
    this.#release();
    const { scope, clock, minRestartDelay = 1_000_000 } = this.#options;
    const sinceStart = clock.now() - this.#startedAt;
    this.#timer = scope.after(Math.max(retryAfter, minRestartDelay - sinceStart, 0), "retry watcher", () => this.#open());
  }

  #release(): void {
    this.#listening = false;
    this.#opening = false;
    this.#timer?.cancel();
    this.#call?.cancel();
    this.#call = undefined;
  }

  #finish(last?: Status): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopping = true;
    this.#release();
    if (last !== undefined) this.#taker.event({ type: "ERROR", object: last });
    this.#taker.ended();
  }
}

/** @source apimachinery pkg/api/errors NewInternalError */
function internalError(cause: string): Status {
  return failure({ code: 500, reason: "InternalError", message: `Internal error occurred: ${cause}`, details: { causes: [{ message: cause }] } });
}
