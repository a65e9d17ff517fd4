export type { Law } from "./law.ts";
export type { ClientLane, ClientRecord, LawVerdict, RunRecord, Violation } from "./run-record.ts";
export type { ClientSpec, Scenario, Workload, Write } from "./scenario.ts";
export { readTrace, TraceError, type TraceFault, type TraceOptions, type TraceSource, unpackTrace } from "./trace/index.ts";
