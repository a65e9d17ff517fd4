import { pathSegmentProblems } from "../../api/index.ts";
import { ownMeta, ownMetaUpdate, validateClusterRole, validateRole, validateRoleBinding, validateRoleBindingChange } from "../validation/index.ts";
import type { Kind } from "./kind.ts";
import { kind } from "./kind.ts";

/** @source kubernetes pkg/registry/rbac/role/strategy.go */
export const role = kind({
  nameRule: pathSegmentProblems,
  createOnUpdate: true,
  check: (o, report) => validateRole(report, o, true),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, true, pathSegmentProblems);
    validateRole(report, after, true);
    ownMetaUpdate(report, after, before);
  },
});

/** @source kubernetes pkg/registry/rbac/clusterrole/strategy.go */
export const clusterRole = kind({
  nameRule: pathSegmentProblems,
  createOnUpdate: true,
  check: (o, report) => validateClusterRole(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, pathSegmentProblems);
    validateClusterRole(report, after, before);
    ownMetaUpdate(report, after, before);
  },
});

export const roleBinding = binding(true);
export const clusterRoleBinding = binding(false);

/** @source kubernetes pkg/registry/rbac/rolebinding/strategy.go, clusterrolebinding/strategy.go */
function binding(namespaced: boolean): Kind {
  return kind({
    nameRule: pathSegmentProblems,
    createOnUpdate: true,
    check: (o, report) => validateRoleBinding(report, o, namespaced),
    checkUpdate: (after, before, report) => {
      ownMeta(report, after.metadata, namespaced, pathSegmentProblems);
      validateRoleBinding(report, after, namespaced);
      ownMetaUpdate(report, after, before);
      validateRoleBindingChange(report, after, before);
    },
  });
}
