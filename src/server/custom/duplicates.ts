/**
 * Paths of fields that a JSON text says more than once, each once, in the order of the text, at most a hundred.
 *
 * @source sigs.k8s.io/json internal/golang/encoding/json/kubernetes_patch.go, decode.go objectInterface
 */
export function duplicateFields(text: string): readonly string[] {
  const found = new Set<string>();
  const reader = { text, at: 0 };
  readValue(reader, "", found);
  return [...found].slice(0, MOST);
}

const MOST = 100;

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, path: string, found: Set<string>): void {
  skip(reader);
  const c = reader.text[reader.at];
  if (c === "{") readObject(reader, path, found);
  else if (c === "[") readList(reader, path, found);
  else if (c === '"') readText(reader);
  else {
    const literal = /[^\s,\]}]+/y;
    literal.lastIndex = reader.at;
    reader.at += literal.exec(reader.text)?.[0].length ?? 1;
  }
}

function readObject(reader: Reader, path: string, found: Set<string>): void {
  const keys = new Set<string>();
  reader.at += 1;
  for (skip(reader); reader.text[reader.at] === '"'; skip(reader)) {
    const key = readText(reader);
    const here = path === "" ? key : `${path}.${key}`;
    if (keys.has(key)) found.add(here);
    keys.add(key);
    skip(reader);
    reader.at += 1;
    readValue(reader, here, found);
    skip(reader);
    if (reader.text[reader.at] === ",") reader.at += 1;
  }
  reader.at += 1;
}

function readList(reader: Reader, path: string, found: Set<string>): void {
  reader.at += 1;
  skip(reader);
  for (let i = 0; reader.at < reader.text.length && reader.text[reader.at] !== "]"; i += 1) {
    readValue(reader, `${path}[${i}]`, found);
    skip(reader);
    if (reader.text[reader.at] === ",") reader.at += 1;
    skip(reader);
  }
  reader.at += 1;
}

function readText(reader: Reader): string {
  const { text, at } = reader;
  let end = at + 1;
  while (text[end] !== '"' && end < text.length) end += text[end] === "\\" ? 2 : 1;
  reader.at = end + 1;
  return JSON.parse(text.slice(at, end + 1)) as string;
}

function skip(reader: Reader): void {
  const { text } = reader;
  while (text[reader.at] === " " || text[reader.at] === "\n" || text[reader.at] === "\t" || text[reader.at] === "\r") reader.at += 1;
}
