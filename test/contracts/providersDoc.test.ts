import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COUNTERPARTS, PROVIDER_CASES } from './providerCases.ts';

/** The table of docs/providers.md: a case a line, a counterpart a column, and notes below. */
function contractTable(): string {
  const counterparts = Object.values(COUNTERPARTS);
  const notes = [...new Set(counterparts.flatMap(({ differences }) => Object.values(differences)))];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['case', ...counterparts.map(({ column }) => column)]),
    `|${'---|'.repeat(counterparts.length + 1)}`,
    row(['run by', ...counterparts.map(({ runBy }) => `\`${runBy}\``)]),
    ...PROVIDER_CASES.map((name) =>
      row([
        name,
        ...counterparts.map(({ differences }) => {
          const note = differences[name];
          return note === undefined ? 'yes' : `differs (${notes.indexOf(note) + 1})`;
        }),
      ]),
    ),
    '',
    ...notes.map((note, i) => `${i + 1}. ${note}`),
  ].join('\n');
}

test('docs/providers.md says which case of the contract runs on what', () => {
  const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');
  const [, table] = /<!-- contract -->\n([\s\S]*?)\n?<!-- \/contract -->/.exec(page) ?? [];
  expect(table?.trim()).toBe(contractTable());
});
