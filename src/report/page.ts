import { html, Html } from "./html.ts";

/** What a page is made of. Everything is inlined: it makes no request. */
export interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly body: readonly Html[];
  /** Runs as a module, at the end. */
  readonly script?: string;
  /** Read by the script from the element #run. Base64, so it needs no escaping. */
  readonly data?: string;
}

/** One self-contained document. */
export function page({ title, style, body, script, data }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${body}
${data !== undefined && html`<script type="application/octet-stream" id="run">${data}</script>`}
${script !== undefined && html`<script type="module">${new Html(script)}</script>`}
</body>
</html>
`.text;
}

/** The name with its sign: threads over and under each other. */
export const brand = html`<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"><path d="M3 7h5M12 7h9M3 12h9M16 12h5M3 17h5M12 17h9"/><path d="M10 3v11M10 19v2M14 3v6M14 14v7" opacity=".55"/></svg> kubeloom`;
