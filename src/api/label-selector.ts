import { labelValueProblems, qualifiedNameProblems } from "./names.ts";
import type { KubeObject } from "./object.ts";
import type { CompiledSelector, SelectorProblem } from "./selector.ts";

/** @source apimachinery pkg/labels/selector.go */
export type LabelRequirement =
  | { readonly key: string; readonly operator: "exists" | "doesNotExist" }
  | { readonly key: string; readonly operator: "in" | "notIn"; readonly values: readonly string[] }
  | { readonly key: string; readonly operator: "greaterThan" | "lessThan"; readonly value: number };

export function parseLabelSelector(text: string): readonly LabelRequirement[] | SelectorProblem {
  try {
    return parse(tokensOf(text));
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

/** Undefined when everything matches. */
export function compileLabels(requirements: readonly LabelRequirement[]): CompiledSelector | undefined {
  if (requirements.length === 0) return undefined;
  const tests = requirements.map(testOf);
  const [only] = tests;
  const equality = requirements.find((r) => r.operator === "in" && r.values.length === 1);
  return {
    matches:
      tests.length === 1 && only !== undefined
        ? (object) => only(object.metadata.labels)
        : (object) => tests.every((test) => test(object.metadata.labels)),
    ...(equality?.operator === "in" ? { hint: { by: "label" as const, label: equality.key, value: equality.values[0] ?? "" } } : {}),
  };
}

type Labels = KubeObject["metadata"]["labels"];

function testOf(requirement: LabelRequirement): (labels: Labels) => boolean {
  const { key } = requirement;
  const has = (labels: Labels): labels is NonNullable<Labels> => labels !== undefined && Object.hasOwn(labels, key);
  switch (requirement.operator) {
    case "exists":
      return (labels) => has(labels);
    case "doesNotExist":
      return (labels) => !has(labels);
    case "in": {
      const values = new Set(requirement.values);
      return (labels) => has(labels) && values.has(labels[key] as string);
    }
    case "notIn": {
      const values = new Set(requirement.values);
      return (labels) => !has(labels) || !values.has(labels[key] as string);
    }
    case "greaterThan":
      return (labels) => has(labels) && compared(labels[key] as string, (n) => n > requirement.value);
    case "lessThan":
      return (labels) => has(labels) && compared(labels[key] as string, (n) => n < requirement.value);
  }
}

function compared(text: string, holds: (n: number) => boolean): boolean {
  return /^[+-]?\d+$/.test(text) && holds(Number(text));
}

// Reading

class Unreadable extends Error {}

const special = new Set(["(", ")", ",", "!", "=", "<", ">"]);
const symbols = new Set([")", ",", "!", "(", "=", "==", "!=", ">", "<"]);

interface Token {
  readonly kind: "end" | "identifier" | "in" | "notin" | "symbol";
  readonly text: string;
}

const END: Token = { kind: "end", text: "" };

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at] as string;
    if (/[ \t\r\n]/.test(c)) {
      at += 1;
      continue;
    }
    let end = at;
    if (special.has(c)) {
      // The longest run that is a symbol: "==" is one, "!!" is two.
      let longest = 0;
      while (end < text.length && special.has(text[end] as string)) {
        end += 1;
        if (symbols.has(text.slice(at, end))) longest = end;
        else if (longest > 0) break;
      }
      end = longest > 0 ? longest : end;
      tokens.push({ kind: "symbol", text: text.slice(at, end) });
    } else {
      while (end < text.length && !special.has(text[end] as string) && !/[ \t\r\n]/.test(text[end] as string)) end += 1;
      const word = text.slice(at, end);
      tokens.push({ kind: word === "in" || word === "notin" ? word : "identifier", text: word });
    }
    at = end;
  }
  return tokens;
}

function parse(tokens: readonly Token[]): readonly LabelRequirement[] {
  const requirements: LabelRequirement[] = [];
  let at = 0;
  const peek = (): Token => tokens[at] ?? END;
  /** Where keywords are plain words. */
  const asValue = (token: Token): Token => (token.kind === "in" || token.kind === "notin" ? { kind: "identifier", text: token.text } : token);
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };

  for (;;) {
    const token = asValue(peek());
    if (token.kind === "identifier" || token.text === "!") {
      requirements.push(requirement());
      const after = next();
      if (after.kind === "end") return requirements;
      if (after.text !== ",") throw new Unreadable(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = asValue(peek());
      if (following.kind !== "identifier" && following.text !== "!") throw new Unreadable(`found '${following.text}', expected: identifier after ','`);
    } else if (token.kind === "end") return requirements;
    else throw new Unreadable(`found '${token.text}', expected: !, identifier, or 'end of string'`);
  }

  function requirement(): LabelRequirement {
    const absent = peek().text === "!" && next().text === "!";
    const keyToken = asValue(next());
    if (keyToken.kind !== "identifier") throw unreadable(`found '${keyToken.text}', expected: identifier`);
    const key = keyToken.text;
    const [problem] = qualifiedNameProblems(key);
    if (problem !== undefined) throw unreadable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problem}`);
    if (absent) return { key, operator: "doesNotExist" };
    const ahead = peek();
    if (ahead.kind === "end" || ahead.text === ",") return { key, operator: "exists" };
    const operator = next();
    switch (operator.kind === "identifier" ? "" : operator.text) {
      case "in":
        return { key, operator: "in", values: checked(key, set()) };
      case "notin":
        return { key, operator: "notIn", values: checked(key, set()) };
      case "=":
      case "==":
        return { key, operator: "in", values: checked(key, [exact()]) };
      case "!=":
        return { key, operator: "notIn", values: checked(key, [exact()]) };
      case ">":
        return { key, operator: "greaterThan", value: integer(exact()) };
      case "<":
        return { key, operator: "lessThan", value: integer(exact()) };
      default:
        throw unreadable(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  function exact(): string {
    const ahead = asValue(peek());
    if (ahead.kind === "end" || ahead.text === ",") return "";
    const token = asValue(next());
    if (token.kind === "identifier") return token.text;
    throw unreadable(`found '${token.text}', expected: identifier`);
  }

  function set(): readonly string[] {
    const open = next();
    if (open.text !== "(") throw unreadable(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    const first = asValue(peek());
    if (first.text === ")" && first.kind === "symbol") {
      next();
      return [""];
    }
    if (first.kind !== "identifier" && first.text !== ",") throw unreadable(`found '${first.text}', expected: ',', ')' or identifier`);
    for (;;) {
      const token = asValue(next());
      if (token.kind === "identifier") {
        values.push(token.text);
        const after = asValue(next());
        if (after.text === ")") return values;
        if (after.text !== ",") throw unreadable(`found '${after.text}', expected: ',' or ')'`);
        if (asValue(peek()).text === ")") values.push("");
        if (peek().text === ")") {
          next();
          return values;
        }
      } else if (token.text === ",") {
        if (values.length === 0) values.push("");
        const after = asValue(peek());
        if (after.text === ")") {
          next();
          values.push("");
          return values;
        }
        if (after.text === ",") {
          next();
          values.push("");
        }
      } else throw unreadable(`found '${token.text}', expected: ',', or identifier`);
    }
  }

  function checked(key: string, values: readonly string[]): readonly string[] {
    values.forEach((value, i) => {
      const [problem] = labelValueProblems(value);
      if (problem !== undefined) throw unreadable(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${problem}`);
    });
    return values;
  }

  function integer(value: string): number {
    if (/^[+-]?\d+$/.test(value)) return Number(value);
    throw unreadable(`values[0]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
}

function unreadable(message: string): Unreadable {
  return new Unreadable(`unable to parse requirement: ${message}`);
}
