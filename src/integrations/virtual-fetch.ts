import type { ApiRequest, User } from "../api/index.ts";
import { ClusterClosed } from "../cluster/index.ts";
import type { Cluster } from "../cluster/index.ts";
import { parseRequestHead, splitTarget } from "../wire/index.ts";
import { FetchAnswer } from "./fetch-answer.ts";

export interface FetchOptions {
  /** The name that faults and partitions know it by. Default "fetch". */
  readonly party?: string;
  /** The replica it asks first. */
  readonly replica?: string;
}

/** Where a path without a host leads. */
const HOST = "https://kubernetes.default.svc";
const USER: User = { name: "system:admin", groups: ["system:masters"] };

/**
 * The web's `fetch` with a cluster's apiserver behind every host, for code that takes one as an argument. Requests go
 * through the cluster's network under virtual time. The body of a watch streams, a line an event; while nobody reads it,
 * the server keeps back what there is no room for.
 *
 * A broken connection rejects, or breaks off the body, with a `TypeError` whose cause is a `FetchFailure`; an abort does so
 * with the signal's reason. Closing the cluster ends what is under way.
 *
 * @differs from Node's: paths without a host are taken; responses have no `url`
 * @limits request bodies that take real I/O (blobs, forms) are refused as `OutsideTurn`: read them before, under a lease.
 * A method that no resource has is answered (405) without the network. Nothing is redirected, cached or compressed.
 */
export function fetchOn(cluster: Cluster, { party = "fetch", replica }: FetchOptions = {}): typeof globalThis.fetch {
  const { kernel } = cluster.core;
  const scope = cluster.core.scope.child(`fetch ${party}`);
  const transport = cluster.network.connect(party, { scope, form: "received", ...(replica === undefined ? {} : { replica }) });

  function check(label: string, signal: AbortSignal | undefined): void {
    kernel.assertInTurn(label);
    if (cluster.closed) throw new ClusterClosed(label);
    signal?.throwIfAborted();
  }

  const ask: typeof globalThis.fetch = async (input, init) => {
    const web = new Request(typeof input === "string" ? new URL(input, HOST) : input, init);
    const label = `fetch ${web.method} ${new URL(web.url).pathname}`;
    const signal = signalOf(input, init);
    check(label, signal);
    const bytes = web.body === null ? undefined : new Uint8Array(await web.arrayBuffer());
    if (bytes !== undefined) check(label, signal);

    const request = received(web, bytes, party);
    if (request instanceof Response) return request;
    const answer = new FetchAnswer(kernel, label, signal);
    const held = scope.hold(request.verb === "watch" ? "watch" : "request", label, () => answer.close(new ClusterClosed(label)));
    return answer.begin((sink) => transport.open(request, sink), () => held.done());
  };
  return (input, init) => {
    const answer = ask(input, init);
    // Called between runs, it is awaited after the next one, too late for Node: a rejection is not unhandled because of that.
    if (!kernel.running) answer.catch(() => {});
    return answer;
  };
}

/** The caller's own: the one that `Request` derives from it follows it only until the garbage collector comes by. */
function signalOf(input: unknown, init: RequestInit | undefined): AbortSignal | undefined {
  if (init?.signal !== undefined) return init.signal ?? undefined;
  return input instanceof Request ? input.signal : undefined;
}

/** What a server's front makes of it: a request, or an answer of its own. */
function received(web: Request, body: Uint8Array | undefined, party: string): ApiRequest | Response {
  const headers = { "user-agent": party, ...Object.fromEntries(web.headers) };
  const { pathname, search } = new URL(web.url);
  const parsed = parseRequestHead({ method: web.method, ...splitTarget(pathname + search), headers, ...(body === undefined ? {} : { body }) }, USER);
  switch (parsed.kind) {
    case "request":
    case "path": return parsed.request;
    case "refused": return Response.json(parsed.status, { status: parsed.status.code ?? 500 });
  }
}
