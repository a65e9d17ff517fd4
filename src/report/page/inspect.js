import { lowerBound } from "./density.js";
import { count, duration, instant, plural } from "./format.js";
import { FAULTS, LANE, STORE } from "./marks.js";
import { behindAt } from "./staleness.js";
import { TYPES, TYPE_COLOURS } from "./run.js";

/**
 * What lies under the pointer, in words.
 *
 * @typedef {{ title: string, colour: string, lines: string[], subject?: number, fault?: import("./run.js").FaultMark }} Finding
 * @typedef {import("./run.js").Run} Run
 * @typedef {import("./run.js").Client} Client
 * @typedef {import("./run.js").Events} Events
 * @typedef {{ at: number, perPixel: number, y: number }} Pointer
 */

const REACH = 6;
const ENDS = {
  open: "open to the end, or closed by its client",
  clean: "ended cleanly",
  expired: "ended: too old (410)",
  broken: "broken off",
  silent: "went silent (half-open)",
  refused: "refused",
};

/** In the picture's head: faults and the store's writes. @param {Run} run @param {Pointer} pointer @param {import("./fault-rows.js").Placed} placed @returns {Finding | null} */
export function inspectHead(run, pointer, placed) {
  if (pointer.y >= FAULTS.top - 2) return inspectFault(placed, pointer);
  if (pointer.y < STORE.top || pointer.y > STORE.top + STORE.height) return null;
  return inspectEvents(run, run.writes, pointer, (index) => {
    return [`written as revision ${run.writes.revision[index]}`];
  });
}

/** In a client's lane; `y` counts from the lane's top. @param {Run} run @param {Client} client @param {Pointer} pointer @returns {Finding | null} */
export function inspectClient(run, client, pointer) {
  if (pointer.y < LANE.events.top - 1) return inspectStreams(client, pointer);
  if (pointer.y < LANE.stale.top) {
    const found = inspectEvents(run, client.delivered, pointer, (index) => [...deliveryLines(run, client.delivered, index), `to ${client.name}`]);
    if (found !== null) return found;
  }
  return inspectStaleness(client, pointer);
}

/** @param {import("./fault-rows.js").Placed} placed @param {Pointer} pointer @returns {Finding | null} */
function inspectFault(placed, { at, perPixel, y }) {
  const row = Math.floor((y - FAULTS.top) / FAULTS.row);
  const near = placed.filter((candidate) => candidate.row === row);
  const hit =
    near.find(({ fault }) => at >= fault.at - REACH * perPixel && at <= (fault.until ?? fault.at) + REACH * perPixel) ??
    near.findLast(({ fault, labelled }) => labelled && at >= fault.at && at <= fault.at + 8 * fault.name.length * perPixel);
  if (hit === undefined) return null;
  const { fault } = hit;
  const span = fault.until === undefined ? `at ${instant(fault.at)}` : `${instant(fault.at)} – ${instant(fault.until)} (${duration(fault.until - fault.at)})`;
  return { title: fault.name, colour: "fault", lines: [fault.sentence, span], fault };
}

/** The event nearest to the pointer, and its neighbours in number where they share a pixel. @param {Run} run @param {Events} events @param {Pointer} pointer @param {(index: number) => string[]} more @returns {Finding | null} */
function inspectEvents(run, events, { at, perPixel }, more) {
  const nearest = nearestTo(events.time, at);
  if (nearest === -1 || Math.abs(events.time[nearest] - at) > REACH * perPixel) return null;
  const type = events.type[nearest];
  const subject = events.subject[nearest];
  const from = lowerBound(events.time, events.time[nearest] - perPixel / 2);
  const to = lowerBound(events.time, events.time[nearest] + perPixel / 2);
  const name = subject < 0 ? "bookmark" : run.subjects[subject];
  const lines = [`${TYPES[type]} at ${instant(events.time[nearest], 1)}`, ...more(nearest)];
  if (to - from > 1) lines.push(`one of ${count(to - from)} at this pixel: ${byType(events, from, to)}`);
  return { title: name, colour: TYPE_COLOURS[type], lines, ...(subject < 0 ? {} : { subject }) };
}

/** @param {Run} run @param {Events} delivered @param {number} index */
function deliveryLines(run, delivered, index) {
  const revision = delivered.revision[index];
  const write = lowerBound(run.writes.revision, revision);
  if (run.writes.revision[write] !== revision || delivered.subject[index] < 0) return [`revision ${revision}`];
  return [`revision ${revision}, ${duration(delivered.time[index] - run.writes.time[write])} after its write`];
}

/** @param {Events} events @param {number} from @param {number} to */
function byType(events, from, to) {
  return TYPES.map((type, kind) => ({ type, here: events.sums[kind][to] - events.sums[kind][from] }))
    .filter(({ here }) => here > 0)
    .map(({ type, here }) => `${count(here)} ${type}`)
    .join(", ");
}

/** @param {Client} client @param {Pointer} pointer @returns {Finding | null} */
function inspectStreams(client, { at, perPixel }) {
  const near = REACH * perPixel;
  const expired = client.expired.find((time) => Math.abs(time - at) <= near);
  if (expired !== undefined) return { title: "410 Gone", colour: "end-expired", lines: [`${client.name} at ${instant(expired)}`, "history before its version was compacted: it lists anew"] };
  const list = client.lists.find((candidate) => at >= candidate.at - near / 2 && at <= candidate.at + candidate.took + near / 2);
  if (list !== undefined) {
    return { title: `list of ${client.resource}`, colour: "list", lines: [plural(list.items, "item"), `at revision ${list.resourceVersion}`, `${instant(list.at)}, took ${duration(list.took)}`] };
  }
  const stream = client.streams.findLast((candidate) => at >= candidate.from && at <= candidate.to);
  if (stream === undefined) return { title: "no stream", colour: "faint", lines: [`${client.name} at ${instant(at)}`] };
  return {
    title: stream.kind === "watchList" ? "watch with initial list" : "watch",
    colour: `end-${stream.end}`,
    lines: [ENDS[/** @type {keyof typeof ENDS} */ (stream.end)], stream.said, `${instant(stream.from)} – ${instant(stream.to)} (${duration(stream.to - stream.from)})`],
  };
}

/** @param {Client} client @param {Pointer} pointer @returns {Finding | null} */
function inspectStaleness({ name, staleness }, { at }) {
  const behind = behindAt(staleness, at);
  return { title: behind === 0 ? "up to date" : `${duration(behind)} behind`, colour: behind === 0 ? "faint" : "stale", lines: [`${name} at ${instant(at)}`] };
}

/** @param {Float64Array} sorted @param {number} value */
function nearestTo(sorted, value) {
  const after = lowerBound(sorted, value);
  if (after === 0) return sorted.length === 0 ? -1 : 0;
  if (after === sorted.length) return after - 1;
  return value - sorted[after - 1] <= sorted[after] - value ? after - 1 : after;
}
