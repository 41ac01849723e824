/** What every page of ours is in: the HTML document around its head and its body. */
import { html, type Markup } from "./html.ts";

/** The text of a whole document, for both colour schemes and every width. */
export function document(title: string, head: Markup, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`.text;
}
