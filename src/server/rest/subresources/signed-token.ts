import { sha256 } from "../../discovery/sha256.ts";
import type { Random } from "../../../kernel/index.ts";
import type { JsonObject } from "../../../api/index.ts";

/**
 * JSON web tokens, signed and read back.
 *
 * @source RFC 7519, RFC 2104; kubernetes pkg/serviceaccount/jwt.go
 * @differs HMAC with a key of the cluster's own (HS256), so that a run repeats: upstream signs with a private key
 */
export function signedToken(claims: JsonObject, key: Uint8Array): string {
  const body = `${encoded(JSON.stringify({ alg: ALGORITHM, kid: keyId(key) }))}.${encoded(JSON.stringify(claims))}`;
  return `${body}.${base64(hmac(key, utf8.encode(body)))}`;
}

/** Undefined: not a token, or one that another key signed. */
export function claimsOf(token: string, key: Uint8Array): JsonObject | undefined {
  const [head = "", claims = "", signature = "", ...more] = token.split(".");
  if (more.length > 0 || signature !== base64(hmac(key, utf8.encode(`${head}.${claims}`)))) return undefined;
  const value: unknown = JSON.parse(new TextDecoder().decode(Buffer.from(claims, "base64url")));
  return value as JsonObject;
}

const ALGORITHM = "HS256";
const BLOCK = 64;
const BYTE = 256;
const KEY_BYTES = 32;
const utf8 = new TextEncoder();

/** One a cluster: whoever has the same randomness has the same key. */
export function signingKey(random: Random): Uint8Array {
  let key = keys.get(random);
  if (key === undefined) {
    const stream = random.stream("service account key");
    keys.set(random, (key = Uint8Array.from({ length: KEY_BYTES }, () => stream.int(BYTE))));
  }
  return key;
}

const keys = new WeakMap<Random, Uint8Array>();

function keyId(key: Uint8Array): string {
  return base64(sha256(key));
}

function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = (with_: number): Uint8Array => Uint8Array.from({ length: BLOCK }, (_, i) => (key[i] ?? 0) ^ with_);
  return sha256(joined(padded(0x5c), sha256(joined(padded(0x36), message))));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function encoded(text: string): string {
  return base64(utf8.encode(text));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
