/**
 * JSON of frozen values in UTF-8, with a line break behind it: made once a value, and kept as long as the value lives.
 */
const lines = new WeakMap<object, Buffer>();
const sizes = new WeakMap<object, number>();

export function jsonLine(value: object): Buffer {
  let line = lines.get(value);
  if (line === undefined) {
    line = Buffer.from(`${JSON.stringify(value)}\n`);
    if (Object.isFrozen(value)) lines.set(value, line);
  }
  return line;
}

/** The same without the line break. */
export function jsonOf(value: object): Buffer {
  const line = jsonLine(value);
  return line.subarray(0, line.length - 1);
}

/** Bytes of the JSON text in UTF-8: what an answer weighs even where objects are passed by reference. */
export function jsonBytes(value: object): number {
  let size = sizes.get(value);
  if (size === undefined) {
    size = utf8Length(JSON.stringify(value));
    if (Object.isFrozen(value)) sizes.set(value, size);
  }
  return size;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c < 0x80) continue;
    if (c < 0x800) bytes += 1;
    else if (c >= 0xd800 && c <= 0xdbff) {
      bytes += 2;
      i += 1;
    } else bytes += 2;
  }
  return bytes;
}
