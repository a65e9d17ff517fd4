import { compileRe2 } from "../../api/index.ts";

/**
 * The formats of texts, by their names without dashes.
 *
 * @source kube-openapi pkg/validation/strfmt (default.go, time.go, date.go, duration.go, bson.go, kubernetes-extensions.go),
 *   pkg/internal/third_party/govalidator; go net/url, net/mail, net
 * @limits of mail addresses, comments and groups are not known; of durations, sums beyond 290 years are taken
 */
export const textFormats: { readonly [format: string]: (text: string) => boolean } = {
  bsonobjectid: matching("^[0-9A-Fa-f]{24}$"),
  uri: isRequestUri,
  email: isAddress,
  hostname: isHostname,
  ipv4: (text) => text.includes(".") && isAddressOfInternet(text, true),
  ipv6: (text) => text.includes(":") && isAddressOfInternet(text, false),
  cidr: isCidr,
  mac: matching("^(?:[0-9A-Fa-f]{2}(?:(?:-[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){7}|(?:-[0-9A-Fa-f]{2}){19}|(?::[0-9A-Fa-f]{2}){5}|(?::[0-9A-Fa-f]{2}){7}|(?::[0-9A-Fa-f]{2}){19})|[0-9A-Fa-f]{4}(?:(?:\\.[0-9A-Fa-f]{4}){2}|(?:\\.[0-9A-Fa-f]{4}){3}|(?:\\.[0-9A-Fa-f]{4}){9}))$"),
  uuid: matching("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$"),
  uuid3: matching("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$"),
  uuid4: matching("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"),
  uuid5: matching("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$"),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: matching("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
  rgbcolor: matching("^rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)$"),
  byte: matching("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  k8sshortname: (text) => text.length <= 63 && shortName(text),
  k8slongname: (text) => text.length <= 253 && longName(text),
};

/** Compiled when a text is first held against it. */
function matching(pattern: string): (text: string) => boolean {
  let matches: ((text: string) => boolean) | undefined;
  return (text) => {
    if (matches === undefined) {
      const compiled = compileRe2(pattern);
      if (compiled.kind === "problem") throw new Error(compiled.message);
      matches = (each) => compiled.regexp.matches(each);
    }
    return matches(text);
  };
}

const shortName = matching("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");
const longName = matching("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$");
const hostLabels = matching(
  "^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$",
);

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function isHostname(text: string): boolean {
  return hostLabels(text) && bytes(text) <= 255 && text.split(".").every((label) => bytes(label) <= 63);
}

/** @param sloppy leading zeros are allowed, as Go once did */
function isV4(text: string, sloppy: boolean): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255 && (sloppy || part === "0" || !part.startsWith("0")));
}

/** @source go src/net/netip/netip.go parseIPv6; k8s.io/utils/internal/third_party/forked/golang/net/ip.go */
function isAddressOfInternet(text: string, sloppy: boolean): boolean {
  if (!text.includes(":")) return isV4(text, sloppy);
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const mapped = last.includes(".") && !text.endsWith("::");
  if (mapped && !isV4(last, sloppy)) return false;
  const plain = mapped ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  const count = plain.length + (mapped ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

function isCidr(text: string): boolean {
  const [address = "", length = "", ...more] = text.split("/");
  if (more.length > 0 || !/^\d+$/.test(length) || !isAddressOfInternet(address, true)) return false;
  return Number(length) <= (address.includes(":") ? 128 : 32);
}

/** @source go src/net/url/url.go ParseRequestURI */
function isRequestUri(text: string): boolean {
  if (text === "*") return true;
  for (const c of text) if (c < " " || c === "\x7f") return false;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)?.[0] ?? "";
  if (text === "" || text.startsWith(":")) return false;
  const [rest = ""] = text.slice(scheme.length).split("?", 1);
  if (!rest.startsWith("/")) return scheme !== "";
  if (scheme === "" || !rest.startsWith("//")) return isEscaped(rest);
  const [, authority = "", path = ""] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const user = authority.slice(0, Math.max(0, authority.lastIndexOf("@")));
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || !isEscaped(user)) return false;
  return isHost(host) && isEscaped(path);
}

function isHost(host: string): boolean {
  const port = /(?<=[^:\]]|^|\]):([^:]*)$/.exec(host.startsWith("[") ? host.slice(host.lastIndexOf("]")) : host);
  if (port !== null && !/^\d*$/.test(port[1] ?? "")) return false;
  if (host.startsWith("[") && !/^\[[^\]]*\](?::\d*)?$/.test(host)) return false;
  return !/[ \\^`{|}#/?]/.test(host) && /^(?:[^%]|%[89A-Fa-f][0-9A-Fa-f]|%25)*$/.test(host);
}

function isEscaped(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

/** @source go src/net/mail/message.go ParseAddress */
function isAddress(text: string): boolean {
  const trimmed = text.trim();
  const named = /^(?:"(?:[^"\\]|\\.)*"|[^"<>@,:;()[\]\\]*)\s*<([^<>]*)>$/s.exec(trimmed);
  const address = named === null ? trimmed : (named[1] ?? "");
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
  const isAtom = (part: string): boolean => part !== "" && !part.startsWith(".") && !part.endsWith(".") && !part.includes("..") && /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.\u0080-\uffff]+$/.test(part);
  return at > 0 && (isAtom(local) || /^"(?:[^"\\\r\n]|\\.)*"$/.test(local)) && (isAtom(domain) || /^\[[^[\]]*\]$/.test(domain));
}

function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === "" || Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return false;
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  return Number(day) <= (Number(month) === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(Number(month)) ? 30 : 31);
}

function isDateTime(text: string): boolean {
  const [date = "", time] = text.toLowerCase().split("t");
  if (time === undefined || !isDate(date)) return false;
  const parts = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time);
  return parts !== null && (parts[1] as string) <= "23" && (parts[2] as string) <= "59" && (parts[3] as string) <= "59";
}

/** Go's durations, and Scala's: "22 ns", "1 week". */
function isDuration(text: string): boolean {
  if (/^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  for (const [, , unit = ""] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    const lower = unit.toLowerCase();
    if (units.some((variants) => variants.includes(lower) || lower.startsWith(variants.at(-1) as string))) return true;
  }
  return false;
}

const units: readonly (readonly string[])[] = [
  ["ns", "nano"], ["us", "µs", "micro"], ["ms", "milli"], ["s", "sec"], ["m", "min"], ["h", "hr", "hour"], ["d", "day"], ["w", "wk", "week"],
];

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, "");
  if (!/^(?:\d{9}X|\d{10})$/.test(digits)) return false;
  return Array.from(digits).reduce((sum, digit, i) => sum + (i + 1) * (digit === "X" ? 10 : Number(digit)), 0) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, "");
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = Array.from(digits.slice(0, 12)).reduce((all, digit, i) => all + (i % 2 === 0 ? 1 : 3) * Number(digit), 0);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

const cards = matching("^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\\d{3})\\d{11})$");

/** @source Luhn's sum */
function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, "");
  if (!cards(digits)) return false;
  const sum = Array.from(digits).reverse().reduce((all, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return all + (value >= 10 ? (value % 10) + 1 : value);
  }, 0);
  return sum % 10 === 0;
}
