export type * from "./object.ts";
export type * from "./reply.ts";
export type * from "./request.ts";
export type * from "./resource-info.ts";
export type * from "./status.ts";
export type * from "./watch-event.ts";
export * from "./errors.ts";
