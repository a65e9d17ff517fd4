import { eachColumn, lowerBound } from "./density.js";
import { duration, instant } from "./format.js";
import { AXIS, diamond, drawCounts, drawFollowed, FAULTS, GUTTER, label, LANE, line, OVERVIEW, plot, RIGHT, rounded, SMALL, STORE, x } from "./marks.js";
import { behindAt } from "./staleness.js";
import { ticks } from "./view.js";

/**
 * The lanes: the whole run in small, the axis, the store, the faults, the clients. A lane is drawn from its own top.
 *
 * @typedef {import("./run.js").Run} Run
 * @typedef {import("./run.js").Client} Client
 * @typedef {import("./marks.js").Stage} Stage
 */

/** Pixels over which a stream shows how it ended. */
const FADE = 60;

/** The whole run in small, and the window on it. @param {Stage} stage */
export function drawOverview(stage) {
  const { ctx, run, width, view, theme } = stage;
  const whole = { ...stage, view: { from: 0, to: run.lasts }, followed: null };
  const { top, height } = OVERVIEW;
  ctx.fillStyle = theme.lane;
  rounded(ctx, GUTTER, top, plot(width), height, 5);
  for (const fault of run.faults) {
    ctx.fillStyle = theme["fault-band"];
    const from = x(whole, fault.at);
    ctx.fillRect(from, top, Math.max(1.5, x(whole, fault.until ?? fault.at) - from), height);
  }
  drawCounts(whole, run.writes, top + 4, height - 6, 0.65);
  const from = x(whole, view.from);
  const to = x(whole, view.to);
  if (to - from < plot(width) - 1) {
    ctx.fillStyle = theme.ground;
    ctx.globalAlpha = 0.66;
    ctx.fillRect(GUTTER, top, from - GUTTER, height);
    ctx.fillRect(to, top, width - RIGHT - to, height);
    ctx.globalAlpha = 1;
  }
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.roundRect(from, top, Math.max(3, to - from), height, 5);
  ctx.stroke();
  label(stage, "Whole run", duration(run.lasts), top + 2);
}

/** @param {Stage} stage @param {number} bottom how far down its hairlines reach */
export function drawAxis(stage, bottom) {
  const { ctx, view, width, theme } = stage;
  const { step, at } = ticks(view, plot(width), 92);
  ctx.font = SMALL;
  ctx.textAlign = "center";
  for (const micros of at) {
    const px = Math.round(x(stage, micros)) + 0.5;
    line(ctx, theme.line, px, AXIS.top + AXIS.height - 4, px, bottom);
    ctx.fillStyle = theme.soft;
    ctx.fillText(instant(micros, step), Math.min(Math.max(px, GUTTER + 16), width - RIGHT - 18), AXIS.top + 13);
  }
  ctx.textAlign = "left";
}

/** Names of the head's lanes, left of the plot. @param {Stage} stage */
export function drawHeadLabels(stage) {
  const { writes, faults } = stage.run;
  const last = writes.revision.length - 1;
  label(stage, "Store", last < 0 ? "no writes" : `revisions ${writes.revision[0]} – ${writes.revision[last]}`, STORE.top + 12);
  label(stage, "Faults", faults.length === 0 ? "none" : `${faults.length} in the plan`, FAULTS.top + 1);
}

/** Hairlines of the axis behind lanes. @param {Stage} stage @param {number} top @param {number} bottom */
function drawGrid(stage, top, bottom) {
  for (const micros of ticks(stage.view, plot(stage.width), 92).at) {
    const px = Math.round(x(stage, micros)) + 0.5;
    line(stage.ctx, stage.theme.line, px, top, px, bottom);
  }
}

