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
