/**
 * Which texts may name things, with the explanation the server gives when one may not.
 *
 * @source apimachinery pkg/util/validation/validation.go
 */
const QUALIFIED_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
  "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const RFC1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric " +
  "character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const NO_DOTS = "must not contain dots";

/** Names count characters, labels bytes. */
function tooLong(limit: number, unit: "bytes" | "characters"): string {
  return `must be no more than ${limit} ${unit}`;
}

/** All of these give what is wrong, and nothing when the text will do. */
export type NameRule = (text: string) => readonly string[];

export const subdomainProblems: NameRule = (text) => {
  if (text.length <= 253 && isSubdomain(text)) return NONE;
  return [...(text.length > 253 ? [tooLong(253, "characters")] : []), ...(isSubdomain(text) ? [] : [SUBDOMAIN_TEXT])];
};

export const labelProblems: NameRule = (text) => {
  const fits = isDnsLabel(text, 0, text.length);
  if (text.length <= 63 && fits) return NONE;
  return [...(text.length > 63 ? [tooLong(63, "characters")] : []), ...(fits ? [] : [isSubdomain(text) ? NO_DOTS : LABEL_TEXT])];
};

/** A label that begins with a letter. */
export const rfc1035Problems: NameRule = (text) => {
  const fits = isDnsLabel(text, 0, text.length) && !/^[0-9]/.test(text);
  if (text.length <= 63 && fits) return NONE;
  return [...(text.length > 63 ? [tooLong(63, "characters")] : []), ...(fits ? [] : [RFC1035_TEXT])];
};

/** Whatever can stand as one segment of a path. */
export const pathSegmentProblems: NameRule = (text) => {
  if (text === "." || text === "..") return [`may not be '${text}'`];
  return [...(text.includes("/") ? ["may not contain '/'"] : []), ...(text.includes("%") ? ["may not contain '%'"] : [])];
};

/** `[prefix/]name`: keys of labels and annotations, finalizers. */
export const qualifiedNameProblems: NameRule = (text) => {
  if (text.length <= 63 && isQualified(text)) return NONE;
  const parts = text.split("/");
  if (parts.length > 2) {
    return [`a valid label key ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const [prefix, name] = parts.length === 2 ? (parts as [string, string]) : [undefined, parts[0] as string];
  const problems: string[] = [];
  if (prefix === "") problems.push("prefix part must be non-empty");
  else if (prefix !== undefined) problems.push(...subdomainProblems(prefix).map((p) => `prefix part ${p}`));
  if (name === "") problems.push("name part must be non-empty");
  else if (name.length > 63) problems.push(`name part ${tooLong(63, "bytes")}`);
  if (!isQualified(name)) problems.push(`name part ${QUALIFIED_TEXT}`);
  return problems;
};

export const labelValueProblems: NameRule = (text) => {
  const fits = text === "" || isQualified(text);
  if (text.length <= 63 && fits) return NONE;
  return [...(text.length > 63 ? [tooLong(63, "bytes")] : []), ...(fits ? [] : [VALUE_TEXT])];
};

const NONE: readonly string[] = Object.freeze([]);

const LOWER_OR_DIGIT = 1;
const UPPER = 2;
const DASH = 4;
const DOT = 8;
const UNDERSCORE = 16;
const ALPHANUMERIC = LOWER_OR_DIGIT | UPPER;

/** What each ASCII character is to a name: every write looks at its names, and a table is quicker than expressions. */
const classes: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z0-9]/.test(character)) return LOWER_OR_DIGIT;
  if (/[A-Z]/.test(character)) return UPPER;
  return character === "-" ? DASH : character === "." ? DOT : character === "_" ? UNDERSCORE : 0;
});

function classAt(text: string, at: number): number {
  return classes[text.charCodeAt(at)] ?? 0;
}

/** Alphanumeric at both ends. */
function isQualified(text: string): boolean {
  const last = text.length - 1;
  if (last < 0 || (classAt(text, 0) & ALPHANUMERIC) === 0 || (classAt(text, last) & ALPHANUMERIC) === 0) return false;
  for (let i = 1; i < last; i += 1) if (classAt(text, i) === 0) return false;
  return true;
}

function isSubdomain(text: string): boolean {
  for (let from = 0; ; ) {
    const dot = text.indexOf(".", from);
    if (!isDnsLabel(text, from, dot < 0 ? text.length : dot)) return false;
    if (dot < 0) return true;
    from = dot + 1;
  }
}

/** The part of a text from one place to before another. */
function isDnsLabel(text: string, from: number, to: number): boolean {
  if (to <= from || classAt(text, from) !== LOWER_OR_DIGIT || classAt(text, to - 1) !== LOWER_OR_DIGIT) return false;
  for (let i = from + 1; i < to - 1; i += 1) if ((classAt(text, i) & (LOWER_OR_DIGIT | DASH)) === 0) return false;
  return true;
}
