import { expect, test } from 'vitest';
import { runDemo } from '../../src/cli/demo.ts';
import { manualClock } from '../../src/world/manualClock.ts';

async function shown(columns: number): Promise<string> {
  let text = '';
  const stdout = {
    columns,
    write: (piece: string) => {
      text += piece;
    },
  };
  await runDemo({ stdout, clock: manualClock('2026-01-01T00:00:00Z'), color: 'plain' });
  return text;
}

test('the demo shows a ready record, one too long, a chain and servers that disagree, and what to try next', async () => {
  const text = await shown(80);
  const row = (name: string) =>
    text.split('\n').find((line) => line.includes(`${name} `) && / (A|CNAME) /.test(line));
  expect(row('www.example.com.')).toMatch(/300 s +200–300 +ready/);
  expect(row('api.example.com.')).toMatch(/86400 s +21500–84000 +not ready/);
  expect(row('legacy.example.com.')).toContain('not ready');
  expect(row('mail.example.com.')).toMatch(/300–86400 s .*not ready/);
  expect(row('↳ edge.example.net.')).toContain('foreign');
  expect(text.replaceAll(/\s+/g, ' ')).toContain('86400 s (1 d) from ns2.example.com.');
  expect(text).toContain('5 names, 9 RRsets');
  expect(text).toContain('ttl-check example.com --cutover');
});

test('the demo fits 80 columns', async () => {
  const text = await shown(80);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
