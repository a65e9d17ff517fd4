/**
 * RFC 3339 without Date: the core may not read clocks, and this is all it needs of calendars.
 * Days are counted as in Howard Hinnant's "chrono-compatible low-level date algorithms".
 */
const DAY = 86_400;

/** Whole seconds, UTC: "2000-01-01T00:00:00Z". Fractions are cut. @param wall microseconds since 1970 */
export function rfc3339(wall: number): string {
  const seconds = Math.floor(wall / 1_000_000);
  if (seconds !== last.seconds) last = { seconds, text: `${dateText(seconds)}T${timeText(seconds)}Z` };
  return last.text;
}

/** What is written within one second carries one text. */
let last = { seconds: 0, text: "1970-01-01T00:00:00Z" };

/** With six digits of a second, as metav1.MicroTime. */
export function rfc3339Micro(wall: number): string {
  const seconds = Math.floor(wall / 1_000_000);
  return `${dateText(seconds)}T${timeText(seconds)}.${String(wall - seconds * 1_000_000).padStart(6, "0")}Z`;
}

/** Microseconds since 1970 of an RFC 3339 time; finer fractions are cut. Undefined when it is none. */
export function parseRfc3339(text: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60) return undefined;
  const micros = Number((parts[7] ?? "").slice(0, 6).padEnd(6, "0"));
  const offset = (parts[8] === "-" ? -1 : 1) * (Number(parts[9] ?? 0) * 3600 + Number(parts[10] ?? 0) * 60);
  return (daysFromCivil(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset) * 1_000_000 + micros;
}

function dateText(seconds: number): string {
  const days = Math.floor(seconds / DAY) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

function timeText(seconds: number): string {
  const ofDay = ((seconds % DAY) + DAY) % DAY;
  return `${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}`;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear - 719_468;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
