import type { NameRule } from "../../api/index.ts";

/**
 * Forms of texts in pods, beside those that other kinds share.
 *
 * @source apimachinery pkg/util/validation/validation.go, pkg/api/validate/content
 */

/** Of environment variables, in the form that is taken since 1.34: any printable ASCII but "=". */
export const environmentNameProblems: NameRule = (text) => {
  if (text === "") return ["environment variable name must be non-empty"];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === EQUALS) return [ENVIRONMENT_TEXT];
  }
  return none;
};

const EQUALS = 0x3d;
const ENVIRONMENT_TEXT = "a valid environment variable name must consist only of printable ASCII characters other than '='";

export const headerNameProblems: NameRule = (text) => {
  if (/^[-A-Za-z0-9]+$/.test(text)) return none;
  return ["a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"];
};

/** Of ConfigMaps and Secrets. */
export const configKeyProblems: NameRule = (text) => {
  const fits = configKey.test(text);
  if (fits && text.length <= 253 && text !== "." && !text.startsWith("..")) return none;
  return [
    ...(text.length > 253 ? ["must be no more than 253 characters"] : []),
    ...(fits ? [] : [CONFIG_KEY_TEXT]),
    ...(text === "." || text === ".." ? [`must not be '${text}'`] : text.startsWith("..") ? ["must not start with '..'"] : []),
  ];
};

const configKey = /^[-._a-zA-Z0-9]+$/;
const CONFIG_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' " +
  "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** A search domain may have labels that begin with an underscore. */
export const underscoredSubdomainProblems: NameRule = (text) => {
  const fits = underscored.test(text);
  if (fits && text.length <= 253) return none;
  return [...(text.length > 253 ? ["must be no more than 253 characters"] : []), ...(fits ? [] : [UNDERSCORED_TEXT])];
};

const underscored = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;
const UNDERSCORED_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";

export const decimalProblems: NameRule = (text) => {
  if (text === "") return ["must be non-empty"];
  return /^(?:0|-?[1-9][0-9]*)$/.test(text) ? none : ["must be a valid decimal integer in canonical form"];
};

/** Of a setting of the kernel. */
export function isSysctlName(text: string): boolean {
  return text.length <= 253 && sysctl.test(text);
}

export const SYSCTL_FORM = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
const sysctl = /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;

const none: readonly string[] = Object.freeze([]);
