import type { ReconnectCost } from "../explore/index.ts";
import { spanText } from "../network/index.ts";
import { html, Html } from "./html.ts";
import { pageStyle } from "./page-assets.ts";
import { bytes, count, duration } from "./page/format.js";
import { brand, page } from "./page.ts";
import { METRICS, relistChart } from "./relist-chart.ts";

export interface RelistReportOptions {
  readonly seed: number;
  /** The line that takes the same rows again. */
  readonly command: string;
}

/** What each strategy does, for those who meet it first. */
const STRATEGIES: { readonly [strategy in ReconnectCost["strategy"]]: string } = {
  "relist": "a list of the present state from storage, whole",
  "relist-0": "a list at version 0: whatever the watch cache has",
  "relist-paged": "a list from storage in pages of 500",
  "watch-list": "a watch that begins with the present state",
  "re-watch": "a watch from the version seen last, kept young by bookmarks",
  "re-watch-no-bookmarks": "a watch from the version of the last event of its own",
};

/** The cost of coming back after an outage as one HTML file: a chart for each thing it costs, and the table behind it. */
export function renderRelistReport(rows: readonly ReconnectCost[], { seed, command }: RelistReportOptions): string {
  const wrong = rows.filter((row) => row.void !== undefined).length;
  return page({
    title: "kubeloom: relist against re-watch",
    style: `${pageStyle("report.css")}\n${pageStyle("relist.css")}\n${chosenChart()}`,
    body: [
      html`<header>
  <div class="title"><p class="brand">${brand}</p><h1>Relist against re-watch <small>seed ${seed}</small></h1>
  <p class="verdict ${wrong === 0 ? "good" : "bad"}">${wrong === 0 ? `✓ ${count(rows.length)} rows, each converged and leak-free` : `✗ ${count(wrong)} of ${count(rows.length)} rows void`}</p></div>
  <p class="command">What it costs a client to catch up after an outage, from the heal to the moment at which its cache equals the store. Take it again: <code>${command}</code></p>
</header>`,
      html`<section class="wide chart">
  <div class="choice">${METRICS.map(({ id, title }, i) => html`<input type="radio" name="metric" id="pick-${id}"${i === 0 && new Html(" checked")}><label for="pick-${id}">${title}</label>`)}<span class="scale">logarithmic, one scale for all panels; the cheapest of a panel is bold</span></div>
  ${METRICS.map((metric) => relistChart(rows, metric))}
</section>`,
      html`<section class="wide"><h2>Strategies</h2><dl class="strategies">${Object.entries(STRATEGIES).map(([name, does]) => html`<div><dt class="${name}">${name}</dt><dd>${does}</dd></div>`)}</dl></section>`,
      table(rows),
    ],
  });
}

function table(rows: readonly ReconnectCost[]): Html {
  const number = (text: string): Html => html`<td class="number">${text}</td>`;
  return html`<section class="wide"><h2>Rows</h2><div class="scroll"><table class="rows">
<thead><tr><th>objects<th>away for<th>writes/s<th>strategy<th>requests<th>410s<th>events<th>objects sent<th>bytes<th>converged in<th>stale at worst<th>void</tr></thead>
<tbody>${rows.map((row) => html`<tr>${[count(row.objects), spanText(row.outage), count(row.churn)].map(number)}<td class="${row.strategy}">${row.strategy}</td>${[count(row.requests), count(row.expired), count(row.events), count(row.sent), bytes(row.bytes), duration(row.convergedAfter), duration(row.worstStaleness)].map(number)}<td><b class="bad">${row.void ?? ""}</b></td></tr>
`)}</tbody></table></div></section>`;
}

/** Which chart is seen is a matter of style: the page has no script. */
function chosenChart(): string {
  return METRICS.map(({ id }) => `body:has(#pick-${id}:checked) #chart-${id} { display: grid; }`).join("\n");
}
