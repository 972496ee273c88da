import { createHash } from 'node:crypto';
import { html, type Markup, ownMarkup } from './markup.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface Page {
  readonly title: string;
  /** What stands above everything: the verdict, and the facts that all below shares. */
  readonly header: Markup;
  readonly main: Markup;
  readonly footer: Markup;
  /** A page that is served asks for itself again after so many seconds. */
  readonly refreshSeconds?: number;
}

/**
 * A page in one file. Its Content Security Policy allows no request at all, and of styles and scripts only the two that
 * are in it, by their hash (CSP Level 3 §2.3.1): text from the network could not act even if it were not escaped.
 */
export function pageText({ title, header, main, footer, refreshSeconds }: Page): string {
  const refresh =
    refreshSeconds === undefined ? null : html`<meta http-equiv="refresh" content="${refreshSeconds}">\n`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ownMarkup(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${refresh}<title>${title}</title>
<link rel="icon" href="data:,">
<style>${ownMarkup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
${header}
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer>
${footer}
</footer>
<script>${ownMarkup(SCRIPT)}</script>
</body>
</html>
`.markup;
}

function policy(): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    `script-src ${hashOf(SCRIPT)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
