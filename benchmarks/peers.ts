import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Loads a peer that is installed in benchmarks/, typed by the caller with the little it uses: the root's type check must
 * not need the peers.
 */
export async function peer<T>(name: string): Promise<T> {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`${name} is not installed: run npm ci in benchmarks/ first`);
  }
  const loaded: { readonly default?: T } & T = await import(pathToFileURL(entry).href);
  return loaded.default ?? loaded;
}
