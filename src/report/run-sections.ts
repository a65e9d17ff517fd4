import type { ClientRecord, RunRecord, Violation } from "../explore/index.ts";
import { healsAt } from "./fault-mark.ts";
import { html, type Html } from "./html.ts";
import { brand } from "./page.ts";
import { bytes, count, duration, instant } from "./page/format.js";
import type { Verdict } from "./verdict.ts";

/** The parts of a run's page that are plain markup and can be read without its script. */

export function runHeader(record: RunRecord, verdict: Verdict, command: string): Html {
  const { workload } = record;
  const sum = (of: (client: ClientRecord) => number) => record.clients.reduce((total, client) => total + of(client), 0);
  return html`
<header>
  <div class="title">
    <p class="brand">${brand}</p>
    <h1>${workload.name} <small>seed ${record.seed}</small></h1>
    <p class="verdict ${verdict.good ? "good" : "bad"}">${verdict.good ? "✓" : "✗"} ${verdict.says}</p>
  </div>
  <dl class="facts">
    ${fact("objects", count(workload.objects))}${fact("recorded events", count(workload.events))}${fact("virtual time", duration(record.virtualTime))}
    ${fact("faults", count(record.faults.length))}${fact("clients", count(record.clients.length))}${fact("delivered", count(sum((client) => client.events)))}
    ${fact("lists", count(sum((client) => client.lists)))}${fact("410s", count(sum((client) => client.expired)))}
    ${fact("worst staleness", duration(record.clients.reduce((most, client) => Math.max(most, client.worstStaleness), 0)))}
    ${fact("digest", record.digest)}
  </dl>
  <p class="command">Run it again: <code>${command}</code></p>
</header>`;
}

export function timelineFrame(): Html {
  return html`
<section class="timeline" aria-label="Timeline of the run">
  <div class="tools">
    <input id="seek" type="search" placeholder="Follow an object: pods shop/web…" spellcheck="false" autocomplete="off">
    <span id="sought"></span>
    <ul class="legend">
      ${legend.map(([mark, text, shape]) => html`<li class="${shape}" style="--mark:var(--${mark})">${text}</li>`)}
    </ul>
    <span class="buttons"><button id="wider" title="Wider (−)">−</button><button id="closer" title="Closer (+)">+</button><button id="whole" title="Whole run (0)">Whole run</button></span>
  </div>
  <div id="timeline" tabindex="0">
    <canvas id="head"></canvas>
    <div id="lanes"><canvas id="clients"></canvas></div>
    <div id="hair" hidden><span id="hair-time"></span></div>
  </div>
  <p class="hint">Wheel: closer, wider · drag: move · shift + wheel: sideways · double click or <kbd>0</kbd>: whole run · <kbd>+</kbd> <kbd>−</kbd> <kbd>←</kbd> <kbd>→</kbd> · click an event or <kbd>/</kbd>: follow its object</p>
</section>
<div id="tip" hidden></div>`;
}

export function lawSection(record: RunRecord): Html {
  return html`
<section>
  <h2>Laws</h2>
  <ul class="laws">${record.laws.map(({ law, says, violations }) => html`
    <li class="${violations.length === 0 ? "good" : "bad"}"><b>${law}</b><span>${says}</span>${violations.length > 0 && violationList(violations)}</li>`)}
  </ul>
</section>`;
}

const MOST_VIOLATIONS = 20;

function violationList(violations: readonly Violation[]): Html {
  const rest = violations.length - MOST_VIOLATIONS;
  return html`<ol>${violations.slice(0, MOST_VIOLATIONS).map(({ at, subject, message }) => html`
      <li><a href="#timeline" data-from="${at}" data-to="${at}">${instant(at)}</a> <b>${subject}</b> ${message}</li>`)}
      ${rest > 0 && html`<li>and ${count(rest)} more</li>`}</ol>`;
}

export function faultSection(record: RunRecord, sentences: readonly string[]): Html {
  return html`
<section>
  <h2>Fault plan</h2>
  ${record.faults.length === 0 ? html`<p class="none">No faults.</p>` : html`<ol class="story">${record.faults.map((fault, i) => html`
    <li><a href="#timeline" data-fault="${i}" data-from="${fault.at}" data-to="${healsAt(fault) ?? fault.at}"><time>${instant(fault.at)}</time> ${sentences[i]}</a></li>`)}
  </ol>`}
</section>`;
}

export function clientSection(record: RunRecord): Html {
  return html`
<section class="wide">
  <h2>Clients <small>convergence counts from the end of the last fault</small></h2>
  <div class="scroll"><table>
    <thead><tr><th>client<th>resource<th>profile<th>requests<th>lists<th>watch-lists<th>watches<th>410s<th>events<th>bytes<th>worst staleness<th>converged in</tr></thead>
    <tbody>${record.clients.map((client) => html`
      <tr><td>${client.name}<td>${client.resource}<td>${client.profile}
        ${[client.requests, client.lists, client.watchLists, client.watches, client.expired, client.events].map((value) => html`<td class="number">${value === 0 ? html`<i>0</i>` : count(value)}`)}
        <td class="number">${bytes(client.bytes)}<td class="number">${duration(client.worstStaleness)}
        <td class="number">${client.convergedAfter === undefined ? html`<b class="bad">never</b>` : duration(client.convergedAfter)}</tr>`)}
    </tbody>
  </table></div>
</section>`;
}

export function ledgerSection(record: RunRecord): Html {
  return html`
<section>
  <h2>Leak ledger</h2>
  <table>
    <thead><tr><th>kind<th>opened<th>closed<th>open</tr></thead>
    <tbody>${record.ledger.map(({ kind, opened, closed }) => html`
      <tr><td>${kind}<td class="number">${count(opened)}<td class="number">${count(closed)}<td class="number">${opened === closed ? html`<i>0</i>` : html`<b class="bad">${count(opened - closed)}</b>`}</tr>`)}
    </tbody>
  </table>
  ${record.leaks.length > 0 && html`<ul class="leaks">${record.leaks.map(({ kind, label, age, openedBy }) => html`
    <li><b>${kind}</b> ${label}, open for ${duration(age)}, opened by ${openedBy.join(" › ")}</li>`)}</ul>`}
</section>`;
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Colour of the theme, what it means, and the shape it has in the picture. */
const legend: readonly (readonly [mark: string, text: string, shape: "bar" | "pill" | "gem" | "area"])[] = [
  ["added", "ADDED", "bar"],
  ["modified", "MODIFIED", "bar"],
  ["deleted", "DELETED", "bar"],
  ["bookmark", "BOOKMARK", "bar"],
  ["end-open", "open", "pill"],
  ["end-clean", "ended cleanly", "pill"],
  ["end-broken", "broken", "pill"],
  ["end-silent", "half-open", "pill"],
  ["end-refused", "refused", "pill"],
  ["end-expired", "410", "gem"],
  ["list", "list", "bar"],
  ["stale", "staleness (√)", "area"],
  ["fault", "fault", "area"],
];
