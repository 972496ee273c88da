import { isPlain } from './plainText.ts';

/**
 * Text from the network, fit to be shown: anything that a terminal would act on, or that would show
 * something else than what is there, is written out (`\u{1b}`).
 *
 * Escaped are control characters (C0, DEL, C1: cursor, colours, titles, new lines), format characters
 * (bidi marks and overrides, zero-width characters, tags), line and paragraph separators, lone
 * surrogates, private and unassigned code points, and everything else that has no shape of its own.
 */
function hostile(): RegExp {
  // Made on first use: such a set of characters takes a millisecond to put together.
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
}

/** Most JSON is of these characters alone, and a look for them costs much less than one for all the others. */
const HARMLESS = /^[\x20-\x7e\n]*$/;

/**
 * What the runner of GitHub Actions takes for a command, where it stands first in a line of the log or, in the older
 * form, anywhere. Lines are broken anywhere, so that anything may come to stand first. Addresses such as `::1` are none.
 */
const COMMAND = /::(?=[a-z-]+(?: .*)?::)|##(?=\[)/gs;

/** `text` for a terminal, or a log: one line, nothing in it acts. */
export function forTerminal(text: string): string {
  const shown = isPlain(text) ? text : text.replace(hostile(), written);
  return shown.includes('::') || shown.includes('##[')
    ? shown.replace(COMMAND, (mark) => `${written(mark)}${mark.charAt(1)}`)
    : shown;
}

/** The first character of `text`, written out. */
function written(text: string): string {
  return `\\u{${(text.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `text` in GitHub Flavored Markdown: no mark-up, no HTML, no new cell of a table. */
export function forMarkdown(text: string): string {
  return forTerminal(text).replace(/[\\`*_{}[\]<>#|~!&]/g, (char) => `\\${char}`);
}

/**
 * `text` in Markdown where nothing may become a link or a mention either. Renderers make them of bare text: of
 * `www.`, of `://` and of `@` (GitHub Flavored Markdown §6.9).
 */
export function inertMarkdown(text: string): string {
  return forMarkdown(text)
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replaceAll('://', '&#58;//')
    .replaceAll('@', '`@`');
}

/** `text` as code in a cell of a table in Markdown: neither mark-up nor link. */
export function codeSpan(text: string): string {
  const inert = forTerminal(text).replaceAll('|', '\\|');
  const runs = inert.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return runs.length === 0 ? `${fence}${inert}${fence}` : `${fence} ${inert} ${fence}`;
}

/**
 * JSON text that is harmless on a terminal and in the log of a workflow too, and reads back as the same value. `json`
 * comes from JSON.stringify: new lines in it are layout and stay.
 */
export function forJson(json: string): string {
  // Only strings can hold it: outside of them JSON has no such sign.
  const inert = json.includes('##[') ? json.replaceAll('##[', `##${utf16Escapes('[')}`) : json;
  if (HARMLESS.test(inert)) return inert;
  return inert.replace(hostile(), (char) => (char === '\n' ? char : utf16Escapes(char)));
}

function utf16Escapes(char: string): string {
  let text = '';
  for (let i = 0; i < char.length; i++) text += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
}
