import { list, part } from "../../validation/index.ts";
import { NONE } from "./column.ts";

type Fields = { readonly [field: string]: unknown };

/** A label selector as text. @source apimachinery pkg/apis/meta/v1/helpers.go FormatLabelSelector, pkg/labels/selector.go String */
export function selectorText(selector: Fields): string {
  const labels = part(selector, "matchLabels");
  const requirements = [
    ...Object.keys(labels).map((key) => ({ key, text: `${key}=${String(labels[key])}` })),
    ...list(selector, "matchExpressions").map((each) => ({ key: String(each["key"]), text: expression(each) })),
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return requirements.length === 0 ? NONE : requirements.map(({ text }) => text).join(",");
}

function expression(requirement: Fields): string {
  const key = String(requirement["key"]);
  const { values } = requirement;
  const set = Array.isArray(values) ? `(${values.map(String).sort().join(",")})` : "()";
  switch (requirement["operator"]) {
    case "In": return `${key} in ${set}`;
    case "NotIn": return `${key} notin ${set}`;
    case "DoesNotExist": return `!${key}`;
    default: return key;
  }
}

/** Names and images of a pod template's containers. @source kubernetes pkg/printers/internalversion/printers.go layoutContainerCells */
export function containerNames(podSpec: Fields): string {
  return list(podSpec, "containers").map((each) => String(each["name"])).join(",");
}

export function containerImages(podSpec: Fields): string {
  return list(podSpec, "containers").map((each) => (typeof each["image"] === "string" ? each["image"] : "")).join(",");
}

/** The pod spec of a template in a spec. */
export function templateSpec(spec: Fields): Fields {
  return part(part(spec, "template"), "spec");
}

