/** What stands between two lines of dashes. */
export interface PemBlock {
  readonly type: string;
  readonly headers: boolean;
}

/**
 * The blocks of a text in base64, as the wire carries bytes. What is between blocks is passed over, and so are blocks that
 * are broken.
 *
 * @source go src/encoding/pem/pem.go Decode
 */
export function pemBlocks(base64: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { readonly type: string; lines: string[] } | undefined;
  for (const line of textOf(base64).split(/\r?\n/)) {
    const begun = /^-----BEGIN (.+)-----\s*$/.exec(line)?.[1];
    if (begun !== undefined) open = { type: begun, lines: [] };
    else if (open !== undefined && line.trimEnd() === `-----END ${open.type}-----`) {
      const headers = open.lines.some((each) => each.includes(":"));
      const body = open.lines.filter((each) => !each.includes(":")).join("").trim();
      if (/^[A-Za-z0-9+/\s]*={0,2}$/.test(body)) blocks.push({ type: open.type, headers });
      open = undefined;
    } else open?.lines.push(line);
  }
  return blocks;
}

function textOf(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return "";
  }
}
