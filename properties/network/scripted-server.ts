import type { ApiRequest, Handler, KubeObject, ReplyEnd, ReplyHead, ReplySink, Verb, WatchEvent } from "../../src/api/index.ts";

/** A server whose streams a test pushes to, and which counts what it did. Writes take effect when they arrive. */
export interface ScriptedServer extends Handler {
  readonly requests: readonly ApiRequest[];
  /** Streams that are open here. */
  readonly open: number;
  /** To every open stream that takes more. */
  push(event: WatchEvent): void;
  /** Ends every open stream in good order. */
  endAll(): void;
}

interface Stream {
  readonly sink: ReplySink;
  cursor: number;
}

export function scriptedServer(): ScriptedServer {
  const requests: ApiRequest[] = [];
  const streams = new Set<Stream>();
  const log: WatchEvent[] = [];

  function pull(stream: Stream): void {
    while (streams.has(stream) && stream.cursor < log.length && stream.sink.flow?.ready !== false) {
      const event = log[stream.cursor++];
      if (event !== undefined) stream.sink.event(event);
    }
  }

  return {
    requests,
    get open() {
      return streams.size;
    },
    handle(request, sink) {
      requests.push(request);
      sink.head({ status: 200, headers: { "content-type": "application/json" } });
      if (request.verb !== "watch") {
        sink.object(pod(request.name === "" ? "made" : request.name, requests.length));
        sink.end({ kind: "complete" });
        return () => {};
      }
      const stream: Stream = { sink, cursor: log.length };
      streams.add(stream);
      if (sink.flow !== undefined) sink.flow.resume = () => pull(stream);
      return () => streams.delete(stream);
    },
    push(event) {
      log.push(event);
      for (const stream of [...streams]) pull(stream);
    },
    endAll() {
      for (const stream of [...streams]) {
        streams.delete(stream);
        stream.sink.end({ kind: "complete" });
      }
    },
  };
}

export function pod(name: string, version: number): KubeObject {
  return Object.freeze({ apiVersion: "v1", kind: "Pod", metadata: Object.freeze({ name, namespace: "shop", resourceVersion: String(version) }) });
}

export function modified(version: number): WatchEvent {
  return Object.freeze({ type: "MODIFIED", object: pod("web", version) });
}

export function request(verb: Verb, over: Partial<ApiRequest> = {}): ApiRequest {
  return {
    verb, resource: { group: "", version: "v1", resource: "pods" }, namespace: "shop", name: verb === "watch" || verb === "list" ? "" : "web", subresource: "",
    options: {}, user: { name: "test", groups: [] }, agent: "test", ...over,
  };
}

/** A sink that remembers: heads, bodies, versions of events with their times, and the end. */
export interface Heard extends ReplySink {
  readonly heads: readonly ReplyHead[];
  readonly bodies: readonly unknown[];
  readonly versions: readonly number[];
  readonly times: readonly number[];
  readonly text: () => string;
  readonly ended: ReplyEnd | undefined;
  /** Calls after the end or the cancel, which must not be. */
  readonly late: number;
  over(): void;
}

export function listen(now: () => number): Heard {
  const heads: ReplyHead[] = [];
  const bodies: unknown[] = [];
  const versions: number[] = [];
  const times: number[] = [];
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  let ended: ReplyEnd | undefined;
  let closed = false;
  let late = 0;
  const take = (run: () => void): void => {
    if (closed) late += 1;
    else run();
  };
  return {
    heads, bodies, versions, times,
    text: () => chunks.join(""),
    get ended() {
      return ended;
    },
    get late() {
      return late;
    },
    over() {
      closed = true;
    },
    head: (head) => take(() => heads.push(head)),
    object: (body) => take(() => bodies.push(body)),
    event: (event) =>
      take(() => {
        versions.push(Number((event.object as KubeObject).metadata.resourceVersion));
        times.push(now());
      }),
    bytes: (chunk) => take(() => chunks.push(decoder.decode(chunk))),
    end: (end) =>
      take(() => {
        ended = end;
        closed = true;
      }),
  };
}
