import { html, type Markup } from './markup.ts';

/** What to do now: sentences, and commands to type, which begin with two spaces. Null where nothing is to be done. */
export function nextMarkup(lines: readonly string[]): Markup | null {
  if (lines.length === 0) return null;
  return html`<section aria-labelledby="next">
<h2 id="next">Next</h2>
${lines.map((line) =>
  line.startsWith('  ') ? html`<p><code>${line.trim()}</code></p>` : html`<p>${underHeading(line)}</p>`,
)}
</section>`;
}

/** A terminal has no heading: there the line says itself that it is the next. */
function underHeading(line: string): string {
  return line.replace(/^Next: (.)/, (_, first: string) => first.toUpperCase());
}
