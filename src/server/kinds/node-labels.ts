import type { Fields } from "../validation/index.ts";
import { list, part, text } from "../validation/index.ts";

/** Labels of nodes that have other names by now. @source kubernetes pkg/api/node/util.go deprecatedNodeLabels */
export const oldNodeLabels: { readonly [label: string]: string } = {
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  "app.kubernetes.io/created-by": "deprecated since v1.9",
  "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
  "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
};

/** Of a selector's expressions. @source kubernetes pkg/api/node/util.go GetWarningsForNodeSelectorTerm */
export function expressionWarnings(at: string, of: Fields): readonly string[] {
  return list(of, "matchExpressions").flatMap((each, i) => {
    const key = text(each, "key");
    return oldNodeLabels[key] === undefined ? [] : [`${at}.matchExpressions[${i}].key: ${key} is ${oldNodeLabels[key]}`];
  });
}

/** @source kubernetes pkg/api/node/util.go GetWarningsForNodeSelector */
export function selectorWarnings(at: string, of: Fields): readonly string[] {
  const named = Object.keys(part(of, "matchLabels")).flatMap((label) => (oldNodeLabels[label] === undefined ? [] : [`${at}.matchLabels.${label}: ${oldNodeLabels[label]}`]));
  return [...expressionWarnings(at, of), ...named];
}
