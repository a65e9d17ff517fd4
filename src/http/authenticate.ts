import { createHash, timingSafeEqual } from "node:crypto";
import type { User } from "../api/index.ts";

/** A token, and whose it is. */
export interface Token {
  readonly token: string;
  readonly user: User;
}

/** What a connection and its request show of who asks. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** The subject of a client certificate; null where our authority did not sign it, undefined where none was shown. */
  readonly certificate: User | null | undefined;
}

const AUTHENTICATED = "system:authenticated";

/** Nobody showed anything. */
export const anonymous: User = Object.freeze({ name: "system:anonymous", groups: Object.freeze(["system:unauthenticated"]) });

/**
 * Who asks; null when it is a token that nobody has. What is no bearer token counts as nothing shown.
 *
 * @param issued whose token it is that the cluster itself gave out
 * @source apiserver pkg/authentication/request/{bearertoken,x509,anonymous,union}
 */
export function authenticate({ authorization, certificate }: Credentials, tokens: readonly Token[], issued: (token: string) => User | undefined): User | null {
  if (certificate !== undefined) return certificate === null ? null : withAccount(certificate);
  const [scheme = "", shown = ""] = (authorization ?? "").trim().split(" ");
  if (scheme.toLowerCase() !== "bearer" || shown === "") return anonymous;
  const found = tokens.find(({ token }) => same(token, shown));
  return found === undefined ? (issued(shown) ?? null) : withAccount(found.user);
}

function withAccount({ groups, ...user }: User): User {
  return { ...user, groups: groups.includes(AUTHENTICATED) ? groups : [...groups, AUTHENTICATED] };
}

/** Takes as long for a near miss as for any other. */
function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
