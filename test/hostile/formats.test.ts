/** What others put into DNS, shown by every reporter there is: escaped for its format, and bounded. */
import { describe, expect, test } from 'vitest';
import { ACTIVE, HOSTILE } from '../report/hostileTexts.ts';
import { OUTPUTS } from './outputs.ts';

/** Syntax of one format or another. */
const MARKUP: readonly (readonly [what: string, text: string])[] = [
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['a comment and CDATA of XML', ']]><!-- --><x y="1"/>&lt;&amp;&#0;'],
  ['Markdown', '[x](https://example.test) ![i](https://example.test/i.png) `a` **b** | c | # d'],
  ['Markdown that is clicked by itself', 'https://example.test www.example.test @team'],
  ['mentions of Slack', '<!channel> <@U012AB3CD> <https://example.test|click> *b* _i_ ~s~ `c`'],
  ['a formula of CSV', '=HYPERLINK("https://example.test","x")'],
  ['another formula', '+1+cmd|x!A0'],
  ['a third', '@SUM(1)'],
  ['a fourth', '-2+3'],
  ['a workflow command', '::error file=x::spoofed'],
  ['a workflow command of old', '##[error]spoofed'],
  ['calendar lines', 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT'],
  ['quotes and backslashes', '"\'\\"\\\\ %0A %25 ,;'],
];

/** Per format, what has a meaning in it: there may be as much of it as a harmless text leads to, and no more. */
const SYNTAX: Readonly<Record<string, RegExp>> = {
  junit: /<[^>]*/g,
  github: /^::/gm,
  csv: /(?:^|,)"?[=+\-@\t]/gm,
  markdown: /(?<!\\)<(?=[a-z!/])|(?<!\\)\]\(|(?<!\\)!\[|(?<!\\)\*\*/gi,
  html: /<[a-z!/]|\bon[a-z]+\s*=(?=[^"<>]*>)|(?:href|src)="?\s*javascript:/gi,
  slack: /<[!@#a-z]/gi,
  ics: /^(?:BEGIN|END):/gm,
};
const JSON_FORMATS: readonly string[] = ['json', 'ndjson', 'sarif', 'gitlab', 'baseline', 'slack'];

/** Of no meaning anywhere, and as long as a label may be. */
const HARMLESS = 'plain';
const ALL = [...HOSTILE, ...MARKUP];

describe.each(OUTPUTS)('$what as $format', ({ format, draw }) => {
  test.each(ALL)('shows %s, and nothing in it acts', async (_what, text) => {
    const shown = await draw(text);
    const lines = format === 'ics' || format === 'csv' ? shown.replaceAll('\r\n', '\n') : shown;
    expect(lines.replaceAll('\n', '')).not.toMatch(ACTIVE);
    // Whatever is printed may land in the log of a workflow.
    expect(format === 'github' ? '' : lines).not.toMatch(/^\s*::[a-z-]+[^\n]*::/m);
    // The older form of a workflow command counts anywhere in a line.
    expect(lines).not.toContain('##[');
    const syntax = SYNTAX[format];
    if (syntax !== undefined) {
      const found = (from: string): number => (withoutCode(from, format).match(syntax) ?? []).length;
      expect(found(lines)).toBeLessThanOrEqual(found((await draw(HARMLESS)).replaceAll('\r\n', '\n')));
    }
    if (JSON_FORMATS.includes(format))
      for (const document of format === 'ndjson' ? shown.trimEnd().split('\n') : [shown])
        JSON.parse(document);
  });

  test('shows 64 KiB of TXT and no more of it than there is', async () => {
    const text = `"${'t'.repeat(65_000)}"`;
    const shown = await draw(text);
    expect(shown.length).toBeLessThan(60 * text.length);
  });
});

/** In code of Markdown, a span or indented lines, nothing means anything but its end. */
function withoutCode(text: string, format: string): string {
  return format === 'markdown'
    ? text.replace(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|^ {4}.*$/gm, '')
    : text;
}
