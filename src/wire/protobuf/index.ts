export type { DecodedProtobuf, KindName } from "./envelope.ts";
export { decodeProtobuf, encodeProtobuf, encodeProtobufEvent, PROTOBUF } from "./envelope.ts";
