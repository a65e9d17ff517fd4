import { instant, plural } from "./format.js";
import { openRun } from "./run.js";
import { element, startTimeline } from "./timeline.js";

/** Hands the pointer, the wheel, keys and the search field to the timeline. */

const KEY_PAN = 0.15;
const KEY_ZOOM = 1.6;
const CLICK_REACH = 4;

/** @typedef {ReturnType<typeof startTimeline>} Timeline @typedef {import("./run.js").Run} Run */

openRun(element("run").textContent ?? "").then(start, () => {
  element("timeline").textContent = "This browser cannot unpack the timeline (it lacks DecompressionStream).";
});

/** @param {Run} run */
function start(run) {
  const timeline = startTimeline(run);
  const seek = /** @type {HTMLInputElement} */ (element("seek"));
  timeline.resize();
  followTyped(run, timeline, seek);
  steerByPointer(run, timeline, seek);
  steerByKeys(run, timeline, seek);
  linkTimes(run, timeline);
  readHash(run, timeline, seek);
  addEventListener("resize", timeline.resize);
  addEventListener("scroll", timeline.redraw, { passive: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", timeline.repaint);
}

/** @param {Run} run @param {Timeline} timeline @param {HTMLInputElement} seek */
function steerByPointer(run, timeline, seek) {
  const { frame } = timeline;
  /** @type {{ x: number, y: number, moved: boolean, overview: boolean } | null} */
  let drag = null;

  frame.addEventListener("wheel", (event) => {
    const probed = timeline.probe(event);
    if (probed === null) return;
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) timeline.pan((event.deltaX || event.deltaY) / 1_200);
    else timeline.zoom(probed.at, Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0018)));
    showTip(timeline, event);
  }, { passive: false });

  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || timeline.probe(event) === null) return;
    drag = { x: event.clientX, y: event.clientY, moved: false, overview: timeline.onOverview(event) };
    frame.setPointerCapture(event.pointerId);
    if (drag.overview) centre(timeline, timeline.overviewAt(event));
  });

  frame.addEventListener("pointermove", (event) => {
    if (drag === null) return showTip(timeline, event);
    drag.moved ||= Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) > CLICK_REACH;
    if (!drag.moved) return;
    hideTip();
    if (drag.overview) return centre(timeline, timeline.overviewAt(event));
    const { from, to } = timeline.view();
    const by = (drag.x - event.clientX) * timeline.scale();
    timeline.look({ from: from + by, to: to + by });
    window.scrollBy(0, drag.y - event.clientY);
    drag.x = event.clientX;
    drag.y = event.clientY;
  });

  frame.addEventListener("pointerup", (event) => {
    const clicked = drag !== null && !drag.moved && !drag.overview;
    drag = null;
    if (!clicked) return;
    const subject = timeline.probe(event)?.finding?.subject;
    seek.value = subject === undefined ? "" : run.subjects[subject];
    seek.dispatchEvent(new Event("input"));
  });
  frame.addEventListener("pointercancel", () => { drag = null; });
  frame.addEventListener("pointerleave", hideTip);
  frame.addEventListener("dblclick", timeline.whole);
}

/** @param {Timeline} timeline @param {number} at */
function centre(timeline, at) {
  const { from, to } = timeline.view();
  timeline.look({ from: at - (to - from) / 2, to: at + (to - from) / 2 });
}

