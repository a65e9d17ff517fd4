/** @typedef {import("./run.js").FaultMark} FaultMark @typedef {{ fault: FaultMark, row: number, labelled: boolean }[]} Placed */

/**
 * Puts faults in rows so that no mark or label covers another. What finds no room goes into a
 * last row without labels.
 *
 * @param {FaultMark[]} faults ordered by `at`
 * @param {(micros: number) => number} x
 * @param {(name: string) => number} widthOf
 * @param {number} most rows
 * @returns {{ rows: number, placed: Placed }}
 */
export function placeFaults(faults, x, widthOf, most) {
  /** @type {number[]} */
  const ends = [];
  let crowded = false;
  const placed = faults.map((fault) => {
    const from = x(fault.at);
    const to = Math.max(x(fault.until ?? fault.at) + 6, from + 16 + widthOf(fault.name));
    const free = ends.findIndex((end) => end <= from);
    if (free === -1 && ends.length === most - 1) {
      crowded = true;
      return { fault, row: most - 1, labelled: false };
    }
    const row = free === -1 ? ends.length : free;
    ends[row] = to;
    return { fault, row, labelled: true };
  });
  return { rows: crowded ? most : Math.max(1, ends.length), placed };
}