/** Writes of the store, and the way of its revision. @param {Stage} stage */
export function drawStore(stage) {
  const { ctx, run, view, theme } = stage;
  const { time, revision } = run.writes;
  const last = revision.length - 1;
  drawCounts(stage, run.writes, STORE.top + 4, STORE.height - 8, 1);
  drawFollowed(stage, run.writes, stage.followed?.writes, STORE.top + 4, STORE.height - 8);
  if (last < 1) return;
  const y = (/** @type {number} */ value) => STORE.top + STORE.height - 4 - ((value - revision[0]) / (revision[last] - revision[0])) * (STORE.height - 12);
  ctx.strokeStyle = theme.accent;
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  const before = Math.max(0, lowerBound(time, view.from) - 1);
  ctx.moveTo(GUTTER, y(revision[before]));
  eachColumn(time, view, plot(stage.width), (column, from, to) => {
    ctx.lineTo(GUTTER + column, y(revision[Math.max(0, from - 1)]));
    ctx.lineTo(GUTTER + column + 1, y(revision[to - 1]));
  });
  ctx.lineTo(GUTTER + plot(stage.width), y(revision[Math.max(0, lowerBound(time, view.to) - 1)]));
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/**
 * @param {Stage} stage
 * @param {import("./fault-rows.js").Placed} placed
 * @param {import("./run.js").FaultMark | null} lit
 */
export function drawFaults(stage, placed, lit) {
  const { ctx, theme } = stage;
  ctx.font = SMALL;
  for (const { fault, row, labelled } of placed) {
    const from = x(stage, fault.at);
    const to = x(stage, fault.until ?? fault.at);
    const top = FAULTS.top + row * FAULTS.row;
    if (to < GUTTER || from > stage.width - RIGHT) continue;
    ctx.fillStyle = theme.fault;
    if (fault.until === undefined) diamond(ctx, from, top + 9, 5);
    else {
      ctx.globalAlpha = fault === lit ? 0.55 : 0.3;
      rounded(ctx, from, top + 1, Math.max(3, to - from), 16, 4);
      ctx.globalAlpha = 1;
      rounded(ctx, from, top + 1, 3, 16, 1.5);
    }
    if (!labelled) continue;
    ctx.fillStyle = theme.ink;
    ctx.fillText(fault.name, Math.max(from, GUTTER) + 9, top + 13);
  }
}

/** @param {Stage} stage @param {Client} client @param {number} index @param {number} top @param {import("./run.js").FaultMark | null} lit */
export function drawClient(stage, client, index, top, lit) {
  const { ctx, theme, width } = stage;
  if (index % 2 === 1) {
    ctx.fillStyle = theme.lane;
    ctx.fillRect(0, top, width, LANE.height);
  }
  drawGrid(stage, top, top + LANE.height);
  drawBands(stage, client, top, lit);
  label(stage, client.name, `${client.resource} · ${client.profile}`, top + 15, `worst ${duration(client.worstStaleness)} behind`);
  insidePlot(stage, top, LANE.height, () => {
    drawStaleness(stage, client, top);
    drawStreams(stage, client, top);
    drawCounts(stage, client.delivered, top + LANE.events.top, LANE.events.height, 1);
    drawFollowedWrites(stage, top);
    drawFollowed(stage, client.delivered, stage.followed?.delivered[index], top + LANE.events.top, LANE.events.height);
  });
  line(ctx, theme.line, 0, top + LANE.height - 0.5, width, top + LANE.height - 0.5);
}

/** Nothing of what is drawn leaves the plot. @param {Stage} stage @param {number} top @param {number} height @param {() => void} draw */
export function insidePlot({ ctx, width }, top, height, draw) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(GUTTER, top, plot(width), height);
  ctx.clip();
  draw();
  ctx.restore();
}

/** Where a fault concerns this client, faintly behind everything. @param {Stage} stage @param {Client} client @param {number} top @param {import("./run.js").FaultMark | null} lit */
function drawBands(stage, client, top, lit) {
  const { ctx, theme, run } = stage;
  ctx.fillStyle = theme["fault-band"];
  for (const fault of run.faults) {
    if (fault.touches?.includes(client.name) === false) continue;
    const from = Math.max(GUTTER, x(stage, fault.at));
    const to = Math.min(stage.width - RIGHT, x(stage, fault.until ?? fault.at));
    if (to < GUTTER || from > stage.width - RIGHT) continue;
    ctx.globalAlpha = fault === lit ? 1 : fault.touches === undefined ? 0.3 : 0.6;
    ctx.fillRect(from, top, Math.max(1.5, to - from), LANE.height - 1);
  }
  ctx.globalAlpha = 1;
  for (const violation of run.violations) {
    if (violation.subject !== client.name) continue;
    const px = x(stage, violation.at);
    if (px < GUTTER || px > stage.width - RIGHT) continue;
    line(ctx, theme.law, px, top, px, top + LANE.height, 2);
  }
}