/** @param {Run} run @param {Timeline} timeline @param {HTMLInputElement} seek */
function steerByKeys(run, timeline, seek) {
  const middle = () => (timeline.view().from + timeline.view().to) / 2;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => timeline.pan(-KEY_PAN),
    ArrowRight: () => timeline.pan(KEY_PAN),
    a: () => timeline.pan(-KEY_PAN),
    d: () => timeline.pan(KEY_PAN),
    "+": () => timeline.zoom(middle(), KEY_ZOOM),
    "=": () => timeline.zoom(middle(), KEY_ZOOM),
    w: () => timeline.zoom(middle(), KEY_ZOOM),
    "-": () => timeline.zoom(middle(), 1 / KEY_ZOOM),
    s: () => timeline.zoom(middle(), 1 / KEY_ZOOM),
    "0": timeline.whole,
    Home: () => timeline.look({ from: 0, to: timeline.view().to - timeline.view().from }),
    End: () => timeline.look({ from: run.lasts, to: run.lasts + timeline.view().to - timeline.view().from }),
    "/": () => seek.focus(),
  };
  addEventListener("keydown", (event) => {
    if (event.target === seek) {
      if (event.key === "Escape") seek.blur();
      return;
    }
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  element("closer").addEventListener("click", () => timeline.zoom(middle(), KEY_ZOOM));
  element("wider").addEventListener("click", () => timeline.zoom(middle(), 1 / KEY_ZOOM));
  element("whole").addEventListener("click", timeline.whole);
}

/** Every object whose name holds what was typed. @param {Run} run @param {Timeline} timeline @param {HTMLInputElement} seek */
function followTyped(run, timeline, seek) {
  seek.addEventListener("input", () => {
    const wanted = seek.value.trim().toLowerCase();
    const exact = run.subjects.indexOf(seek.value);
    const chosen = (/** @type {number} */ i) => (exact >= 0 ? i === exact : run.subjects[i].toLowerCase().includes(wanted));
    const followed = timeline.follow(wanted === "" ? null : chosen);
    const objects = followed === null ? 0 : followed.subjects.reduce((sum, one) => sum + one, 0);
    element("sought").textContent = followed === null ? "" : `${plural(objects, "object")}, ${plural(followed.writes.length, "write")}`;
  });
}

/** Faults and broken laws listed below lead to their place in the picture. @param {Run} run @param {Timeline} timeline */
function linkTimes(run, timeline) {
  for (const link of document.querySelectorAll("[data-from]")) {
    const { from, to, fault } = /** @type {HTMLElement} */ (link).dataset;
    const mark = fault === undefined ? null : run.faults[Number(fault)];
    link.addEventListener("mouseenter", () => timeline.light(mark));
    link.addEventListener("mouseleave", () => timeline.light(null));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const length = Math.max(Number(to) - Number(from), 2_000_000);
      timeline.look({ from: Number(from) - length * 0.5, to: Number(from) + length * 1.5 });
      timeline.frame.scrollIntoView({ behavior: "smooth", block: "start" });
    });
  }
}

/** "#from=10&to=20&follow=web-1": seconds of virtual time and an object, so that a place can be passed on. @param {Run} run @param {Timeline} timeline @param {HTMLInputElement} seek */
function readHash(run, timeline, seek) {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("from") || asked.has("to")) {
    timeline.look({ from: Number(asked.get("from") ?? 0) * 1e6, to: asked.has("to") ? Number(asked.get("to")) * 1e6 : run.lasts });
  }
  const wanted = asked.get("follow");
  if (wanted === null) return;
  seek.value = wanted;
  seek.dispatchEvent(new Event("input"));
}

/** @param {Timeline} timeline @param {MouseEvent} event */
function showTip(timeline, event) {
  const probed = timeline.probe(event);
  if (probed === null) return hideTip();
  const box = timeline.frame.getBoundingClientRect();
  element("hair").hidden = false;
  element("hair").style.transform = `translateX(${event.clientX - box.left}px)`;
  element("hair-time").textContent = instant(probed.at, Math.max(1, timeline.scale()));
  timeline.light(probed.finding?.fault ?? null);
  const tip = element("tip");
  tip.hidden = probed.finding === null;
  if (probed.finding === null) return;
  const { title, colour, lines } = probed.finding;
  tip.style.setProperty("--mark", `var(--${colour})`);
  tip.replaceChildren(...[title, ...lines].map((text, i) => {
    const row = document.createElement(i === 0 ? "strong" : "span");
    row.textContent = text;
    return row;
  }));
  const left = event.clientX + 16 + tip.offsetWidth > innerWidth ? event.clientX - 16 - tip.offsetWidth : event.clientX + 16;
  const top = Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8);
  tip.style.transform = `translate(${Math.max(8, left)}px, ${top}px)`;
}

function hideTip() {
  element("tip").hidden = true;
  element("hair").hidden = true;
}
