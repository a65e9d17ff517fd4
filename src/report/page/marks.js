import { eachColumn, lowerBound } from "./density.js";
import { TYPES, TYPE_COLOURS } from "./run.js";

/**
 * Where things are drawn, and the marks that lanes are made of. All sizes are CSS pixels.
 *
 * @typedef {import("./run.js").Run} Run
 * @typedef {import("./run.js").Events} Events
 * @typedef {import("./view.js").View} View
 * @typedef {{ ctx: CanvasRenderingContext2D, width: number, view: View, theme: Record<string, string>, run: Run, followed: Followed | null }} Stage
 * @typedef {{ subjects: Uint8Array, writes: Int32Array, delivered: Int32Array[] }} Followed
 */

export const GUTTER = 208;
export const RIGHT = 14;
export const OVERVIEW = { top: 6, height: 34 };
export const AXIS = { top: 44, height: 24 };
export const STORE = { top: 70, height: 58 };
export const FAULTS = { top: 136, row: 21 };
export const LANE = { height: 64, streams: { top: 9, height: 9 }, events: { top: 22, height: 17 }, stale: { top: 41, height: 18 } };

const FONT = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
export const LABEL = `600 12px ${FONT}`;
export const SMALL = `11px ${FONT}`;

/** @param {Stage} stage @param {number} micros */
export function x({ view, width }, micros) {
  return GUTTER + ((micros - view.from) / (view.to - view.from)) * plot(width);
}

/** @param {number} width */
export function plot(width) {
  return width - GUTTER - RIGHT;
}

/** One bar a pixel column, higher for more events (logarithmic), split by type. @param {Stage} stage @param {Events} events @param {number} top @param {number} height @param {number} strength */
export function drawCounts(stage, events, top, height, strength) {
  const { ctx, view, width, theme, followed } = stage;
  const columns = plot(width);
  const visible = lowerBound(events.time, view.to) - lowerBound(events.time, view.from);
  const bar = visible * 5 < columns ? 2 : 1;
  const full = Math.log2(1 + Math.max(8, densest(events, view, columns)));
  ctx.globalAlpha = followed === null ? strength : 0.22;
  eachColumn(events.time, view, columns, (column, from, to) => {
    const share = 0.3 + (0.7 * Math.log2(to - from + 1)) / full;
    let bottom = top + height;
    for (let type = 0; type < TYPES.length; type++) {
      const here = events.sums[type][to] - events.sums[type][from];
      if (here === 0) continue;
      const part = (share * height * here) / (to - from);
      ctx.fillStyle = theme[TYPE_COLOURS[type]];
      ctx.fillRect(GUTTER + column, bottom - part, bar, part);
      bottom -= part;
    }
  });
  ctx.globalAlpha = 1;
}

/** @param {Events} events @param {View} view @param {number} columns */
function densest(events, view, columns) {
  let most = 0;
  eachColumn(events.time, view, columns, (_, from, to) => {
    most = Math.max(most, to - from);
  });
  return most;
}

/** @param {Stage} stage @param {Events} events @param {Int32Array | undefined} indices @param {number} top @param {number} height */
export function drawFollowed(stage, events, indices, top, height) {
  if (indices === undefined) return;
  const { ctx, theme, view } = stage;
  let drawnAt = -1;
  for (const index of indices) {
    const time = events.time[index];
    if (time < view.from || time > view.to) continue;
    const px = Math.round(x(stage, time));
    if (px === drawnAt) continue;
    drawnAt = px;
    ctx.fillStyle = theme[TYPE_COLOURS[events.type[index]]];
    ctx.fillRect(px - 1, top, 2.5, height);
    ctx.beginPath();
    ctx.arc(px + 0.25, top + 2, 3.5, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** A lane's name and what stands below it, cut where the plot begins. @param {Stage} stage @param {string} name @param {string} below @param {number} top @param {string} [third] */
export function label({ ctx, theme }, name, below, top, third) {
  ctx.font = LABEL;
  ctx.fillStyle = theme.ink;
  ctx.fillText(fit(ctx, name), 14, top + 8);
  ctx.font = SMALL;
  ctx.fillStyle = theme.soft;
  ctx.fillText(fit(ctx, below), 14, top + 23);
  if (third !== undefined) ctx.fillText(fit(ctx, third), 14, top + 38);
}

/** @param {CanvasRenderingContext2D} ctx @param {string} text */
function fit(ctx, text) {
  const room = GUTTER - 24;
  if (ctx.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && ctx.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
  return `${text.slice(0, length)}…`;
}

/** @param {CanvasRenderingContext2D} ctx @param {string} colour @param {number} fromX @param {number} fromY @param {number} toX @param {number} toY */
export function line(ctx, colour, fromX, fromY, toX, toY, width = 1) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} left @param {number} top @param {number} width @param {number} height @param {number} radius */
export function rounded(ctx, left, top, width, height, radius) {
  ctx.beginPath();
  ctx.roundRect(left, top, width, height, Math.min(radius, width / 2));
  ctx.fill();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} cx @param {number} cy @param {number} r */
export function diamond(ctx, cx, cy, r) {
  ctx.beginPath();
  ctx.moveTo(cx, cy - r);
  ctx.lineTo(cx + r, cy);
  ctx.lineTo(cx, cy + r);
  ctx.lineTo(cx - r, cy);
  ctx.fill();
}
