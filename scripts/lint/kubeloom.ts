/**
 * The rules that no stock rule of the linter covers. Reasons: docs/decisions/lint-rules.md.
 * Each is proved by a planted violation in properties/tooling.
 */

interface Node {
  readonly type: string;
  readonly parent?: Node;
  readonly async?: boolean;
  readonly await?: boolean;
  readonly computed?: boolean;
  readonly name?: string;
  readonly callee?: Node;
  readonly expression?: Node;
  readonly object?: Node;
  readonly property?: Node;
}

interface Context {
  report(finding: { readonly node: Node; readonly message: string }): void;
}

interface Rule {
  create(context: Context): { readonly [nodeType: string]: (node: Node) => void };
}

const noForIn: Rule = {
  create: (context) => ({
    ForInStatement: (node) =>
      context.report({ node, message: "for…in walks the prototype chain in an order no program chose. Iterate over Object.keys, a Map or an array." }),
  }),
};

const noAwait: Rule = {
  create: (context) => {
    const message = "Nothing awaits inside the core: make it an event (scope.after, a sink), or do it in a file that is named as an edge.";
    const ifAsync = (node: Node): void => {
      if (node.async === true) context.report({ node, message });
    };
    return {
      FunctionDeclaration: ifAsync,
      FunctionExpression: ifAsync,
      ArrowFunctionExpression: ifAsync,
      AwaitExpression: (node) => context.report({ node, message }),
      ForOfStatement: (node) => {
        if (node.await === true) context.report({ node, message });
      },
    };
  },
};

/** File systems list in their own order. */
const LISTINGS = new Set(["readdir", "readdirSync", "opendir", "opendirSync", "glob", "globSync"]);
const SORTS = new Set(["sort", "toSorted"]);

const orderedInput: Rule = {
  create: (context) => ({
    CallExpression: (node) => {
      if (!LISTINGS.has(nameOf(node.callee)) || isSortedAtOnce(node)) return;
      context.report({ node, message: "A directory lists in an order that the machine chooses: sort it in the same expression." });
    },
  }),
};

/** `f` of `f(…)` and of `x.f(…)`. */
function nameOf(callee: Node | undefined): string {
  if (callee?.type === "Identifier") return callee.name ?? "";
  if (callee?.type === "MemberExpression" && callee.computed !== true) return callee.property?.name ?? "";
  return "";
}

/** Whether the chain that the call begins, across an await and parentheses, sorts. */
function isSortedAtOnce(call: Node): boolean {
  for (let at = call; at.parent !== undefined; at = at.parent) {
    const above = at.parent;
    if (above.type === "MemberExpression" && above.object === at) {
      if (SORTS.has(above.property?.name ?? "")) return true;
    } else if (above.type !== "AwaitExpression" && above.type !== "ParenthesizedExpression" && !(above.type === "CallExpression" && above.callee === at)) {
      return false;
    }
  }
  return false;
}

/** What a bounded loop or a checked length makes certain, and the compiler cannot see. */
const TAKES = new Set(["pop", "shift", "at"]);

const certainNonNull: Rule = {
  create: (context) => ({
    TSNonNullExpression: (node) => {
      const value = node.expression;
      if (value?.type === "MemberExpression" && value.computed === true) return;
      if (value?.type === "CallExpression" && TAKES.has(nameOf(value.callee))) return;
      context.report({ node, message: "`!` is for an element whose index was checked (x[i]!, x.pop()!). Elsewhere narrow, or throw an error that says what is missing." });
    },
  }),
};

export default {
  meta: { name: "kubeloom" },
  rules: { "no-await": noAwait, "no-for-in": noForIn, "ordered-input": orderedInput, "certain-non-null": certainNonNull },
};
