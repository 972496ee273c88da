import { html, type Markup } from './markup.ts';

/** Figures at the head of a page or a section: what it is, the figure, and a word under it. */
export type Facts = readonly { readonly name: string; readonly value: string; readonly more?: string }[];

/** Null of none. */
export function factsMarkup(facts: Facts): Markup | null {
  if (facts.length === 0) return null;
  return html`<dl class="facts">${facts.map(
    ({ name, value, more }) =>
      html`<div><dt>${name}</dt><dd>${value}${more === undefined ? null : html` <small>${more}</small>`}</dd></div>`,
  )}</dl>`;
}
