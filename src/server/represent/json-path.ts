/**
 * The simple JSON paths of printer columns: fields, indices, wildcards, and filters by equality.
 *
 * @source client-go util/jsonpath (parser.go, jsonpath.go); apiextensions-apiserver pkg/registry/customresource/tableconvertor
 * @limits filters compare with a literal; slices and recursive descent find nothing
 */
export function compileJsonPath(path: string): (value: unknown) => readonly unknown[] {
  const steps = stepsOf(path);
  if (steps === undefined) return () => [];
  return (value) => steps.reduce<readonly unknown[]>((found, step) => found.flatMap(step), [value]);
}

type Step = (value: unknown) => readonly unknown[];

function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = path.startsWith("{") && path.endsWith("}") ? path.slice(1, -1) : path;
  rest = rest.replace(/^\$/, "");
  while (rest !== "") {
    const [whole, step] = stepAt(rest) ?? [undefined, undefined];
    if (whole === undefined) return undefined;
    steps.push(step);
    rest = rest.slice(whole.length);
  }
  return steps;
}

function stepAt(rest: string): readonly [whole: string, step: Step] | undefined {
  const filter = /^\[\?\(\s*@((?:\.[\w-]+)+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))\s*\)\]/.exec(rest);
  if (filter !== null) {
    const [whole, below = "", operator, single, double, bare] = filter;
    const inner = compileJsonPath(below);
    const wanted = single ?? double ?? bare ?? "";
    return [whole, (value) => elements(value).filter((each) => inner(each).some((found) => String(found) === wanted) === (operator === "=="))];
  }
  const every = /^(?:\.\*|\[\*\])/.exec(rest);
  if (every !== null) return [every[0], elements];
  const index = /^\[(-?\d+)\]/.exec(rest);
  if (index !== null) {
    const at = Number(index[1]);
    return [index[0], (value) => (Array.isArray(value) && at < value.length && at >= -value.length ? [value.at(at) as unknown] : [])];
  }
  const field = /^\.((?:[^.[\]\\]|\\.)+)/.exec(rest) ?? /^\['((?:[^'\\]|\\.)+)'\]/.exec(rest);
  if (field === null) return undefined;
  const name = (field[1] ?? "").replaceAll("\\", "");
  return [field[0], (value) => (typeof value === "object" && value !== null && Object.hasOwn(value, name) ? [(value as { readonly [field: string]: unknown })[name]] : [])];
}

function elements(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? (Object.values(value) as readonly unknown[]) : [];
}
