import type { ReconnectCost } from "../explore/index.ts";
import { spanText } from "../network/index.ts";
import { html, type Html } from "./html.ts";
import { bytes, count, duration } from "./page/format.js";

/** One thing a reconnect costs, as the chart shows it. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly of: (row: ReconnectCost) => number;
  readonly text: (value: number) => string;
}

export const METRICS: readonly Metric[] = [
  { id: "bytes", title: "JSON bytes", of: (row) => row.bytes, text: bytes },
  { id: "sent", title: "objects sent", of: (row) => row.sent, text: count },
  { id: "requests", title: "requests", of: (row) => row.requests, text: count },
  { id: "converged", title: "virtual time until converged", of: (row) => row.convergedAfter, text: duration },
  { id: "stale", title: "worst staleness", of: (row) => row.worstStaleness, text: duration },
];

/** Rows of one situation: same view, same outage, same churn. */
interface Panel {
  readonly title: string;
  readonly rows: readonly ReconnectCost[];
}

const NAME_WIDTH = 172;
const BAR_ROOM = 190;
const VALUE_WIDTH = 72;
const ROW = 20;
const WIDTH = NAME_WIDTH + BAR_ROOM + VALUE_WIDTH;

/** Small bar charts side by side, one a situation, all on one logarithmic scale, so that bars compare across them. */
export function relistChart(rows: readonly ReconnectCost[], metric: Metric): Html {
  const most = Math.max(1, ...rows.map(metric.of));
  const least = Math.max(1, Math.min(...rows.map(metric.of).filter((value) => value > 0)));
  const share = (value: number): number => (value <= 0 ? 0 : 0.06 + (0.94 * Math.log(value / least)) / Math.max(Math.log(most / least), Number.MIN_VALUE));
  return html`<div class="panels" id="chart-${metric.id}">${panelsOf(rows).map((panel) => panelChart(panel, metric, (value) => Math.min(1, share(value))))}</div>`;
}

function panelsOf(rows: readonly ReconnectCost[]): readonly Panel[] {
  const panels = new Map<string, ReconnectCost[]>();
  for (const row of rows) {
    const title = `${count(row.objects)} objects · away ${spanText(row.outage)} · ${count(row.churn)} writes/s`;
    const panel = panels.get(title);
    if (panel === undefined) panels.set(title, [row]);
    else panel.push(row);
  }
  return [...panels].map(([title, panelRows]) => ({ title, rows: panelRows }));
}

function panelChart({ title, rows }: Panel, metric: Metric, share: (value: number) => number): Html {
  const best = Math.min(...rows.filter((row) => row.void === undefined).map(metric.of));
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${rows.length * ROW}" role="img" aria-label="${metric.title}: ${title}">${rows.map((row, i) => bar(row, i * ROW, metric, share, best))}</svg></figure>`;
}

function bar(row: ReconnectCost, y: number, metric: Metric, share: (value: number) => number, best: number): Html {
  const value = metric.of(row);
  const width = Math.max(1.5, Math.round(share(value) * BAR_ROOM * 10) / 10);
  const said = row.void === undefined ? metric.text(value) : "void";
  return html`<g class="${row.strategy} ${row.void === undefined ? (value === best ? "best" : "") : "void"}"><title>${tooltip(row)}</title>
<text x="${NAME_WIDTH - 8}" y="${y + 14}" text-anchor="end" class="name">${row.strategy}</text><rect x="${NAME_WIDTH}" y="${y + 3}" width="${width}" height="${ROW - 6}" rx="3"/><text x="${NAME_WIDTH + width + 6}" y="${y + 14}" class="value">${said}</text></g>`;
}

function tooltip(row: ReconnectCost): string {
  const facts = METRICS.map((metric) => `${metric.title}: ${metric.text(metric.of(row))}`);
  return [row.strategy, ...facts, `410s: ${row.expired}`, ...(row.void === undefined ? [] : [`void: ${row.void}`])].join("\n");
}
