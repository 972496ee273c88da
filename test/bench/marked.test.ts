import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withMarked } from '../../bench/marked.ts';

const PAGE = 'Before.\n\n<!-- bench:one -->\n\nold\n\n<!-- /bench:one -->\n\nAfter.\n';

describe('a part of a page that the bench writes', () => {
  it('is replaced, and nothing else of the page', () => {
    const page = withMarked(PAGE, 'one', '\n| new |\n');
    expect(page).toBe('Before.\n\n<!-- bench:one -->\n\n| new |\n\n<!-- /bench:one -->\n\nAfter.\n');
    expect(withMarked(page, 'one', '| new |')).toBe(page);
  });

  it.each([
    ['no marks', 'Before.\n'],
    ['no end', '<!-- bench:one -->\n'],
    ['the end before the beginning', '<!-- /bench:one -->\n<!-- bench:one -->\n'],
    ['two of them', PAGE + PAGE],
  ])('is refused where there are %s', (_, page) => {
    expect(() => withMarked(page, 'one', 'new')).toThrow(/<!-- bench:one --> and <!-- \/bench:one -->/);
  });

  it('is on the page for every section', async () => {
    const page = await readFile(new URL('../../docs/performance.md', import.meta.url), 'utf8');
    const sections = [
      'lookups',
      'growth',
      'one-shot',
      'startup',
      'memory',
      'scheduler',
      'journal',
      'workers',
    ];
    for (const section of sections) expect(withMarked(page, section, 'new')).toContain('\nnew\n');
  });
});
