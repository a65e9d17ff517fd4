import { lowerBound, maximaOf } from "./density.js";

/**
 * How far a client lags over time. The record has it as points. From one to the next a client that is behind falls further
 * behind with every moment; short lags are left out of the record, so that a small rest at a point is caught up soon after it
 * unless the next point goes on where it would lead.
 *
 * @typedef {{ time: Float64Array, after: Float64Array, most: (from: number, to: number) => number }} Staleness
 */

/** Microseconds: recoveries from shorter lags are not in the record. */
const LEFT_OUT = 250_000;

/** @param {Float64Array} time @param {Float64Array} behind @returns {Staleness} */
export function stalenessOf(time, behind) {
  const rises = (/** @type {number} */ i) => behind[i] >= LEFT_OUT || (i + 1 < time.length && behind[i + 1] - behind[i] === time[i + 1] - time[i]);
  const after = behind.map((value, i) => (rises(i) ? value : -1));
  const peaks = after.map((value, i) => Math.max(value, 0, i > 0 && after[i - 1] >= 0 ? after[i - 1] + time[i] - time[i - 1] : 0));
  return { time, after, most: maximaOf(peaks) };
}

/** @param {Staleness} staleness @param {number} at */
export function behindAt({ time, after }, at) {
  const last = lowerBound(time, at + 1) - 1;
  return last < 0 || after[last] < 0 ? 0 : after[last] + at - time[last];
}
