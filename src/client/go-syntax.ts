import type { Json, KubeObject } from "../api/index.ts";

/**
 * An object as Go prints an unstructured one with %#v, which some error texts of client-go show.
 *
 * @source fmt (%#v), apimachinery pkg/apis/meta/v1/unstructured
 * @limits objects of typed clients are printed as unstructured ones, too
 */
export function goSyntaxOf(object: KubeObject): string {
  return `&unstructured.Unstructured{Object:${valueOf(object as unknown as Json)}}`;
}

function valueOf(value: Json): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return goQuoted(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(valueOf).join(", ")}}`;
  const fields = Object.entries(value as { readonly [name: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]interface {}{${fields.map(([name, each]) => `${goQuoted(name)}:${valueOf(each)}`).join(", ")}}`;
}

/** As %q: JSON's quoting but for the control characters that Go names or counts in hexadecimal. */
export function goQuoted(text: string): string {
  return JSON.stringify(text).replace(/\\b|\\f|\\u00([01][0-9a-f])/g, (escaped, code: string | undefined) => {
    if (escaped === "\\b") return "\\b";
    if (escaped === "\\f") return "\\f";
    return named[code ?? ""] ?? `\\x${String(code)}`;
  });
}

const named: { readonly [code: string]: string } = { "07": "\\a", "0b": "\\v" };
