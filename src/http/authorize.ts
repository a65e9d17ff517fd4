import type { Status, User } from "../api/index.ts";
import { failure, forbidden } from "../api/index.ts";
import type { ParsedHead } from "../wire/index.ts";

/**
 * Who may do what before there are roles: administrators everything, others what the bootstrap roles give everybody.
 *
 * @source apiserver pkg/endpoints/handlers/responsewriters/errors.go (forbiddenMessage), plugin/pkg/auth/authorizer/rbac/bootstrappolicy
 *   (system:public-info-viewer, system:discovery)
 * @limits roles and bindings of the store are not read
 */
export function accessProblem(parsed: ParsedHead, method: string, path: string, user: User): Status | undefined {
  if (user.groups.includes("system:masters")) return undefined;
  if (parsed.kind !== "request") return mayRead(path, method, user) ? undefined : pathForbidden(method, path, user);
  const { verb, resource: { group, resource }, name, namespace, subresource } = parsed.request;
  // The apiserver takes a namespace itself to be inside of itself.
  const inside = group === "" && resource === "namespaces" ? name : namespace;
  const what = `resource "${subresource === "" ? resource : `${resource}/${subresource}`}" in API group "${group}"`;
  const where = inside === "" ? "at the cluster scope" : `in the namespace "${inside}"`;
  return forbidden({ group, resource }, name, `User "${user.name}" cannot ${verb} ${what} ${where}`);
}

/** What needs no account, and what any account will do for. "/x/" is what lies below it. */
const everybody = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const accounts = ["/api", "/api/", "/apis", "/apis/", "/openapi", "/openapi/"];

function mayRead(path: string, method: string, { groups }: User): boolean {
  if (method !== "GET") return false;
  const covers = (each: string): boolean => path === each || (each.endsWith("/") && path.startsWith(each));
  return everybody.some(covers) || (groups.includes("system:authenticated") && accounts.some(covers));
}

function pathForbidden(method: string, path: string, { name }: User): Status {
  return failure({ code: 403, reason: "Forbidden", message: `forbidden: User "${name}" cannot ${method.toLowerCase()} path "${path}"`, details: {} });
}

export const unauthorized: Status = failure({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
