/**
 * Why Go's time.ParseDuration would refuse a text; undefined when it would not, or when there is none.
 *
 * @source go time/format.go ParseDuration
 * @limits spans beyond 64 bits of nanoseconds are let pass
 */
export function durationProblem(text: string): string | undefined {
  if (text === "") return undefined;
  let rest = text.replace(/^[-+]/, "");
  if (rest === "0") return undefined;
  const quoted = JSON.stringify(text);
  if (rest === "") return `time: invalid duration ${quoted}`;
  while (rest !== "") {
    const number = /^(?:\d+(?:\.\d*)?|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return `time: invalid duration ${quoted}`;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? "";
    if (unit === "") return `time: missing unit in duration ${quoted}`;
    if (!units.has(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    rest = rest.slice(unit.length);
  }
  return undefined;
}

const units: ReadonlySet<string> = new Set(["ns", "us", "µs", "μs", "ms", "s", "m", "h"]);
