import type { KubeObject } from "./object.ts";
import type { CompiledSelector, SelectorHint, SelectorProblem } from "./selector.ts";

/** @source apimachinery pkg/fields/selector.go, requirements.go */
export interface FieldRequirement {
  readonly field: string;
  readonly equals: boolean;
  readonly value: string;
}

export function parseFieldSelector(text: string): readonly FieldRequirement[] | SelectorProblem {
  const requirements: FieldRequirement[] = [];
  for (const part of splitTerms(text)) {
    if (part === "") continue;
    const term = splitTerm(part);
    if (term === undefined) return { problem: `invalid selector: '${text}'; can't understand '${part}'` };
    const value = unescape(term.value);
    if (typeof value !== "string") return value;
    requirements.push({ field: term.field, equals: term.equals, value });
  }
  return requirements;
}

/** @param read the field's text; "" where the object has none */
export function compileFields(
  requirements: readonly FieldRequirement[],
  read: (object: KubeObject, field: string) => string,
): CompiledSelector | undefined {
  if (requirements.length === 0) return undefined;
  const hint = hintOf(requirements);
  return {
    matches: (object) => {
      for (const { field, equals, value } of requirements) if ((read(object, field) === value) !== equals) return false;
      return true;
    },
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The one name that a match must have. */
export function pinnedName(requirements: readonly FieldRequirement[]): string | undefined {
  return requirements.find((r) => r.equals && r.field === "metadata.name")?.value;
}

function hintOf(requirements: readonly FieldRequirement[]): SelectorHint | undefined {
  const name = pinnedName(requirements);
  if (name !== undefined) return { by: "name", value: name };
  const node = requirements.find((r) => r.equals && r.field === "spec.nodeName");
  return node === undefined ? undefined : { by: "nodeName", value: node.value };
}

/** Cuts at commas that no backslash escapes. */
function splitTerms(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === ",") {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function splitTerm(term: string): { readonly field: string; readonly equals: boolean; readonly value: string } | undefined {
  for (let i = 0; i < term.length; i += 1) {
    if (term.startsWith("!=", i)) return { field: term.slice(0, i), equals: false, value: term.slice(i + 2) };
    if (term.startsWith("==", i)) return { field: term.slice(0, i), equals: true, value: term.slice(i + 2) };
    if (term[i] === "=") return { field: term.slice(0, i), equals: true, value: term.slice(i + 1) };
  }
  return undefined;
}

function unescape(value: string): string | SelectorProblem {
  if (!/[\\,=]/.test(value)) return value;
  let plain = "";
  for (let i = 0; i < value.length; i += 1) {
    const c = value[i] as string;
    if (c === "\\") {
      i += 1;
      const next = value[i];
      if (next !== "\\" && next !== "," && next !== "=") return { problem: `invalid field selector: invalid escape sequence: \\${next ?? ""}` };
      plain += next;
    } else if (c === "," || c === "=") {
      return { problem: `invalid field selector: unescaped character in value: ${c.charCodeAt(0)}` };
    } else plain += c;
  }
  return plain;
}
