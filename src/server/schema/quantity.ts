/**
 * The canonical text of a quantity, as a server stores it; undefined when it is none.
 *
 * @source apimachinery pkg/api/resource/quantity.go (ParseQuantity, CanonicalizeBytes), suffix.go
 */
export function canonicalQuantity(value: string | number): string | undefined {
  const text = typeof value === "number" ? String(value) : value.trim();
  let known = canonical.get(text);
  if (known === undefined) {
    known = quantityText(text);
    if (known === undefined) return undefined;
    if (canonical.size >= REMEMBERED) canonical.clear();
    canonical.set(text, known);
  }
  return known;
}

/** What a quantity is worth, in billionths. @param value one that a server stores; what is none counts as nothing */
export function quantityNanos(value: string): bigint {
  let known = worth.get(value);
  if (known === undefined) {
    known = /^\d{1,15}$/.test(value) ? BigInt(value) * UNIT : (parsed(value)?.nanos ?? 0n);
    if (worth.size >= REMEMBERED) worth.clear();
    worth.set(value, known);
  }
  return known;
}

/** The canonical text of a worth, written as another quantity is. @param like one that a server stores */
export function quantityLike(nanos: bigint, like: string): string {
  return shown(nanos, parsed(like)?.format ?? "decimal");
}

const THOUSANDTH = 1_000_000n;

/** Rounded up to thousandths. @param value in canonical form @source apimachinery pkg/api/resource/quantity.go RoundUp */
export function inThousandths(value: string): string {
  const end = value[value.length - 1];
  if (end !== "n" && end !== "u") return value;
  const nanos = quantityNanos(value);
  const more = nanos % THOUSANDTH;
  return more === 0n ? value : quantityLike(more < 0n ? nanos - more - THOUSANDTH : nanos - more + THOUSANDTH, value);
}

/** Few quantities occur often. */
const canonical = new Map<string, string>();
const worth = new Map<string, bigint>();
const REMEMBERED = 4096;

const form = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*)([+-]?\d*)$/;
const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Why Go refuses a text, in its words. */
export function quantityProblem(text: string): string {
  const trimmed = text.trim();
  const parts = form.exec(trimmed);
  if (parts === null || trimmed === "" || `${parts[2]}${parts[3] ?? ""}` === "") {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  return "unable to parse quantity's suffix";
}

type Format = "decimal" | "binary" | "exponent";

interface Parsed {
  readonly nanos: bigint;
  readonly format: Format;
  /** Already as Go would write it, or at least so that Go does not look closer. */
  readonly kept: boolean;
}

function quantityText(text: string): string | undefined {
  if (text === "0") return text;
  const number = parsed(text);
  if (number === undefined) return undefined;
  return number.kept ? text : shown(number.nanos, number.format);
}

const NANO = 9;

function parsed(text: string): Parsed | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, sign = "", whole = "", fraction = "", letters = "", digits = ""] = parts;
  if (whole + fraction === "") return undefined;
  const num = whole.replace(/^0+/, "") || "0";
  const unsigned = BigInt(num + fraction);
  const scale = suffixOf(letters, digits);
  if (scale === undefined) return undefined;
  const [base, exponent, format] = scale;
  const tens = NANO - fraction.length + (base === 10 ? exponent : 0);
  let nanos = base === 2 ? unsigned << BigInt(exponent) : unsigned;
  nanos = tens >= 0 ? nanos * 10n ** BigInt(tens) : roundedUp(nanos, 10n ** BigInt(-tens));
  const shifted = num + fraction;
  const kept =
    format === "binary"
      ? fraction === "" && exponent % 10 === 0 && (unsigned & 7n) !== 0n
      : (exponent - fraction.length) % 3 === 0 && exponent - fraction.length >= -NANO && shifted.length < 18 && !shifted.endsWith("000") && !shifted.startsWith("0");
  return { nanos: sign === "-" ? -nanos : nanos, format, kept };
}

/** Base, its exponent, and how the quantity is written. */
function suffixOf(letters: string, digits: string): readonly [2 | 10, number, Format] | undefined {
  if (letters === "" && digits !== "") return undefined;
  if (digits !== "") return letters === "e" || letters === "E" ? [10, Number(digits), "exponent"] : undefined;
  const ten = decimal.indexOf(letters);
  if (ten >= 0) return [10, ten * 3 - NANO, "decimal"];
  const two = binary.indexOf(letters);
  return two >= 0 ? [2, two * 10, "binary"] : undefined;
}

function roundedUp(value: bigint, by: bigint): bigint {
  return value % by === 0n ? value / by : value / by + 1n;
}

const UNIT = 10n ** 9n;

function shown(nanos: bigint, format: Format): string {
  if (nanos === 0n) return "0";
  const size = nanos < 0n ? -nanos : nanos;
  if (format === "binary" && size >= 1024n * UNIT && nanos % UNIT === 0n) {
    let units = nanos / UNIT;
    let power = 0;
    while (units % 1024n === 0n && power < binary.length - 1) {
      units /= 1024n;
      power += 1;
    }
    return `${units}${binary[power]}`;
  }
  let units = nanos;
  let power = 0;
  while (units % 1000n === 0n && power < decimal.length - 1) {
    units /= 1000n;
    power += 1;
  }
  if (format !== "exponent") return `${units}${decimal[power]}`;
  const exponent = power * 3 - NANO;
  return exponent === 0 ? String(units) : `${units}e${exponent}`;
}
