import type { Cancel, KubeList, KubeObject, RequestOptions } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import { isResourceExpired } from "../transport/index.ts";
import { contextCanceled } from "../wait/index.ts";

/** Asks for one page. Answers once, perhaps before it returns; cancelling gives up the request, which still answers. */
export type PageFunction = (options: RequestOptions, done: (page: KubeList | ClientError) => void) => Cancel;

export interface ListPagerOptions {
  /** Objects a page. 0: as many as there are. Default 500. */
  readonly pageSize?: number;
  /** Ask for everything in one piece when a page after the first has expired. Default true. */
  readonly fullListIfExpired?: boolean;
  /** Pages to read ahead of `eachListItem`. Default 10. @throws RangeError when negative */
  readonly pageBufferSize?: number;
}

/** What became of a list: the objects, or why not; and whether it took more than one request. */
export interface Paged {
  readonly list?: KubeList;
  readonly error?: ClientError;
  readonly paginated: boolean;
}

/** Looks at one object, and then wants the next one or, with an error, none. */
export type ItemFunction = (item: KubeObject, next: (error?: ClientError) => void) => void;

/**
 * Lists in pages.
 *
 * @source client-go tools/pager/pager.go ListPager
 * @differs a server that continues a list with one and the same token is an error
 */
export interface ListPager {
  /** All pages as one list, at the version of the first. */
  list(options: RequestOptions, done: (paged: Paged) => void): Cancel;
  /** Object by object, while later pages are on their way. A page that expires is an error here. */
  eachListItem(options: RequestOptions, look: ItemFunction, done: (error: ClientError | undefined) => void): Cancel;
}

export function createListPager(page: PageFunction, options: ListPagerOptions = {}): ListPager {
  const { pageSize = 500, fullListIfExpired = true, pageBufferSize = 10 } = options;
  if (pageBufferSize < 0) throw new RangeError(`ListPager.PageBufferSize must be >= 0, got ${pageBufferSize}`);
  const limited = (asked: RequestOptions): RequestOptions => ({ ...asked, limit: asked.limit === undefined || asked.limit === 0 ? pageSize : asked.limit });
  return {
    list: (asked, done) => new Gathering(page, limited(asked), fullListIfExpired, done).begin(),
    eachListItem: (asked, look, done) => new Streaming(page, limited(asked), pageBufferSize, look, done).begin(),
  };
}

function isPage(answer: KubeList | ClientError): answer is KubeList {
  return "metadata" in answer;
}

/** Zero means no limit, and is not sent. */
function sent({ limit = 0, ...rest }: RequestOptions): RequestOptions {
  return limit === 0 ? rest : { ...rest, limit };
}

/** A server that ignores its own token answers the same page for ever. */
const endlessList: ClientError = { kind: "text", message: "the server answered a continued list with the same continue token" };

class Gathering {
  readonly #page: PageFunction;
  readonly #first: RequestOptions;
  readonly #fullListIfExpired: boolean;
  readonly #done: (paged: Paged) => void;
  #pages: KubeList[] = [];
  #cancel: Cancel = () => {};
  #cancelled = false;

  constructor(page: PageFunction, first: RequestOptions, fullListIfExpired: boolean, done: (paged: Paged) => void) {
    this.#page = page;
    this.#first = first;
    this.#fullListIfExpired = fullListIfExpired;
    this.#done = done;
  }

  begin(): Cancel {
    this.#ask(this.#first);
    return () => {
      this.#cancelled = true;
      this.#cancel();
    };
  }

