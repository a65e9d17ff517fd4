/** Differences between recorded and seen, as "path: recorded → seen". The only comparator of conformance recordings. */
export function differences(want: unknown, got: unknown, ignore: readonly string[] = [], path = "", found: string[] = []): readonly string[] {
  if (ignore.some((suffix) => path.endsWith(suffix)) || /columnDefinitions\[\d+\]\.description$/.test(path)) return found;
  if (Array.isArray(want) && Array.isArray(got)) {
    for (let i = 0; i < Math.max(want.length, got.length); i += 1) differences(want[i], got[i], ignore, `${path}[${i}]`, found);
    return found;
  }
  if (isObject(want) && isObject(got)) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      differences(want[key], got[key], ignore, path === "" ? key : `${path}.${key}`, found);
    }
    return found;
  }
  if (loose(path, want) !== loose(path, got)) found.push(`${path}: ${short(want)} → ${short(got)}`);
  return found;
}

/** A version between two of the scenario compares equal to the lower one, where upstream quotes whatever is current. */
function loose(path: string, value: unknown): unknown {
  if (typeof value !== "string" || !/metadata\.resourceVersion$|metadata\.annotations|message$/.test(path)) return value;
  return value.replace(/\b(rv\d+)\+/g, "$1");
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
