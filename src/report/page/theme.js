/** Colours live in the style sheet, where light and dark are told apart; the canvases read them from there. */

const NAMES = [
  "ink", "soft", "faint", "line", "ground", "panel", "lane", "accent",
  "added", "modified", "deleted", "bookmark", "stale", "list", "fault", "fault-band", "law",
  "end-open", "end-clean", "end-expired", "end-broken", "end-silent", "end-refused",
];

/** @returns {Record<string, string>} */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}
