/** Or why the text names no indexes: intervals in order, such as "1,3-5". @source kubernetes pkg/apis/batch/validation/validation.go validateIndexesFormat */
export function indexes(text: string, completions: number): { readonly total: number; readonly intervals: readonly (readonly [number, number])[] } | string {
  const intervals: (readonly [number, number])[] = [];
  let total = 0;
  let last: number | undefined;
  for (const part of text === "" ? [] : text.split(",")) {
    const limits = part.split("-");
    if (limits.length > 2) return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    const [from, to] = [indexOf(limits[0] ?? "", completions), limits[1] === undefined ? undefined : indexOf(limits[1], completions)];
    if (typeof from === "string") return from;
    if (typeof to === "string") return to;
    if (to !== undefined && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
    if (last !== undefined && last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    last = to ?? from;
    total += last - from + 1;
    intervals.push([from, last]);
  }
  return { total, intervals };
}

function indexOf(text: string, completions: number): number | string {
  if (!/^[-+]?[0-9]+$/.test(text)) return `cannot convert string to integer for index: ${JSON.stringify(text)}`;
  return Number(text) >= completions ? `too large index: ${JSON.stringify(text)}` : Number(text);
}
