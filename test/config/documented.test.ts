import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configJsonSchema } from '../../src/config/shippedFiles.ts';

it('docs/configuration.md names every key that the schema has', async () => {
  const docs = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const keys = new Set<string>();
  JSON.stringify(configJsonSchema(), (key, value: unknown) => {
    if (key === 'properties' && typeof value === 'object' && value !== null)
      for (const name of Object.keys(value)) keys.add(name);
    return value;
  });
  expect(keys.size).toBeGreaterThan(40);
  const words = new Set(docs.match(/[A-Za-z0-9]+/g));
  expect([...keys].filter((key) => !words.has(key))).toEqual([]);
});
