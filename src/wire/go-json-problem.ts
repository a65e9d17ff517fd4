/**
 * Why Go's encoding/json would refuse a text that is no JSON, in its words.
 *
 * @source go src/encoding/json/scanner.go
 * @differs nesting beyond 1,000 is "exceeded max depth"; Go says so beyond 10,000, and our stack is shorter
 */
export function goJsonProblem(text: string): string {
  let at = skipSpace(text, 0);
  let depth = 0;
  const problem = value();
  if (problem !== undefined) return problem;
  at = skipSpace(text, at);
  return at < text.length ? unexpected(text[at], "after top-level value") : "unexpected end of JSON input";

  /** Advances over one value; says what is wrong with it. */
  function value(): string | undefined {
    const c = text[at];
    if (c === undefined) return END;
    if (c === "{" || c === "[") return nested(c === "{" ? object : array);
    if (c === '"') return string();
    if (c === "-" || isDigit(c)) return number();
    for (const literal of ["true", "false", "null"]) if (c === literal[0]) return word(literal);
    return unexpected(c, "looking for beginning of value");
  }

  function nested(container: () => string | undefined): string | undefined {
    depth += 1;
    if (depth > MAX_DEPTH) return "exceeded max depth";
    const problem = container();
    depth -= 1;
    return problem;
  }

  function object(): string | undefined {
    at = skipSpace(text, at + 1);
    if (text[at] === "}") return done();
    for (;;) {
      if (text[at] === undefined) return END;
      if (text[at] !== '"') return unexpected(text[at], "looking for beginning of object key string");
      const key = string();
      if (key !== undefined) return key;
      at = skipSpace(text, at);
      if (text[at] === undefined) return END;
      if (text[at] !== ":") return unexpected(text[at], "after object key");
      at = skipSpace(text, at + 1);
      const held = value();
      if (held !== undefined) return held;
      at = skipSpace(text, at);
      if (text[at] === "}") return done();
      if (text[at] === undefined) return END;
      if (text[at] !== ",") return unexpected(text[at], "after object key:value pair");
      at = skipSpace(text, at + 1);
    }
  }

  function array(): string | undefined {
    at = skipSpace(text, at + 1);
    if (text[at] === "]") return done();
    for (;;) {
      const held = value();
      if (held !== undefined) return held;
      at = skipSpace(text, at);
      if (text[at] === "]") return done();
      if (text[at] === undefined) return END;
      if (text[at] !== ",") return unexpected(text[at], "after array element");
      at = skipSpace(text, at + 1);
    }
  }

  function string(): string | undefined {
    for (at += 1; ; at += 1) {
      const c = text[at];
      if (c === undefined) return END;
      if (c === '"') return done();
      if (c.charCodeAt(0) < 0x20) return unexpected(c, "in string literal");
      if (c !== "\\") continue;
      at += 1;
      const escape = text[at];
      if (escape === undefined) return END;
      if (escape === "u") {
        for (let i = 0; i < 4; i += 1) {
          at += 1;
          if (text[at] === undefined) return END;
          if (!/[0-9a-fA-F]/.test(text[at] as string)) return unexpected(text[at], "in \\u hexadecimal character escape");
        }
      } else if (!'"\\/bfnrt'.includes(escape)) return unexpected(escape, "in string escape code");
    }
  }

  function number(): string | undefined {
    if (text[at] === "-") {
      at += 1;
      if (text[at] === undefined) return END;
      if (!isDigit(text[at])) return unexpected(text[at], "in numeric literal");
    }
    if (text[at] === "0") at += 1;
    else digits();
    if (text[at] === ".") {
      at += 1;
      if (text[at] === undefined) return END;
      if (!isDigit(text[at])) return unexpected(text[at], "after decimal point in numeric literal");
      digits();
    }
    if (text[at] === "e" || text[at] === "E") {
      at += 1;
      if (text[at] === "+" || text[at] === "-") at += 1;
      if (text[at] === undefined) return END;
      if (!isDigit(text[at])) return unexpected(text[at], "in exponent of numeric literal");
      digits();
    }
    return undefined;
  }

  function digits(): void {
    while (isDigit(text[at])) at += 1;
  }

  function word(literal: string): string | undefined {
    for (let i = 0; i < literal.length; i += 1, at += 1) {
      if (text[at] === undefined) return END;
      if (text[at] !== literal[i]) return unexpected(text[at], `in literal ${literal} (expecting '${literal[i]}')`);
    }
    return undefined;
  }

  function done(): undefined {
    at += 1;
    return undefined;
  }
}

const MAX_DEPTH = 1_000;
const END = "unexpected end of JSON input";

function unexpected(c: string | undefined, where: string): string {
  const shown = c === "'" ? "'\\''" : c === "\n" ? "'\\n'" : c === "\t" ? "'\\t'" : `'${c ?? ""}'`;
  return `invalid character ${shown} ${where}`;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at += 1;
  return at;
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= "0" && c <= "9";
}
