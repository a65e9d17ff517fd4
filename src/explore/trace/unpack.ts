import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import { TraceError } from "./trace-error.ts";

/**
 * The text of a recording's bytes: gzip by its magic number, brotli by the name's ending (it has no magic), else plain.
 *
 * @throws {TraceError} "truncated" for bytes that do not unpack, "malformed" for text that is not UTF-8
 */
export function unpackTrace(name: string, bytes: Uint8Array): string {
  const plain = isGzip(bytes) ? inflate(name, "gzip", () => gunzipSync(bytes)) : name.endsWith(".br") ? inflate(name, "brotli", () => unbrotli(bytes)) : bytes;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch {
    throw new TraceError("malformed", name, 0, "not UTF-8 text; expected JSON lines, plain or packed as .gz or .br");
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unbrotli(bytes: Uint8Array): Uint8Array {
  return brotliDecompressSync(bytes, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
}

function inflate(name: string, form: string, unpack: () => Uint8Array): Uint8Array {
  try {
    return unpack();
  } catch (cause) {
    throw new TraceError("truncated", name, 0, `the ${form} data is cut off or damaged (${cause instanceof Error ? cause.message : String(cause)}); copy the file again`);
  }
}
