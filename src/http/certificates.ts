import type { KeyObject } from "node:crypto";
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";
import type { User } from "../api/index.ts";
import { bits, identifier, integer, octets, sequence, setOf, tagged, time, utf8, yes } from "./der.ts";

/** A certificate and its private key, PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority made for one server, and thrown away with it. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** For a server that is reached by these names and addresses. */
  server(hosts: readonly string[]): KeyPair;
  /** For a client that is this user. @source apiserver pkg/authentication/request/x509 (CommonNameUserConversion) */
  client(user: User): KeyPair;
}

/**
 * Node makes keys and signatures, not certificates: these few lines write them.
 *
 * @source RFC 5280 (profile), RFC 5480 (keys and signatures on P-256)
 * @param now real time, milliseconds since 1970
 */
export function createAuthority(now: number): Authority {
  const subject = name([[COMMON_NAME, "kubeloom"]]);
  const { publicKey, privateKey } = keys();
  const issue = (holder: Holder): string => signed(holder, { subject, key: privateKey, keyId: keyIdOf(publicKey) }, now);
  const certificate = issue({ subject, key: publicKey, extensions: [extension(BASIC_CONSTRAINTS, sequence(yes), true), extension(KEY_USAGE, bits(Buffer.from([0x06]), 1), true)] });
  const pair = (subjectOf: Buffer, extensions: readonly Buffer[]): KeyPair => {
    const own = keys();
    return {
      certificate: issue({ subject: subjectOf, key: own.publicKey, extensions: [extension(BASIC_CONSTRAINTS, sequence(), true), extension(KEY_USAGE, bits(Buffer.from([0x80]), 7), true), ...extensions] }),
      key: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  };
  return {
    certificate,
    server: (hosts) => pair(name([[COMMON_NAME, "kube-apiserver"]]), [extension(EXTENDED_USAGE, sequence(identifier(SERVER_AUTH))), extension(ALTERNATIVE_NAMES, sequence(...hosts.map(alternative)))]),
    client: (user) => pair(name([...user.groups.map((group): [string, string] => [ORGANISATION, group]), [COMMON_NAME, user.name]]), [extension(EXTENDED_USAGE, sequence(identifier(CLIENT_AUTH)))]),
  };
}

interface Holder {
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

interface Issuer {
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly keyId: Buffer;
}

const COMMON_NAME = "2.5.4.3";
const ORGANISATION = "2.5.4.10";
const KEY_ID = "2.5.29.14";
const KEY_USAGE = "2.5.29.15";
const ALTERNATIVE_NAMES = "2.5.29.17";
const BASIC_CONSTRAINTS = "2.5.29.19";
const AUTHORITY_KEY_ID = "2.5.29.35";
const EXTENDED_USAGE = "2.5.29.37";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

function keys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function signed({ subject, key, extensions }: Holder, issuer: Issuer, now: number): string {
  const algorithm = sequence(identifier(ECDSA_WITH_SHA256));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const own = [extension(KEY_ID, octets(keyIdOf(key))), extension(AUTHORITY_KEY_ID, sequence(tagged(0x80, issuer.keyId)))];
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    issuer.subject,
    sequence(time(new Date(now - HOUR_MS)), time(new Date(now + YEAR_MS))),
    subject,
    spki(key),
    tagged(0xa3, sequence(...extensions, ...own)),
  );
  const whole = sequence(body, algorithm, bits(sign("sha256", body, issuer.key)));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString("base64").replace(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** @source RFC 7093, section 2: a hash of the key's bits */
function keyIdOf(key: KeyObject): Buffer {
  return createHash("sha256").update(spki(key)).digest().subarray(0, 20);
}

function name(parts: readonly (readonly [type: string, value: string])[]): Buffer {
  return sequence(...parts.map(([type, value]) => setOf(sequence(identifier(type), utf8(value)))));
}

function extension(type: string, value: Buffer, critical = false): Buffer {
  return sequence(identifier(type), ...(critical ? [yes] : []), octets(value));
}

function alternative(host: string): Buffer {
  if (isIPv4(host)) return tagged(0x87, Buffer.from(host.split(".").map(Number)));
  if (host === "::1") return tagged(0x87, Buffer.from([...new Array<number>(15).fill(0), 1]));
  return tagged(0x82, Buffer.from(host));
}
