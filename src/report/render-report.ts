import type { RunRecord } from "../explore/index.ts";
import { describeFault } from "../network/index.ts";
import { pageAssets } from "./page-assets.ts";
import { page } from "./page.ts";
import { runPayload } from "./run-payload.ts";
import { clientSection, faultSection, lawSection, ledgerSection, runHeader, timelineFrame } from "./run-sections.ts";
import { verdictOf } from "./verdict.ts";

/** What a report says beside what the record holds. */
export interface ReportOptions {
  /** The line that runs this again. Default: `kubeloom run --seed N`. */
  readonly command?: string;
}

/**
 * A run as one HTML file that needs nothing else: no network, no fonts, no libraries. Events are packed into a few bytes each
 * and drawn on canvases, so that 100,000 of them stay fluid.
 */
export function renderReport(record: RunRecord, options: ReportOptions = {}): string {
  const verdict = verdictOf(record);
  const sentences = record.faults.map(describeFault);
  const { script, style } = pageAssets();
  return page({
    title: `kubeloom: ${record.workload.name}, seed ${record.seed}: ${verdict.says}`,
    style,
    body: [
      runHeader(record, verdict, options.command ?? `kubeloom run --seed ${record.seed}`),
      timelineFrame(),
      lawSection(record),
      faultSection(record, sentences),
      clientSection(record),
      ledgerSection(record),
    ],
    script,
    data: runPayload(record, sentences),
  });
}
