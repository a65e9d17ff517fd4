import type { YAMLError } from "yaml";
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
  } catch {
    // The parser gives up by throwing: aliases that multiply, and nesting beyond its stack.
    return { kind: "malformed", format: "yaml", message: "yaml: document contains excessive aliasing", text };
  }
}

function decodeText(text: string): DecodedBody {
  const documents = yamlLibrary().parseAllDocuments(text, { schema: "yaml-1.1", merge: true, uniqueKeys: false, customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !foreign.has(tag.tag)) });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return { kind: "value", value: null, text: "null" };
  const [error] = document.errors;
  if (error !== undefined) return { kind: "malformed", format: "yaml", message: `yaml: ${problemOf(error)}`, text };
  // Keys become texts, and what has no JSON form goes the way JSON sends it.
  const json = JSON.stringify(document.toJS({ mapAsMap: false }) ?? null);
  return { kind: "value", value: JSON.parse(json) as Json, text: json };
}

/** Types of YAML 1.1 that Go reads as plain texts and lists. */
const foreign: ReadonlySet<string> = new Set(["timestamp", "binary", "omap", "pairs", "set"].map((name) => `tag:yaml.org,2002:${name}`));

function problemOf({ code, linePos }: YAMLError): string {
  const line = `line ${linePos?.[0].line ?? 1}: `;
  switch (code) {
    case "MISSING_CHAR":
    case "BAD_INDENT":
      return `${line}did not find expected node content`;
    case "TAB_AS_INDENT":
      return `${line}found character that cannot start any token`;
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return `${line}mapping values are not allowed in this context`;
    default:
      return `${line}did not find expected key`;
  }
}
