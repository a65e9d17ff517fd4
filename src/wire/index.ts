export type { DecodedBody } from "./body.ts";
export type { Decoded, FramesEnd, WatchFrameReader } from "./watch-frames.ts";
export type { ListItems } from "./reply-bytes.ts";
export type { ParsedHead, RequestHead } from "./request-head.ts";
export { acceptedBodies, decodeBody, decodeJson, mediaTypeOf } from "./body.ts";
export { jsonBytes, jsonText } from "./json.ts";
export { bodyText, decodingSink, encodingSink } from "./reply-bytes.ts";
export { parseRequestHead, requestHead, splitTarget, target } from "./request-head.ts";
export { encodeWatchEvent, watchFrameReader } from "./watch-frames.ts";
