export type { Fault, Match, Verdict } from "./fault.ts";
