import type { Revision } from "./storage.ts";

/**
 * Continue tokens: base64url without padding of `{"v","rv","start"}`, where `start` is the last path served, cut to what
 * follows the list's prefix, and a NUL that makes it mean "strictly after".
 *
 * @source apiserver pkg/storage/continue.go EncodeContinue, DecodeContinue
 */
export interface ContinueFrom {
  /** The path after which the page begins. */
  readonly after: string;
  /** 0 or more: that revision. Below: whatever is current. */
  readonly at: Revision;
}

const VERSION = "meta.k8s.io/v1";

/** @param at -1 for a token that goes on at the present */
export function encodeContinue(after: string, prefix: string, at: Revision): string {
  if (!after.startsWith(prefix)) throw new TypeError(`the path ${after} lies outside of the list's prefix ${prefix}`);
  const start = `${after.slice(prefix.length)}\0`;
  return Buffer.from(JSON.stringify({ v: VERSION, rv: at, start }), "utf8").toString("base64url");
}

/** What is wrong with a token comes as the text that follows "invalid continue token: ". */
export function decodeContinue(token: string, prefix: string): ContinueFrom | { readonly problem: string } {
  const bytes = decodeBase64(token);
  if (typeof bytes !== "string") return invalid(`illegal base64 data at input byte ${bytes}`);
  const parsed = parse(bytes);
  if (typeof parsed === "string") return invalid(parsed);
  const { v, rv, start } = parsed;
  if (v !== VERSION) return invalid(`server does not recognize this encoded version ${v}`);
  if (rv === 0) return invalid(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (start === "") return invalid(`encoded start key empty (version ${VERSION})`);
  const key = start.startsWith("/") ? start : `/${start}`;
  if (cleaned(key) !== key) return invalid(start);
  const next = prefix + key.slice(1);
  // Without the NUL the key itself is meant to be served too: nothing sorts between a path and the path with a NUL less.
  return { after: next.endsWith("\0") ? next.slice(0, -1) : before(next), at: rv };
}

function invalid(why: string): { readonly problem: string } {
  return { problem: `continue key is not valid: ${why}` };
}

/** The text, or the place of the first byte that is no base64url. */
function decodeBase64(token: string): string | number {
  const bad = token.search(/[^A-Za-z0-9_-]/);
  if (bad !== -1) return bad;
  if (token.length % 4 === 1) return token.length - 1;
  return Buffer.from(token, "base64url").toString("utf8");
}

function parse(text: string): { readonly v: string; readonly rv: number; readonly start: string } | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text === "" ? "unexpected end of JSON input" : `invalid character '${text.charAt(0)}' looking for beginning of value`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "json: cannot unmarshal into Go value of type storage.continueToken";
  const { v = "", rv = 0, start = "" } = value as { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown };
  if (typeof v !== "string" || typeof start !== "string" || !Number.isSafeInteger(rv)) return "json: cannot unmarshal into Go value of type storage.continueToken";
  return { v, rv: rv as number, start };
}

/** As Go's path.Clean for a rooted path. */
function cleaned(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return `/${kept.join("/")}`;
}

/** The greatest string of at most that many characters below a path, which no key equals. */
function before(path: string): string {
  const last = path.charCodeAt(path.length - 1);
  return `${path.slice(0, -1)}${String.fromCharCode(last - 1)}\uffff`;
}
