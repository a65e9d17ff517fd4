import type { ReplyBody, ReplyEnd, ReplyHead, WatchEvent } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import { bodyBytes, eventBytes } from "../wire/index.ts";

/** A part of an answer under way: it arrives at `due`, behind the one ahead of it. */
export type Piece =
  | { readonly due: Micros; readonly kind: "head"; readonly value: ReplyHead }
  | { readonly due: Micros; readonly kind: "object"; readonly value: KeyedBody }
  | { readonly due: Micros; readonly kind: "event"; readonly value: WatchEvent }
  | { readonly due: Micros; readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly due: Micros; readonly kind: "end"; readonly value: ReplyEnd };

export interface KeyedBody {
  readonly body: ReplyBody;
  readonly keys: readonly string[] | undefined;
}

/** The body as a server writes it. */
export function encodeBody(body: ReplyBody, contentType: string): Uint8Array {
  return bodyBytes(body, "bare", contentType);
}

/** What a piece is on the wire, where it is anything. @param contentType what the answer's head said */
export function frameOf(kind: Piece["kind"], value: Piece["value"], contentType: string): Uint8Array | undefined {
  switch (kind) {
    case "event": return eventBytes(value as WatchEvent, contentType);
    case "object": return encodeBody((value as KeyedBody).body, contentType);
    case "bytes": return value as Uint8Array;
    case "head":
    case "end": return undefined;
  }
}

/** `{"type":"","object":}` and a newline. */
export const FRAME_BYTES = 22;
