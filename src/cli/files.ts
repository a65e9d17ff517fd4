import { readFileSync, readSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT, UsageError } from "./usage-error.ts";

/** The recorded cluster that comes with kubeloom. */
export const SHOP = fileURLToPath(new URL("../../properties/recordings/shop.jsonl.gz", import.meta.url));

/** A file, or standard input for "-". @throws {UsageError} naming the flag */
export function readInput(flag: string, path: string): Uint8Array {
  try {
    return path === "-" ? readStandardInput() : readFileSync(path);
  } catch (cause) {
    throw new UsageError(`${flag} ${path}: ${reason(cause)}`);
  }
}

/** To its end, also where whoever holds the other end made it non-blocking. */
function readStandardInput(): Uint8Array {
  const parts: Uint8Array[] = [];
  const part = Buffer.alloc(1 << 16);
  for (;;) {
    const read = readSome(part);
    if (read === 0) return Buffer.concat(parts);
    parts.push(Buffer.from(part.subarray(0, read)));
  }
}

const NOTHING_YET_MS = 5;

function readSome(part: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, part);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NOTHING_YET_MS);
    }
  }
}

/** As `readInput`, decoded as UTF-8. */
export function readText(flag: string, path: string): string {
  return new TextDecoder().decode(readInput(flag, path));
}

/** @throws {UsageError} with the exit code of the environment, naming the flag and the way out */
export function writeOutput(flag: string, path: string, text: string, instead: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`${flag} ${path}: ${reason(cause)}; ${instead}`, EXIT.environment);
  }
}

/** "shop" of "recordings/shop.jsonl.gz", and of "shop/trace.jsonl.gz" too: the recorder calls every file so. */
export function traceName(path: string): string {
  if (path === "-") return "standard input";
  const name = basename(path).replace(/(?:[.](?:jsonl?|gz|br))+$/, "");
  return name === "trace" ? basename(dirname(resolve(path))) : name;
}

function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  const known: { readonly [code: string]: string } = { ENOENT: "no such file or directory", EACCES: "permission denied", EISDIR: "is a directory", ENOTDIR: "its parent is not a directory" };
  return known[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
