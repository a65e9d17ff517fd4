/** Reads what `columns.ts` wrote: zigzag differences in groups of seven bits. */

/**
 * @template {Float64Array | Int32Array | Uint8Array} A
 * @param {Uint8Array} bytes the column area
 * @param {{ offset: number, count: number }} ref
 * @param {new (length: number) => A} Kind the array to fill
 * @returns {A}
 */
export function readColumn(bytes, ref, Kind) {
  const values = new Kind(ref.count);
  let at = ref.offset;
  let value = 0;
  for (let i = 0; i < ref.count; i++) {
    let zigzag = 0;
    let weight = 1;
    let byte = bytes[at++];
    while (byte >= 128) {
      zigzag += (byte - 128) * weight;
      weight *= 128;
      byte = bytes[at++];
    }
    zigzag += byte * weight;
    value += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    values[i] = value;
  }
  return values;
}

/** Deflated base64 to the header and the column area behind it. @param {string} text */
export async function openPayload(text) {
  const packed = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  return {
    header: JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))),
    columns: bytes.subarray(4 + length),
  };
}
