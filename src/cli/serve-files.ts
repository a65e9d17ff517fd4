import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RecordedWrite } from "../cluster/index.ts";
import { yamlLibrary } from "../wire/index.ts";
import { readInput, readText } from "./files.ts";
import { UsageError } from "./usage-error.ts";

/** The objects of manifests: files (or "-"), and directories' *.yaml, *.yml and *.json in the order of names. @throws {UsageError} naming file and document */
export function readManifestFiles(paths: readonly string[]): readonly object[] {
  return paths.flatMap(filesIn).flatMap((path) => {
    const documents = yamlLibrary().parseAllDocuments(readText("--load", path), { uniqueKeys: true });
    if (!Array.isArray(documents)) return [];
    return documents.flatMap((document, i) => {
      const where = `--load ${path}: document ${i + 1}`;
      if (document.errors[0] !== undefined) throw new UsageError(`${where}: ${document.errors[0].message}`);
      return objectsOf(document.toJS(), where);
    });
  });
}

function filesIn(path: string): readonly string[] {
  if (path === "-" || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const found = readdirSync(path).filter((name) => /[.](?:ya?ml|json)$/.test(name)).sort();
  if (found.length === 0) throw new UsageError(`--load ${path}: the directory holds no .yaml, .yml or .json`);
  return found.map((name) => join(path, name));
}

function objectsOf(value: unknown, where: string): readonly object[] {
  if (value === null) return [];
  if (typeof value !== "object" || Array.isArray(value)) throw new UsageError(`${where} is ${Array.isArray(value) ? "an array" : `a ${typeof value}`}; expected an object with apiVersion and kind`);
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)) return items.flatMap((item, i) => objectsOf(item, `${where}, item ${i + 1}`));
  return [value];
}

/** A recording's objects and its changes, from the start on. @throws {UsageError} */
export async function readRecording(paths: readonly string[]): Promise<{ readonly objects: readonly object[]; readonly writes: readonly RecordedWrite[] }> {
  if (paths.length === 0) return { objects: [], writes: [] };
  // Most servers play none, and are ready without reading all that explores.
  const { readTrace, TraceError, unpackTrace } = await import("../explore/index.ts");
  try {
    const { initial, writes } = readTrace(paths.map((path) => ({ name: path, text: unpackTrace(path, readInput("--trace", path)) })));
    return { objects: initial.map(({ object }) => object), writes: writes.map(({ at, type, object }) => ({ at, type, object })) };
  } catch (cause) {
    if (cause instanceof TraceError) throw new UsageError(`--trace ${cause.message}`);
    throw cause;
  }
}
