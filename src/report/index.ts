export { bytes, count, duration, instant, plural } from "./page/format.js";
export { renderRelistReport, type RelistReportOptions } from "./render-relist-report.ts";
export { renderReport, type ReportOptions } from "./render-report.ts";
export { verdictOf, type Verdict } from "./verdict.ts";