  get #paginated(): boolean {
    return this.#pages.length > 0;
  }

  #ask(options: RequestOptions): void {
    if (this.#cancelled) return this.#done({ error: contextCanceled, paginated: this.#paginated });
    this.#cancel = this.#page(sent(options), (answer) => (isPage(answer) ? this.#took(answer, options) : this.#failed(answer)));
  }

  #took(page: KubeList, options: RequestOptions): void {
    const token = page.metadata.continue ?? "";
    if (token === "" && !this.#paginated) return this.#done({ list: page, paginated: false });
    const paginated = this.#paginated;
    this.#pages.push(page);
    if (token === "") return this.#done({ list: joined(this.#pages), paginated });
    if (token === options.continue) return this.#done({ error: endlessList, paginated });
    // The token says which version it is of.
    const { resourceVersion: _version, resourceVersionMatch: _match, ...rest } = options;
    this.#ask({ ...rest, continue: token });
  }

  #failed(error: ClientError): void {
    const paginated = this.#paginated;
    if (!isResourceExpired(error) || !this.#fullListIfExpired || !paginated) return this.#done({ error, paginated });
    const { limit: _limit, continue: _token, ...whole } = this.#first;
    this.#cancel = this.#page(whole, (answer) => this.#done(isPage(answer) ? { list: answer, paginated } : { error: answer, paginated }));
  }
}

function joined(pages: readonly KubeList[]): KubeList {
  const [first] = pages as [KubeList, ...KubeList[]];
  const { resourceVersion = "" } = first.metadata;
  return Object.freeze({ ...first, metadata: Object.freeze({ resourceVersion }), items: Object.freeze(pages.flatMap((page) => page.items)) });
}

class Streaming {
  readonly #page: PageFunction;
  readonly #first: RequestOptions;
  readonly #room: number;
  readonly #look: ItemFunction;
  readonly #done: (error: ClientError | undefined) => void;
  /** Pages that wait to be looked at; one more than there is room for is in the hand that would put it there. */
  readonly #waiting: KubeList[] = [];
  #next: RequestOptions | undefined;
  #asking = false;
  #looking = false;
  /** Why no page follows; "" when that was the last. */
  #ended: ClientError | "" | undefined;
  #cancel: Cancel = () => {};
  #over = false;

  constructor(page: PageFunction, first: RequestOptions, room: number, look: ItemFunction, done: (error: ClientError | undefined) => void) {
    this.#page = page;
    this.#first = first;
    this.#room = room;
    this.#look = look;
    this.#done = done;
  }

  begin(): Cancel {
    this.#next = this.#first;
    this.#read();
    return () => {
      // The page in hand is looked at to its end, and then nothing is amiss if it was the last.
      if (this.#ended !== "" || this.#waiting.length > 0) this.#ended = contextCanceled;
      this.#waiting.length = 0;
      this.#cancel();
      if (!this.#looking) this.#finish(contextCanceled);
    };
  }

  #read(): void {
    const options = this.#next;
    if (options === undefined || this.#asking || this.#waiting.length > this.#room) return;
    this.#asking = true;
    this.#next = undefined;
    this.#cancel = this.#page(sent(options), (answer) => {
      this.#asking = false;
      if (this.#ended !== undefined) return;
      if (!isPage(answer)) this.#ended = answer;
      else {
        const token = answer.metadata.continue ?? "";
        if (token === options.continue) this.#ended = endlessList;
        else if (token === "") this.#ended = "";
        else this.#next = { ...options, continue: token };
        this.#waiting.push(answer);
      }
      this.#take();
      this.#read();
    });
  }

  #take(): void {
    if (this.#looking) return;
    const page = this.#waiting.shift();
    if (page !== undefined) {
      this.#looking = true;
      this.#read();
      return this.#each(page, 0);
    }
    if (this.#ended !== undefined) this.#finish(this.#ended === "" ? undefined : this.#ended);
  }

  #each(page: KubeList, at: number): void {
    const item = page.items[at];
    if (item === undefined) {
      this.#looking = false;
      return this.#take();
    }
    let called = false;
    this.#look(item, (error) => {
      if (called) return;
      called = true;
      if (error !== undefined) this.#finish(error);
      else this.#each(page, at + 1);
    });
  }

  #finish(error: ClientError | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#looking = false;
    this.#ended ??= "";
    this.#next = undefined;
    this.#waiting.length = 0;
    this.#cancel();
    this.#done(error);
  }
}
