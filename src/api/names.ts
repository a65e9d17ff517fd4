/**
 * Which texts may name things, with the explanation the server gives when one may not.
 *
 * @source apimachinery pkg/util/validation/validation.go
 */
const qualifiedName = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

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

const NO_DOTS = "must not contain dots";

/** Names count characters, labels bytes. */
function tooLong(limit: number, unit: "bytes" | "characters"): string {
  return `must be no more than ${limit} ${unit}`;
}

/** All of these give what is wrong, and nothing when the text will do. */
export type NameRule = (text: string) => readonly string[];

export const subdomainProblems: NameRule = (text) => [
  ...(text.length > 253 ? [tooLong(253, "characters")] : []),
  ...(subdomain.test(text) ? [] : [SUBDOMAIN_TEXT]),
];

export const labelProblems: NameRule = (text) => [
  ...(text.length > 63 ? [tooLong(63, "characters")] : []),
  ...(dnsLabel.test(text) ? [] : [text.includes(".") ? NO_DOTS : LABEL_TEXT]),
];

/** Whatever can stand as one segment of a path. */
export const pathSegmentProblems: NameRule = (text) => {
  if (text === "." || text === "..") return [`may not be '${text}'`];
  return [...(text.includes("/") ? ["may not contain '/'"] : []), ...(text.includes("%") ? ["may not contain '%'"] : [])];
};

/** `[prefix/]name`: keys of labels and annotations, finalizers. */
export const qualifiedNameProblems: NameRule = (text) => {
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
  if (!qualifiedName.test(name)) problems.push(`name part ${QUALIFIED_TEXT}`);
  return problems;
};

export const labelValueProblems: NameRule = (text) => [
  ...(text.length > 63 ? [tooLong(63, "bytes")] : []),
  ...(labelValue.test(text) ? [] : [VALUE_TEXT]),
];
