import type { DocumentOptions, ParseOptions, SchemaOptions, YAMLError } from "yaml";
import type { Json } from "../api/index.ts";
import type { DecodedBody } from "./body.ts";
import { yamlLibrary } from "./yaml-library.ts";

/**
 * YAML as a request body: what its first document says in JSON, which is then also its text.
 *
 * @source sigs.k8s.io/yaml yaml.go yamlToJSON, goyaml.v2 resolve.go, parserc.go
 * @limits of what is wrong with a text only the commonest kinds are told in Go's words
 */
export function decodeYaml(bytes: Uint8Array): DecodedBody {
  const text = new TextDecoder().decode(bytes);
  try {
    return decodeText(text);
  } catch (error) {
    // The parser gives up by throwing: aliases of nothing, or that multiply, and nesting beyond its stack.
    const [, anchor] = /Unresolved alias .*: (\S+)$/.exec(error instanceof Error ? error.message : "") ?? [];
    const message = anchor === undefined ? "document contains excessive aliasing" : `unknown anchor '${anchor}' referenced`;
    return { kind: "malformed", format: "yaml", message: `yaml: ${message}`, text };
  }
}

function decodeText(text: string): DecodedBody {
  const said = jsonIn(text);
  if (said !== undefined) return { kind: "value", value: said, text: JSON.stringify(said) };
  const { Composer, Parser, parseDocument } = yamlLibrary();
  // No further than the first document's end: thousands behind it would take quadratic time.
  const [document] = new Composer(FORM).compose(new Parser().parse(text));
  if (document === undefined) return { kind: "value", value: null, text: "null" };
  if (document.errors.length > 0) {
    const own = text.slice(0, document.range[2]);
    return { kind: "malformed", format: "yaml", message: `yaml: ${problemOf(own, parseDocument(own, FORM).errors)}`, text };
  }
  // Keys become texts, and what has no JSON form goes the way JSON sends it.
  const json = JSON.stringify(document.toJS({ mapAsMap: false }) ?? null);
  return { kind: "value", value: JSON.parse(json) as Json, text: json };
}

/** JSON is YAML: clients that apply send little else, and it is read a hundred times as fast. */
function jsonIn(text: string): Json | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * Keys that a YAML text says more than once in a map, as Go tells them: "line 7: key \"k\" already set in map".
 *
 * @source goyaml.v2 decode.go (strict), sigs.k8s.io/yaml UnmarshalStrict
 */
export function repeatedYamlKeys(text: string): readonly string[] {
  const { parseDocument, visit, LineCounter, isScalar } = yamlLibrary();
  const lines = new LineCounter();
  const found: { readonly line: number; readonly key: unknown }[] = [];
  visit(parseDocument(text, { schema: "yaml-1.1", uniqueKeys: false, lineCounter: lines }), {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push({ line: lines.linePos(key.range?.[0] ?? 0).line, key: key.value });
        seen.add(key.value);
      }
    },
  });
  return found.sort((a, b) => a.line - b.line).map(({ line, key }) => `line ${line}: key ${JSON.stringify(key)} already set in map`);
}

/** Types of YAML 1.1 that Go reads as plain texts and lists. */
const foreign: ReadonlySet<string> = new Set(["timestamp", "binary", "omap", "pairs", "set"].map((name) => `tag:yaml.org,2002:${name}`));

const FORM: DocumentOptions & ParseOptions & SchemaOptions = { logLevel: "error", schema: "yaml-1.1", merge: true, uniqueKeys: false, customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !foreign.has(tag.tag)) };

/** Lines are told where Go knows them: it counts from 0, and says nothing of the first. */
function problemOf(text: string, errors: readonly YAMLError[]): string {
  const [error] = errors;
  const at = error?.linePos?.[0].line ?? 1;
  const end = Math.max(at, ...errors.map(({ code, linePos }) => (code === "MULTILINE_IMPLICIT_KEY" ? (linePos?.[1]?.line ?? 1) : 1)));
  switch (error?.code) {
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return scanned(end, "mapping values are not allowed in this context");
    case "TAB_AS_INDENT":
      return scanned(at, at === 1 ? "found character that cannot start any token" : "found a tab character that violates indentation");
    case "BAD_SCALAR_START":
      return scanned(at, "found character that cannot start any token");
    case "MISSING_CHAR":
    case "BAD_INDENT":
      if (error.message.startsWith("Implicit")) return scanned(at + 1, "could not find expected ':'");
      if (error.message.startsWith("Missing closing")) return scanned(at, "found unexpected end of stream");
      return parsed(text, error, at);
    default:
      return `line ${at}: did not find expected key`;
  }
}

function scanned(line: number, message: string): string {
  return line === 1 ? message : `line ${line}: ${message}`;
}

/** Of a list or map in brackets that does not end. */
function parsed(text: string, { pos, message }: YAMLError, at: number): string {
  const before = text.slice(0, pos[0]).trimEnd().at(-1) ?? "";
  const line = pos[0] >= text.length && !text.endsWith("\n") ? at : at - 1;
  const expected = "[{,".includes(before) ? "node content" : `',' or '${message.includes("sequence") ? "]" : "}"}'`;
  return `${line === 0 ? "" : `line ${line}: `}did not find expected ${expected}`;
}
