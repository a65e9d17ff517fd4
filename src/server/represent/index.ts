export type { Accepted, Form } from "./accept.ts";
export type { View } from "./view.ts";
export { accepted } from "./accept.ts";
export { viewOf } from "./view.ts";
