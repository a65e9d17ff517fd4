import type { Json, JsonObject } from "../../api/index.ts";

/** A value as Go's "%v" prints it: maps by their keys' order, without quotes. @source go src/fmt/print.go */
export function goText(value: Json): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(goText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const map = value as JsonObject;
  return `map[${Object.keys(map).sort().map((key) => `${key}:${goText(map[key] as Json)}`).join(" ")}]`;
}
