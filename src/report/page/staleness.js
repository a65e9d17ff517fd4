import { lowerBound, maximaOf } from "./density.js";

/**
 * How far a client lags over time. The record has it as points; between two of them a client that is behind falls further
 * behind with every moment, and one that is not is not.
 *
 * @typedef {{ time: Float64Array, behind: Float64Array, most: (from: number, to: number) => number }} Staleness
 */

/** @param {Float64Array} time @param {Float64Array} behind @returns {Staleness} */
export function stalenessOf(time, behind) {
  const peaks = behind.map((after, i) => (i > 0 && behind[i - 1] > 0 ? Math.max(after, behind[i - 1] + time[i] - time[i - 1]) : after));
  return { time, behind, most: maximaOf(peaks) };
}

/** @param {Staleness} staleness @param {number} at */
export function behindAt({ time, behind }, at) {
  const next = lowerBound(time, at + 1);
  if (next === 0) return 0;
  const since = at - time[next - 1];
  if (behind[next - 1] > 0) return behind[next - 1] + since;
  if (next === time.length || behind[next] === 0) return 0;
  return (behind[next] * since) / (time[next] - time[next - 1]);
}
