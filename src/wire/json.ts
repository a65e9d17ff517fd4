/**
 * JSON text of frozen values, made once a value and kept as long as the value lives.
 */
const texts = new WeakMap<object, string>();
const sizes = new WeakMap<object, number>();

export function jsonText(value: object): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    if (Object.isFrozen(value)) texts.set(value, text);
  }
  return text;
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
