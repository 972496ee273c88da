import { forTerminal } from '../escape.ts';

/** Text that is HTML already. Made by `html` alone, so that nothing gets into a page unescaped by oversight. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is not, lists stand side by side, null leaves nothing. */
export type Content = string | number | null | Markup | readonly Content[];

/** A tagged template of HTML that escapes every value. Attributes are to be written in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: parts.map((part, i) => part + rendered(values[i] ?? null)).join('') };
}

/** Text that this program wrote itself as HTML, CSS or a script. Never for anything from outside. */
export function ownMarkup(text: string): Markup {
  return { markup: text };
}

/** Nothing that a terminal would act on, and nothing that HTML would: fit for text and for quoted attributes. */
export function forHtml(text: string): string {
  return forTerminal(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function rendered(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string') return forHtml(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(rendered).join('');
}
