import { type Html, html } from "#functions/kernel/http/html.ts";

/** A whole page of the reference. */
export const pageOf = (title: string, content: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/docs/explorer.css">
</head>
<body>
${content}
</body>
</html>
`.html;
