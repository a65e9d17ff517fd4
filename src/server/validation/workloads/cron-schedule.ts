import { durationProblem } from "../../../wire/index.ts";
import { timeZoneNames } from "./time-zones.ts";

/**
 * Why a text is no schedule, in the words of Go's cron; undefined when it is one.
 *
 * @source github.com/robfig/cron v3 parser.go ParseStandard; kubernetes pkg/util/parsers ParseCronScheduleWithPanicRecovery
 */
export function scheduleProblem(schedule: string): string | undefined {
  let text = schedule;
  if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
    const end = text.indexOf(" ");
    if (end < 0) return "invalid schedule format: runtime error: slice bounds out of range [:-1]";
    const zone = text.slice(text.indexOf("=") + 1, end);
    if (!isTimeZone(zone)) return `provided bad location ${zone}: unknown time zone ${zone}`;
    text = text.slice(end).trim();
  }
  if (text.startsWith("@")) return descriptorProblem(text);
  const fields = text.split(/\s+/).filter((each) => each !== "");
  if (fields.length !== bounds.length) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [i, field] of fields.entries()) {
    for (const range of field.split(",")) {
      const problem = range === "" ? undefined : rangeProblem(range, bounds[i]!);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Numbers by their names. */
  readonly names: readonly string[];
}

const unnamed: readonly string[] = [];

const bounds: readonly Bounds[] = [
  { min: 0, max: 59, names: unnamed },
  { min: 0, max: 23, names: unnamed },
  { min: 1, max: 31, names: unnamed },
  { min: 1, max: 12, names: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] },
  { min: 0, max: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const descriptors: ReadonlySet<string> = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);
const EVERY = "@every ";

function descriptorProblem(text: string): string | undefined {
  if (descriptors.has(text)) return undefined;
  if (!text.startsWith(EVERY)) return `unrecognized descriptor: ${text}`;
  const span = text.slice(EVERY.length);
  const problem = span === "" ? 'time: invalid duration ""' : durationProblem(span);
  return problem === undefined ? undefined : `failed to parse duration ${text}: ${problem}`;
}

function rangeProblem(text: string, { min, max, names }: Bounds): string | undefined {
  const [range = "", step, ...more] = text.split("/");
  const [low = "", high, ...hyphens] = range.split("-");
  const all = low === "*" || low === "?";
  const start = all ? min : numberOf(low, names);
  if (typeof start === "string") return start;
  if (!all && hyphens.length > 0) return `too many hyphens: ${text}`;
  const last = all ? max : high === undefined ? start : numberOf(high, names);
  if (typeof last === "string") return last;
  if (more.length > 0) return `too many slashes: ${text}`;
  const every = step === undefined ? 1 : numberOf(step, unnamed);
  if (typeof every === "string") return every;
  const end = step !== undefined && high === undefined ? max : last;
  if (start < min) return `beginning of range (${start}) below minimum (${min}): ${text}`;
  if (end > max) return `end of range (${end}) above maximum (${max}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return every === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

const MAX_INT = 2n ** 63n - 1n;

/** Or why it is none. */
function numberOf(text: string, names: readonly string[]): number | string {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  const failed = `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: `;
  if (!/^[-+]?[0-9]+$/.test(text)) return `${failed}invalid syntax`;
  const value = BigInt(text.replace(/^\+/, ""));
  if (value > MAX_INT || value < -MAX_INT - 1n) return `${failed}value out of range`;
  return value < 0n ? `negative number (${value}) not allowed: ${text}` : Number(value);
}

/** By the names of the time zone database, whose case counts. @source go src/time/zoneinfo.go LoadLocation */
export function isTimeZone(name: string): boolean {
  return name === "" || name === "Local" || timeZoneNames.has(name);
}
