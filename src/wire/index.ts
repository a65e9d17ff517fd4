export { acceptedBodies, decodeBody, decodeJson } from "./body.ts";
export type { TextForm } from "./document-text.ts";
export { documentText, wantsPretty } from "./document-text.ts";
export { jsonBytes } from "./json.ts";
export { PROTOBUF } from "./protobuf/index.ts";
export { bodyBytes, decodingSink, encodingSink, eventBytes } from "./reply-bytes.ts";
export type { ParsedHead, RequestHead } from "./request-head.ts";
export { parseRequestHead, requestHead, splitTarget, target } from "./request-head.ts";
export { clientFrames, closeFrame, pongFrame, textFrame } from "./web-socket.ts";
