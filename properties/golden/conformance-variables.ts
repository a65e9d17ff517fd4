export type Variables = { [name: string]: unknown };

/** Fills `{{path}}`, `{{path+N}}` and `{{path-N}}` (numbers, for resource versions) and `{{=path}}` (the value itself). */
export function fill(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return fillText(value, variables);
  if (Array.isArray(value)) return value.map((each) => fill(each, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [String(fillText(key, variables)), fill(each, variables)]));
}

function fillText(text: string, variables: Variables): unknown {
  const whole = /^\{\{=([^}]+)\}\}$/.exec(text);
  if (whole?.[1] !== undefined) return lookUp(variables, whole[1].trim());
  return text.replace(/\{\{([^}+-]+)([+-]\d+)?\}\}/g, (_, path: string, delta: string | undefined) => {
    const found = lookUp(variables, path.trim());
    if (delta !== undefined) return String(Number(found) + Number(delta));
    return typeof found === "string" ? found : JSON.stringify(found);
  });
}

function lookUp(variables: Variables, path: string): unknown {
  let at: unknown = variables;
  for (const part of path.split(".")) at = (at as { readonly [key: string]: unknown } | undefined)?.[part];
  if (at === undefined) throw new Error(`no value for {{${path}}}`);
  return at;
}
