export { readTrace, type TraceOptions, type TraceSource } from "./read-trace.ts";
export { TraceError, type TraceFault } from "./trace-error.ts";
export { unpackTrace } from "./unpack.ts";
