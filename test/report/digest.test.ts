/**
 * What a user sees of a digest: `digests/<name>…`. After a change that is meant,
 * `UPDATE_SCENARIOS=1 vitest run test/report` writes them anew; read the difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/model/digest.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import { ttl } from '../../src/model/ttl.ts';
import { composeDigest } from '../../src/report/digest/composeDigest.ts';
import {
  DIGEST_FORMATS,
  DIGEST_REPORTERS,
  type DigestFormat,
  type DigestOptions,
} from '../../src/report/digest/digestReporters.ts';
import { readinessBar } from '../../src/report/digest/digestSentences.ts';
import { width } from '../../src/report/width.ts';
import { DIGEST_SAMPLES, lowered, MONDAY, material, poisoned, run, USUAL } from './digestSamples.ts';
import { ACTIVE, HOSTILE } from './hostileTexts.ts';
import { plannedOf, planOf, rrsetToPlan } from './planSamples.ts';

const OPTIONS: DigestOptions = { columns: 80, color: 'plain', at: MONDAY, verbosity: 'normal' };

async function rendered(
  digest: Digest | undefined,
  format: DigestFormat,
  options = OPTIONS,
): Promise<string> {
  if (digest === undefined) throw new Error('no such sample');
  return (await DIGEST_REPORTERS[format].load())(digest, options);
}

describe('scenarios', () => {
  const files: readonly (readonly [string, string, DigestFormat, DigestOptions])[] = [
    ['usual.80.txt', 'usual', 'table', OPTIONS],
    ['usual.140.txt', 'usual', 'table', { ...OPTIONS, columns: 140 }],
    ['usual.color.txt', 'usual', 'table', { ...OPTIONS, color: 'color' }],
    ['usual.md', 'usual', 'markdown', OPTIONS],
    ['usual.json.txt', 'usual', 'json', OPTIONS],
    ['usual.slack.txt', 'usual', 'slack', { ...OPTIONS, runsUrl: 'https://ci.example.com/runs' }],
    ['nothing.80.txt', 'nothing', 'table', OPTIONS],
  ];

  it.each(files)('%s', async (file, sample, format, options) => {
    const text = await rendered(DIGEST_SAMPLES[sample], format, options);
    const url = new URL(`digests/${file}`, import.meta.url);
    if (process.env.UPDATE_SCENARIOS === '1') writeFileSync(url, text);
    expect(text).toBe(readFileSync(url, 'utf8'));
  });

  it.each([48, 80, 140])('of a table keep to %i columns', async (columns) => {
    for (const digest of Object.values(DIGEST_SAMPLES))
      for (const line of (await rendered(digest, 'table', { ...OPTIONS, columns })).split('\n'))
        expect(width(line)).toBeLessThanOrEqual(columns);
  });
});

describe('a digest', () => {
  it('begins with the worst migration', () => {
    const { migrations } = composeDigest(USUAL);
    expect(migrations.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['mail', 'infeasible'],
      ['shop', 'feasible'],
    ]);
  });

  it('tells what was done since the last one, and nothing before it', () => {
    const shop = composeDigest(USUAL).migrations.find(({ name }) => name === 'shop');
    expect(shop?.done).toMatchObject([
      { step: 'one-week', to: 3600, outcome: 'verified', rrsets: [{ type: 'A' }, { type: 'AAAA' }] },
    ]);
    const since = plusSeconds(MONDAY, -60);
    expect(composeDigest({ ...USUAL, since }).migrations.flatMap(({ done }) => done)).toEqual([]);
  });

  it('says of a change that was sent, and of which nothing is known, that it is pending', () => {
    const [first] = USUAL.migrations;
    if (first === undefined) throw new Error('a migration');
    const migrations = [{ ...first, intents: [lowered('www.example.com.', undefined)] }];
    expect(composeDigest({ ...USUAL, migrations }).migrations[0]?.done).toMatchObject([
      { outcome: 'pending' },
    ]);
  });

  it.each([
    ['held', 'lower'],
    ['aborted', 'restore'],
    ['done', undefined],
  ] as const)('of a migration that is %s tells as the next step: %s', (state, kind) => {
    const planned = plannedOf(planOf([rrsetToPlan()], { at: MONDAY }));
    const stateChange = { migration: 'shop', state, at: MONDAY, by: 'ops' };
    const { migrations } = composeDigest(
      material({ migrations: [{ planned, stage: 'one-week', judged: [], intents: [], state: stateChange }] }),
    );
    expect(migrations[0]?.next?.kind).toBe(kind);
  });

  it('knows its own hand in a changed TTL from that of somebody else', () => {
    const runs = [
      run('www.example.com.', 3600, '2026-12-05T01:02:00Z', '2026-12-07T00:00:00Z'),
      run('www.example.com.', 86_400, '2026-11-01T00:00:00Z', '2026-12-05T01:00:00Z'),
      run('api.example.com.', 3600, '2026-12-05T01:02:00Z', '2026-12-07T00:00:00Z'),
      run('api.example.com.', 86_400, '2026-11-01T00:00:00Z', '2026-12-05T01:00:00Z'),
    ];
    const intents = [lowered('www.example.com.', 'verified')];
    const { watched } = composeDigest(material({ watched: { judged: [], runs, intents } }));
    expect(watched.changes.map(({ owner, by }) => [owner, by])).toEqual([
      ['www.example.com.', 'ttl-check'],
      ['api.example.com.', 'someone-else'],
    ]);
  });

  it('takes a look that missed a server for no change', () => {
    const runs = [
      run('www.example.com.', 300, '2026-12-05T00:00:00Z', '2026-12-07T00:00:00Z'),
      run('www.example.com.', 300, '2026-12-04T00:00:00Z', '2026-12-04T12:00:00Z', {
        complete: 'some-servers',
      }),
    ];
    const { watched } = composeDigest(material({ watched: { judged: [], runs, intents: [] } }));
    expect(watched.changes).toEqual([]);
  });

  it('calls a restore forgotten a day after it was due', () => {
    const restoreAt = plusSeconds(MONDAY, -86_399);
    const former = {
      migration: 'm',
      owner: parseName('a.example.'),
      type: 'A',
      ttl: ttl(3600),
      recordedAt: MONDAY,
    };
    const lent = { migration: 'm', cutoverAt: MONDAY, formers: [former] };
    expect(composeDigest(material({ lent: [{ ...lent, restoreAt }] })).forgotten).toEqual([]);
    const late = { ...lent, restoreAt: plusSeconds(restoreAt, -1) };
    expect(composeDigest(material({ lent: [late] })).forgotten).toMatchObject([{ formerTtl: 3600 }]);
    const back = { ...late, formers: [{ ...former, restoredAt: MONDAY }] };
    expect(composeDigest(material({ lent: [back] })).forgotten).toEqual([]);
  });
});

describe('the bar', () => {
  it('is full only when everything is ready, and always as long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 600 }), { minLength: 4, maxLength: 4 }),
        ([a = 0, b = 0, c = 0, d = 0]) => {
          const count = { total: a + b + c + d, ready: a, planned: b, tooLate: c, unknown: d };
          const bar = readinessBar(count, 20);
          expect(bar).toHaveLength(20);
          expect(bar === '█'.repeat(20)).toBe(count.total > 0 && a === count.total);
        },
      ),
    );
  });
});

describe('hostile data', () => {
  const cases = DIGEST_FORMATS.flatMap((format) => HOSTILE.map(([what, text]) => ({ format, what, text })));

  it.each(cases)('$what does nothing in $format', async ({ format, text }) => {
    const shown = await rendered(composeDigest(poisoned(text)), format);
    expect(shown.replaceAll('\n', '')).not.toMatch(ACTIVE);
  });

  it('has no mark-up of others in Markdown', async () => {
    const text = '<script>alert(1)</script> [x](https://example.test) | `a` ![i](https://example.test/i.png)';
    const shown = await rendered(composeDigest(poisoned(text)), 'markdown');
    expect(shown).not.toMatch(/(?<!\\)<script|(?<!\\)\]\(|(?<!\\)!\[/);
    for (const line of shown.split('\n').filter((one) => one.startsWith('|')))
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(5);
  });

  it('reads back from JSON as it was', async () => {
    for (const [, text] of HOSTILE) {
      const digest = composeDigest(poisoned(text));
      const shown = JSON.parse(await rendered(digest, 'json'));
      expect(shown.migrations[0].name).toBe(digest.migrations[0]?.name);
      expect(shown.watched.obstacles).toEqual(digest.watched.obstacles);
    }
  });
});
