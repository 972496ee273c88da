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

test('the demo moves a record: lowered twice, forgotten by both caches before the promised instant, given back', async () => {
  const text = await shown(80);
  const changed = [...text.matchAll(/changed +api\.example\.com\. A: (\d+ → \d+) s/g)].map(
    ([, step]) => step,
  );
  expect(changed).toEqual(['86400 → 3600', '3600 → 300', '300 → 86400']);
  expect(text.indexOf('86400 → 3600 s, complete')).toBeLessThan(text.indexOf('changed '));
  const caches = [...text.matchAll(/^ {2}cache-\w+ +(\S+) +(\S+) +(\d+) s$/gm)];
  expect(caches).toHaveLength(2);
  for (const [, promised = '', lastOld = '', margin] of caches) {
    expect(promised).toBe('02:05:31');
    // It was still there a minute after the change, and gone before the promise.
    expect(lastOld > '02:01:00' && lastOld < promised).toBe(true);
    expect(Number(margin)).toBeGreaterThan(0);
  }
  expect(text).toContain('With the TTL of a day it would have been until 2026-12-05 02:00:31Z.');
  expect(text).toContain('The servers answer api.example.com. A 198.51.100.20 with 86400 s.');
});

test('the demo fits 80 columns', async () => {
  const text = await shown(80);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