/** @param {Stage} stage @param {Client} client @param {number} top */
function drawStreams(stage, { streams, lists, expired }, top) {
  const { ctx, theme, view } = stage;
  const y = top + LANE.streams.top;
  const { height } = LANE.streams;
  for (const stream of streams) {
    if (stream.to < view.from || stream.from > view.to) continue;
    const from = x(stage, Math.max(stream.from, view.from));
    const to = x(stage, Math.min(stream.to, view.to));
    const colour = theme[`end-${stream.end}`];
    ctx.fillStyle = stream.end === "open" ? colour : fading(stage, stream, colour);
    rounded(ctx, from, y + 1.5, Math.max(1.5, to - from - 1), height - 3, 3);
    if (stream.to > view.to || stream.end === "open") continue;
    ctx.fillStyle = colour;
    ctx.fillRect(to - 2, y, 2, height);
  }
  ctx.fillStyle = theme.list;
  for (const list of lists) {
    if (list.at + list.took < view.from || list.at > view.to) continue;
    const from = x(stage, list.at);
    rounded(ctx, from, y, Math.max(3, x(stage, list.at + list.took) - from), height, 1.5);
  }
  for (const at of expired) {
    if (at < view.from || at > view.to) continue;
    ctx.fillStyle = theme["end-expired"];
    diamond(ctx, x(stage, at), y - 3, 4);
  }
}

/** A stream is good until it ends: its colour turns into that of its end over the last stretch. @param {Stage} stage @param {import("./run.js").Stream} stream @param {string} colour */
function fading(stage, stream, colour) {
  const from = x(stage, stream.from);
  const to = x(stage, stream.to);
  const gradient = stage.ctx.createLinearGradient(Math.max(from, to - FADE), 0, to, 0);
  gradient.addColorStop(0, stage.theme["end-open"]);
  gradient.addColorStop(1, colour);
  return gradient;
}

/** Higher is staler, on a square root so that milliseconds can be seen beside minutes. @param {Stage} stage @param {Client} client @param {number} top */
function drawStaleness(stage, { staleness }, top) {
  const { ctx, theme, view, run, width } = stage;
  const bottom = top + LANE.stale.top + LANE.stale.height;
  const right = GUTTER + plot(width);
  const y = (/** @type {number} */ behind) => bottom - Math.sqrt(behind / run.worstStaleness) * LANE.stale.height;
  ctx.beginPath();
  ctx.moveTo(GUTTER, bottom);
  ctx.lineTo(GUTTER, y(behindAt(staleness, view.from)));
  eachColumn(staleness.time, view, plot(width), (column, from, to) => {
    ctx.lineTo(GUTTER + column, y(staleness.most(from, to)));
    ctx.lineTo(GUTTER + column, y(Math.max(0, staleness.after[to - 1])));
  });
  ctx.lineTo(right, y(behindAt(staleness, view.to)));
  ctx.lineTo(right, bottom);
  ctx.closePath();
  ctx.fillStyle = theme.stale;
  ctx.globalAlpha = 0.42;
  ctx.fill();
  ctx.globalAlpha = 0.9;
  ctx.strokeStyle = theme.stale;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.globalAlpha = 1;
  line(ctx, theme.line, GUTTER, bottom + 0.5, right, bottom + 0.5, 2);
}

/** Hairlines down the lanes at the followed objects' writes: the way to the mark is how late a client saw it. @param {Stage} stage @param {number} top */
function drawFollowedWrites(stage, top) {
  const { ctx, followed, run, view, theme } = stage;
  if (followed === null || followed.writes.length > 2_000) return;
  ctx.globalAlpha = 0.35;
  for (const index of followed.writes) {
    const time = run.writes.time[index];
    if (time < view.from || time > view.to) continue;
    const px = Math.round(x(stage, time)) + 0.5;
    line(ctx, theme.accent, px, top, px, top + LANE.height);
  }
  ctx.globalAlpha = 1;
}
