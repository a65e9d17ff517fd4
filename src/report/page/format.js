/**
 * Spans, instants, bytes and counts as people read them. Times are microseconds. The command and the page share this file, so
 * that a number reads the same in a terminal and in the picture.
 */

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Three significant digits at most, no trailing zeros: 1.5, 12.3, 250. @param {number} value */
function short(value) {
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** A span: "850 µs", "12.3 ms", "4.2 s", "3m 05s", "2h 04m". @param {number} micros @returns {string} */
export function duration(micros) {
  if (micros < 0) return `-${duration(-micros)}`;
  if (micros < 1_000) return `${Math.round(micros)} µs`;
  if (micros < 999_500) return `${short(micros / 1_000)} ms`;
  if (micros < 59.95 * SECOND) return `${short(micros / SECOND)} s`;
  const seconds = Math.round(micros / SECOND);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}

/**
 * An instant since the start, cut (never rounded) to what `step` tells apart: "1:23", "1:23.45", "1:23.456789", "1:02:03".
 * @param {number} micros since the start
 * @param {number} step the smallest difference that matters; by default a millisecond
 * @returns {string}
 */
export function instant(micros, step = 1_000) {
  if (micros < 0) return `-${instant(-micros, step)}`;
  const whole = Math.floor(micros);
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const seconds = Math.floor((whole % MINUTE) / SECOND);
  const clock = hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
  const digits = step >= SECOND ? 0 : Math.min(6, Math.ceil(6 - Math.log10(Math.max(step, 1))));
  if (digits === 0) return clock;
  return `${clock}.${String(whole % SECOND).padStart(6, "0").slice(0, digits)}`;
}

/** "812 B", "1.4 kB", "23.5 MB": powers of 1000. @param {number} count */
export function bytes(count) {
  if (count < 1_000) return `${count} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = count / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${short(value)} ${units[unit]}`;
}

/** Whole numbers with thousands set apart: "1,453". @param {number} value */
export function count(value) {
  const digits = String(Math.abs(Math.round(value)));
  return (value < 0 ? "-" : "") + digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 list", "2 lists", "3 watches". @param {number} value @param {string} one @param {string} many */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** @param {number} value */
function pad(value) {
  return String(value).padStart(2, "0");
}
