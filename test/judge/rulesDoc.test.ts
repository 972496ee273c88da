import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rulesPage } from '../../scripts/build-rules-doc.ts';
import { RULES } from '../../src/judge/rules.ts';

test('docs/rules.md is what the rules say (else run: node scripts/build-rules-doc.ts)', () => {
  const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  expect(page).toBe(rulesPage());
  for (const id of Object.keys(RULES)) expect(page).toContain(`\n## ${id}\n`);
});
