import type { Fields } from "../validation/index.ts";
import { list, oldNodeLabels, part, text } from "../validation/index.ts";

/** Of a selector's expressions. @source kubernetes pkg/api/node/util.go GetWarningsForNodeSelectorTerm */
export function expressionWarnings(at: string, of: Fields): readonly string[] {
  return list(of, "matchExpressions").flatMap((each, i) => {
    const key = text(each, "key");
    return oldNodeLabels.get(key) === undefined ? [] : [`${at}.matchExpressions[${i}].key: ${key} is ${oldNodeLabels.get(key)}`];
  });
}

/** @source kubernetes pkg/api/node/util.go GetWarningsForNodeSelector */
export function selectorWarnings(at: string, of: Fields): readonly string[] {
  const named = Object.keys(part(of, "matchLabels")).flatMap((label) => (oldNodeLabels.get(label) === undefined ? [] : [`${at}.matchLabels.${label}: ${oldNodeLabels.get(label)}`]));
  return [...expressionWarnings(at, of), ...named];
}
