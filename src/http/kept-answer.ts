import type { ReplyEnd, ReplyHead } from "../api/index.ts";
import type { Answering } from "./front.ts";

/** Tells the front what only the socket knows. */
export interface ClientNews {
  /** The client left before the answer was complete. */
  gone(): void;
  reads(ready: boolean): void;
  /** The answer is with the socket, and hears nothing more. */
  over(): void;
}

/**
 * One answer on its way to a socket. What the front gives is kept until `flush`, which the driver calls when the kernel
 * has come to rest: so the events of one batch go out in one write.
 *
 * @source apiserver pkg/endpoints/handlers/watch.go (flush when nothing more is there)
 */
export abstract class KeptAnswer implements Answering {
  protected readonly news: ClientNews;
  protected kept: ReplyHead | undefined = undefined;
  protected ended: ReplyEnd | undefined = undefined;
  protected over = false;
  readonly #dirty: (answer: KeptAnswer) => void;
  #chunks: Uint8Array[] = [];
  #marked = false;
  /** The front was told to wait, or waits of itself, until the socket has taken what it has. */
  #waits = false;

  constructor(news: ClientNews, dirty: (answer: KeptAnswer) => void) {
    this.news = news;
    this.#dirty = dirty;
  }

  head(head: ReplyHead, form: "whole" | "stream"): void {
    this.kept = head;
    this.begin(form);
    this.#mark();
  }

  bytes(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#mark();
  }

  end(end: ReplyEnd): void {
    this.ended = end;
    this.#mark();
  }

  full(): void {
    this.#waits = true;
    this.#mark();
  }

  flush(): void {
    this.#marked = false;
    if (!this.over) this.send();
  }

  /** The form of the answer is known. */
  protected abstract begin(form: "whole" | "stream"): void;

  /** Gives the socket what is kept. */
  protected abstract send(): void;

  /** What is kept, which then is no more. */
  protected take(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  protected get empty(): boolean {
    return this.#chunks.length === 0;
  }

  /** @param flows whether the socket took all that it was given */
  protected pace(flows: boolean): void {
    if (!flows && !this.#waits) {
      this.#waits = true;
      this.news.reads(false);
    } else if (flows && this.#waits) this.drained();
  }

  protected drained(): void {
    if (!this.#waits || this.over) return;
    this.#waits = false;
    this.news.reads(true);
  }

  protected finish(): void {
    this.over = true;
    this.news.over();
  }

  #mark(): void {
    if (this.#marked) return;
    this.#marked = true;
    this.#dirty(this);
  }
}
