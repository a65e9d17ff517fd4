import type { Cancel, Handler, ReplySink } from "../../src/api/index.ts";
import { encodingSink, parseRequestHead, splitTarget } from "../../src/wire/index.ts";

/** A client of bytes: what it sends and hears goes through the codecs, as over a socket. */
export interface Answer {
  status: number;
  headers: { readonly [name: string]: string };
  text: string;
  ended: boolean;
  /** Hears each piece of text as it comes. */
  heard: ((text: string) => void) | undefined;
  readonly cancel: Cancel;
}

const keptHeaders = ["content-type", "warning", "retry-after", "location", "allow"];
const user = Object.freeze({ name: "oracle", uid: "1", groups: ["system:masters", "system:authenticated"] });

export interface Sent {
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly body?: unknown;
}

/** @param whole "VERB /path?query" */
export function open(handler: Handler, whole: string, { headers = {}, body }: Sent = {}): Answer {
  const cut = whole.indexOf(" ");
  const method = whole.slice(0, cut);
  const payload = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const all: { [name: string]: string } = { accept: "application/json", "user-agent": "conformance/1", ...headers };
  if (payload !== undefined) all["content-type"] ??= "application/json";
  const bytes = payload === undefined ? undefined : new TextEncoder().encode(payload);
  const parsed = parseRequestHead({ method, ...splitTarget(whole.slice(cut + 1)), headers: all, ...(bytes === undefined ? {} : { body: bytes }) }, user);
  const decoder = new TextDecoder();
  const answer: { -readonly [K in keyof Answer]: Answer[K] } = { status: 0, headers: {}, text: "", ended: false, heard: undefined, cancel: () => {} };
  const sink: ReplySink = {
    head: (head) => {
      answer.status = head.status;
      answer.headers = Object.fromEntries(keptHeaders.filter((name) => head.headers[name] !== undefined).map((name) => [name, head.headers[name] ?? ""]));
    },
    object: () => {},
    event: () => {},
    bytes: (chunk) => {
      const text = decoder.decode(chunk, { stream: true });
      answer.text += text;
      answer.heard?.(text);
    },
    end: () => (answer.ended = true),
  };
  if (parsed.kind === "refused") {
    sink.head({ status: parsed.status.code ?? 500, headers: { "content-type": "application/json" } });
    // A HEAD has no body, whatever is answered.
    if (method !== "HEAD") answer.text = JSON.stringify(parsed.status);
    answer.ended = true;
    return answer;
  }
  const builtIn = !parsed.request.resource.group.endsWith(".example.com");
  answer.cancel = handler.handle(parsed.request, encodingSink(sink, builtIn ? "bare" : "whole"));
  return answer;
}

export function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
