import type { User } from "../api/index.ts";
import type { Incoming } from "./answers.ts";
import type { Received } from "./input.ts";

/** Headers that may change an answer. All others stay outside: credentials, cookies, and what only concerns the connection. */
const HEARD = ["accept", "content-type", "if-none-match", "user-agent", "impersonate-user", "impersonate-group", "impersonate-uid"];

/**
 * Reads a request to its end and hands it on; nothing happens when the client leaves before. Of a body beyond the limit
 * no more is read than tells so.
 */
export function receive(req: Incoming, limit: number, user: User | null, take: (received: Received) => void): void {
  const head: Omit<Received, "body" | "oversized"> = {
    method: req.method ?? "GET",
    target: originForm(req.url ?? "/"),
    headers: heard(req),
    user,
    from: req.socket.remoteAddress ?? "",
  };
  if (Number(req.headers["content-length"] ?? 0) > limit) return take({ ...head, oversized: true });
  if (!mayHaveBody(req)) return take(head);
  const chunks: Uint8Array[] = [];
  let size = 0;
  req.on("data", (chunk: Uint8Array) => {
    size += chunk.length;
    if (size <= limit) return void chunks.push(chunk);
    req.pause();
    req.removeAllListeners("data").removeAllListeners("end");
    take({ ...head, oversized: true });
  });
  // A body of no bytes is one all the same: what it lacks is for the server to say.
  req.on("end", () => take({ ...head, body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks) }));
}

function mayHaveBody(req: Incoming): boolean {
  if (req.httpVersionMajor > 1) return !("stream" in req && req.stream.endAfterHeaders);
  return req.headers["content-length"] !== undefined || req.headers["transfer-encoding"] !== undefined;
}

/** A proxy's "http://host/path" is "/path". @source RFC 9112, section 3.2 */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const [, path = ""] = /^https?:\/\/[^/?]*(.*)$/i.exec(target) ?? [];
  return path.startsWith("/") ? path : `/${path}`;
}

/** The first of repeated ones counts where joining them would say something else. */
function heard(req: Incoming): Received["headers"] {
  const headers: { [name: string]: string } = {};
  for (const name of HEARD) {
    const value = req.headers[name];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return headers;
}
