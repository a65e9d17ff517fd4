/** The stretch of virtual time on the screen, and how it moves. Times are microseconds; a view is replaced, never changed. */

/** @typedef {{ from: number, to: number }} View */

/** The closest look: pixels a microsecond wide would show nothing that is not there already. */
const SHORTEST = 500;

/** Keeps a view within the run, without changing its length unless it is too long or too short. @param {View} view @param {number} lasts @returns {View} */
export function clamp(view, lasts) {
  const length = Math.min(Math.max(view.to - view.from, SHORTEST), lasts);
  const from = Math.min(Math.max(view.from, 0), lasts - length);
  return { from, to: from + length };
}

/** Zooms so that the instant `at` stays where it is. @param {View} view @param {number} at @param {number} factor above 1 looks closer @param {number} lasts */
export function zoom(view, at, factor, lasts) {
  const length = Math.min(Math.max((view.to - view.from) / factor, SHORTEST), lasts);
  const share = (at - view.from) / (view.to - view.from);
  return clamp({ from: at - share * length, to: at + (1 - share) * length }, lasts);
}

/** @param {View} view @param {number} by microseconds @param {number} lasts */
export function pan(view, by, lasts) {
  return clamp({ from: view.from + by, to: view.to + by }, lasts);
}

/** Steps of an axis people can count in: 1, 2, 5 of anything below a minute, then clock steps. */
const STEPS = [
  ...[1, 10, 100, 1e3, 1e4, 1e5, 1e6].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  1e7, 1.5e7, 3e7, 6e7, 1.2e8, 3e8, 6e8, 9e8, 1.8e9, 3.6e9, 7.2e9, 1.08e10, 2.16e10, 4.32e10, 8.64e10,
];

/** The axis: instants at a step that leaves at least `room` pixels between two of them. @param {View} view @param {number} width @param {number} room */
export function ticks(view, width, room) {
  const least = ((view.to - view.from) * room) / width;
  const step = STEPS.find((candidate) => candidate >= least) ?? least;
  const at = [];
  for (let i = Math.ceil(view.from / step); i * step <= view.to; i++) at.push(i * step);
  return { step, at };
}
