/** How a stream ended, as the picture colours it. */
export type StreamEnd = "open" | "clean" | "expired" | "broken" | "silent" | "refused";

/** Whole words of an end's text, the first rule that matches wins. */
const rules: readonly (readonly [RegExp, StreamEnd])[] = [
  [/\b(expired|gone|410|too ?old)\b/i, "expired"],
  [/\b(silen(t|ce|ced)|half-?open|stall(ed)?)\b/i, "silent"],
  [/\b(refused|unavailable|429|50[0-9]|too ?many)\b/i, "refused"],
  [/\b(drop(ped)?|reset|broken|cut|truncated?|unexpected ?eof|crash(ed)?|restart(ed)?|go ?away|partition(ed)?|error|decode)\b/i, "broken"],
  [/\b(open|running|stop(ped)?|closed by client|cancel(l?ed)?)\b/i, "open"],
];

/** Sorts an end's text into one of six; what no rule knows is a clean end (a timeout, an end of file). */
export function streamEnd(text: string): StreamEnd {
  for (const [pattern, end] of rules) if (pattern.test(text)) return end;
  return "clean";
}
