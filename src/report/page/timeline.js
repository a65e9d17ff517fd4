import { drawAxis, drawClient, drawFaults, drawHeadLabels, drawOverview, drawStore, insidePlot } from "./draw.js";
import { placeFaults } from "./fault-rows.js";
import { inspectClient, inspectHead } from "./inspect.js";
import { AXIS, FAULTS, GUTTER, LANE, line, OVERVIEW, plot, RIGHT, SMALL, x } from "./marks.js";
import { readTheme } from "./theme.js";
import { clamp, pan, zoom } from "./view.js";

/**
 * The timeline on its two canvases: the head, which stays in sight, and the clients' lanes, of which only those on the screen
 * are drawn.
 *
 * @typedef {import("./run.js").Run} Run
 * @typedef {import("./run.js").FaultMark} FaultMark
 * @typedef {import("./view.js").View} View
 * @typedef {import("./inspect.js").Finding} Finding
 */

const MOST_FAULT_ROWS = 10;

/** @param {Run} run */
export function startTimeline(run) {
  const frame = element("timeline");
  const head = canvas("head");
  const clients = canvas("clients");
  const lanes = element("lanes");

  /** @type {View} */
  let view = { from: 0, to: run.lasts };
  let theme = readTheme();
  /** @type {import("./marks.js").Followed | null} */
  let followed = null;
  /** @type {FaultMark | null} */
  let lit = null;
  /** @type {import("./fault-rows.js").Placed} */
  let placed = [];
  let width = 0;
  let faultRows = 1;
  let asked = false;

  /** @param {HTMLCanvasElement} on @returns {import("./marks.js").Stage} */
  function stageOn(on) {
    return { ctx: /** @type {CanvasRenderingContext2D} */ (on.getContext("2d")), width, view, theme, run, followed };
  }

  function resize() {
    width = frame.clientWidth;
    lanes.style.height = `${run.clients.length * LANE.height}px`;
    faultRows = placeOn({ ...stageOn(head), view: { from: 0, to: run.lasts } }, MOST_FAULT_ROWS).rows;
    setSize(head, width, FAULTS.top + faultRows * FAULTS.row + 8);
    setSize(clients, width, Math.min(run.clients.length * LANE.height, window.innerHeight + 2 * LANE.height));
    redraw();
  }

  /** @param {import("./marks.js").Stage} stage @param {number} most */
  function placeOn(stage, most) {
    stage.ctx.font = SMALL;
    return placeFaults(run.faults, (micros) => x(stage, micros), (name) => stage.ctx.measureText(name).width, most);
  }

  function redraw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      drawHead();
      drawLanes();
    });
  }

  function drawHead() {
    const stage = stageOn(head);
    const height = blank(stage, head);
    placed = placeOn(stage, MOST_FAULT_ROWS).placed.map((mark) => ({ ...mark, row: Math.min(mark.row, faultRows - 1) }));
    drawOverview(stage);
    drawAxis(stage, height);
    drawHeadLabels(stage);
    insidePlot(stage, AXIS.top + AXIS.height, height, () => {
      drawStore(stage);
      drawFaults(stage, placed, lit);
    });
    line(stage.ctx, theme.line, 0, height - 0.5, width, height - 0.5);
  }

  function drawLanes() {
    const stage = stageOn(clients);
    const height = blank(stage, clients);
    const hidden = Math.max(0, head.getBoundingClientRect().bottom - lanes.getBoundingClientRect().top);
    const top = Math.min(Math.floor(hidden), Math.max(0, run.clients.length * LANE.height - height));
    clients.style.transform = `translateY(${top}px)`;
    const first = Math.floor(top / LANE.height);
    const last = Math.min(run.clients.length, Math.ceil((top + height) / LANE.height));
    for (let i = first; i < last; i++) drawClient(stage, run.clients[i], i, i * LANE.height - top, lit);
  }

  /** @param {View} next */
  function look(next) {
    view = clamp(next, run.lasts);
    redraw();
  }

  /** @param {((subject: number) => boolean) | null} chosen */
  function follow(chosen) {
    followed = chosen === null ? null : followedBy(run, chosen);
    redraw();
    return followed;
  }

  /** What lies under a point of the window. @param {MouseEvent} event @returns {{ at: number, finding: Finding | null } | null} */
  function probe(event) {
    const left = event.clientX - frame.getBoundingClientRect().left;
    if (left < GUTTER || left > width - RIGHT) return null;
    const perPixel = (view.to - view.from) / plot(width);
    const at = view.from + (left - GUTTER) * perPixel;
    const box = head.getBoundingClientRect();
    if (event.clientY < box.bottom) return { at, finding: inspectHead(run, { at, perPixel, y: event.clientY - box.top }, placed) };
    const y = event.clientY - lanes.getBoundingClientRect().top;
    const client = run.clients[Math.floor(y / LANE.height)];
    return { at, finding: client === undefined ? null : inspectClient(run, client, { at, perPixel, y: y % LANE.height }) };
  }

  return {
    frame,
    head,
    resize,
    redraw,
    look,
    follow,
    probe,
    view: () => view,
    whole: () => look({ from: 0, to: run.lasts }),
    /** @param {number} at @param {number} factor */
    zoom: (at, factor) => look(zoom(view, at, factor, run.lasts)),
    /** @param {number} share of what is seen */
    pan: (share) => look(pan(view, share * (view.to - view.from), run.lasts)),
    /** Microseconds a pixel. */
    scale: () => (view.to - view.from) / plot(width),
    /** Is this point on the small picture of the whole run? @param {MouseEvent} event */
    onOverview: (event) => event.clientY - head.getBoundingClientRect().top < OVERVIEW.top + OVERVIEW.height + 2,
    /** The instant of the whole run's picture at this point. @param {MouseEvent} event */
    overviewAt: (event) => ((event.clientX - frame.getBoundingClientRect().left - GUTTER) / plot(width)) * run.lasts,
    /** @param {FaultMark | null} fault */
    light: (fault) => {
      if (fault === lit) return;
      lit = fault;
      redraw();
    },
    repaint: () => {
      theme = readTheme();
      redraw();
    },
  };
}

/** @param {Run} run @param {(subject: number) => boolean} chosen @returns {import("./marks.js").Followed} */
function followedBy(run, chosen) {
  const subjects = Uint8Array.from(run.subjects, (_, i) => Number(chosen(i)));
  const indices = (/** @type {import("./run.js").Events} */ { subject }) => {
    const found = [];
    for (let i = 0; i < subject.length; i++) if (subjects[subject[i]] === 1) found.push(i);
    return Int32Array.from(found);
  };
  return { subjects, writes: indices(run.writes), delivered: run.clients.map((client) => indices(client.delivered)) };
}

/** @param {HTMLCanvasElement} on @param {number} width @param {number} height in CSS pixels */
function setSize(on, width, height) {
  on.style.width = `${width}px`;
  on.style.height = `${height}px`;
  on.width = Math.round(width * devicePixelRatio);
  on.height = Math.round(height * devicePixelRatio);
}

/** Wipes a canvas; returns its height in CSS pixels. @param {import("./marks.js").Stage} stage @param {HTMLCanvasElement} on */
function blank({ ctx }, on) {
  ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  const height = on.height / devicePixelRatio;
  ctx.clearRect(0, 0, on.width / devicePixelRatio, height);
  return height;
}

/** @param {string} id */
export function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id */
function canvas(id) {
  return /** @type {HTMLCanvasElement} */ (document.getElementById(id));
}
