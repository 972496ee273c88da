import { expect, it } from 'vitest';
import { MOST_RRSETS_LIVE, withPasts } from '../../src/cli/gatherPasts.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { AT, named, plannedOf, planOf } from '../report/planSamples.ts';

const TTLS = [86_400, 3_600, 300];

it('reads the past of the worst RRsets and migrations first, and counts the others', async () => {
  const journal = await openJournal(':memory:', { mode: 'write' });
  const names = ['a', 'b', 'c', 'd', 'z'].map((name) => `${name}.example.com.`);
  for (const [i, ttl] of TTLS.entries())
    await journal.recordSightings(
      names.map((name) => {
        const { zone, owner, type, rdata } = named(name);
        return {
          ...{ zone, owner, type, rdata, at: plusSeconds(AT, i * 3_600), ttl: { min: ttl, max: ttl } },
          complete: 'all-servers',
        };
      }),
    );
  const feasible = plannedOf(planOf([named('a.example.com.'), named('b.example.com.')], { migration: 'a' }));
  const late = plannedOf(
    planOf(
      [
        named('c.example.com.', { ttl: 60 }),
        named('d.example.com.'),
        named('z.example.com.', { ttl: 604_800 }),
      ],
      { migration: 'z', cutover: plusSeconds(AT, 3_600) },
    ),
  );
  const ownersWith = async (most: number): Promise<unknown> =>
    (await withPasts([feasible, late], journal, most)).map(({ plan, pasts = [], pastsUnread = 0 }) => [
      plan.migration,
      pasts.map(({ owner, values }) => `${owner} ${values.map(({ ttl }) => ttl).join(' ')}`),
      pastsUnread,
    ]);
  const was = '86400 3600 300';
  expect(await ownersWith(2)).toEqual([
    ['a', [], 2],
    ['z', [`z.example.com. ${was}`, `d.example.com. ${was}`], 1],
  ]);
  expect(await ownersWith(4)).toMatchObject([
    ['a', [`a.example.com. ${was}`], 1],
    ['z', { length: 3 }, 0],
  ]);
  expect(await withPasts([feasible], undefined, MOST_RRSETS_LIVE)).toEqual([feasible]);
  await journal.close();
});
