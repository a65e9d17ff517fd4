/**
 * Events on a lane, counted per pixel column in time that depends on the width of the screen and not on the number of events:
 * the index of a column's first event is a binary search, and counts by type are differences of running sums.
 */

/** Index of the first value at or above `value` in a sorted array. @param {Float64Array} sorted @param {number} value */
export function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For each type, how many events of it lie before each index. @param {Uint8Array} types @param {number} kinds */
export function runningCounts(types, kinds) {
  const sums = Array.from({ length: kinds }, () => new Uint32Array(types.length + 1));
  for (let i = 0; i < types.length; i++) {
    for (let kind = 0; kind < kinds; kind++) {
      const sum = sums[kind];
      sum[i + 1] = sum[i] + (types[i] === kind ? 1 : 0);
    }
  }
  return sums;
}

/**
 * Calls `draw(column, from, to)` for every column that holds events [from, to).
 * @param {Float64Array} times
 * @param {{ from: number, to: number }} view
 * @param {number} columns
 * @param {(column: number, from: number, to: number) => void} draw
 */
export function eachColumn(times, view, columns, draw) {
  const perColumn = (view.to - view.from) / columns;
  let at = lowerBound(times, view.from);
  while (at < times.length) {
    const column = Math.floor((times[at] - view.from) / perColumn);
    if (column >= columns) return;
    const end = Math.max(at + 1, lowerBound(times, view.from + (column + 1) * perColumn));
    draw(column, at, end);
    at = end;
  }
}

/** The largest value of any range, from maxima of blocks. @param {Float64Array} values */
export function maximaOf(values) {
  const BLOCK = 128;
  const blocks = new Float64Array(Math.ceil(values.length / BLOCK));
  for (let i = 0; i < values.length; i++) {
    const block = Math.floor(i / BLOCK);
    blocks[block] = Math.max(blocks[block], values[i]);
  }
  /** @param {number} from @param {number} to */
  return (from, to) => {
    let most = 0;
    let i = from;
    while (i < to) {
      if (i % BLOCK === 0 && i + BLOCK <= to) {
        most = Math.max(most, blocks[i / BLOCK]);
        i += BLOCK;
      } else {
        most = Math.max(most, values[i]);
        i += 1;
      }
    }
    return most;
  };
}
