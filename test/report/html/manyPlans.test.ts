/** Pages of very many migrations and RRsets: the worst are told, all are counted, and the page stays small. */
import { expect, it } from 'vitest';
import { plusSeconds } from '../../../src/model/instant.ts';
import { ttl } from '../../../src/model/ttl.ts';
import { renderPlanHtml } from '../../../src/report/html/planHtml.ts';
import type { PlannedMigration } from '../../../src/report/plan/plannedMigration.ts';
import { timelinesOf } from '../../../src/report/plan/timelines.ts';
import { AT, CUTOVER, named, plannedOf, planOf, reportOf } from '../planSamples.ts';

const DAY = 86_400;

/** Records with as many different pasts: no two are drawn together. */
function large(records: number, name = 'shop'): PlannedMigration {
  const rrsets = Array.from({ length: records }, (_, i) =>
    named(`host-${i}.example.com.`, { ttl: 3_600, formerTtl: ttl(DAY + i), lowered: true }),
  );
  const at = plusSeconds(CUTOVER, -5 * DAY);
  return plannedOf(planOf(rrsets, { at, migration: name }), {
    pasts: rrsets.map(({ owner, type, rdata }, i) => ({
      ...{ owner, type },
      values: [
        { since: AT, everywhereAt: AT, ttl: DAY + i, rdata },
        {
          ...{ since: plusSeconds(CUTOVER, -7 * DAY), everywhereAt: plusSeconds(CUTOVER, -7 * DAY + 30) },
          ...{ ttl: 3_600, rdata, step: { id: 'one-week', kind: 'lower' } },
        },
      ],
    })),
  });
}

function page(...migrations: readonly PlannedMigration[]): string {
  const report = reportOf(...migrations);
  return renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' });
}

function headings(text: string): string[] {
  return [...text.matchAll(/<h2 id="migration-\d+-name">([\w-]+) /g)].map(([, name = '']) => name);
}

it('of 5,000 records that were each lowered stays below 3 MB, and counts what it leaves out', () => {
  const text = page(large(5_000));
  expect(text.length).toBeLessThan(3_000_000);
  expect(text).toContain('4988 more timelines are not drawn');
  expect(text).toContain('<span class="mark good"><span aria-hidden="true">✓ </span>done</span>');
  expect(text).toMatch(/[0-9]+ more steps; <code>--format json<\/code> has all/);
  expect(text).toMatch(/and 4500 more, of 5000 RRsets/);
});

it('of 60 such migrations of 500 records tells the worst 30, names the others, and stays below 3 MB', () => {
  const usual = large(500, 'usual');
  const many = Array.from({ length: 60 }, (_, i) => ({
    ...usual,
    plan: { ...usual.plan, migration: `m${i}` },
    ...(i === 59 ? { verdict: 'infeasible' as const } : {}),
    ...(i === 50 ? { verdict: 'unknown' as const } : {}),
    ...(i < 20 ? { verdict: 'past' as const } : {}),
  }));
  const text = page(...many);
  expect(text.length).toBeLessThan(3_000_000);
  const told = headings(text);
  expect(told).toHaveLength(30);
  expect(told.slice(0, 3)).toEqual(['m59', 'm50', 'm20']);
  expect(text).toContain('<li>m19 ');
  expect(text).toContain('The worst come first; the first 30 are told below.');
});

it('says what is next of the ten migrations that are soonest, under a heading that says that it is', () => {
  const one = plannedOf(planOf([named('www.example.com.')]));
  expect(page(one)).toMatch(/<h2 id="next">Next<\/h2>\n<p>Lower www\.example\.com\. A to 3600 s at /);
  const many = Array.from({ length: 15 }, (_, i) =>
    plannedOf(
      planOf([named('www.example.com.')], {
        migration: `m${i}`,
        cutover: plusSeconds(CUTOVER, (15 - i) * DAY),
      }),
    ),
  );
  const said = [...page(...many).matchAll(/<p>Next for (m\d+): /g)].map(([, name]) => name);
  expect(said).toEqual(['m14', 'm13', 'm12', 'm11', 'm10', 'm9', 'm8', 'm7', 'm6', 'm5']);
  expect(page(...many)).toContain('Of 5 more migrations the next step is later, or there is none.');
});

it('draws the hours around the cutover only where something changes', () => {
  const closeUps = (text: string): number => text.match(/Around the cutover/g)?.length ?? 0;
  expect(closeUps(page(plannedOf(planOf([named('www.example.com.')]))))).toBe(1);
  expect(closeUps(page(plannedOf(planOf([named('low.example.com.', { ttl: 60 })]))))).toBe(0);
});

it('says of how many RRsets nobody read the past', () => {
  const one = plannedOf(planOf([named('www.example.com.'), named('api.example.com.')]), { pastsUnread: 1 });
  expect(page(one)).toContain('What was done of 1 of the 2 RRsets was not read from the journal');
  expect(page({ ...one, pastsUnread: 0 })).not.toContain('was not read from the journal');
});

it('draws what is least ready first, whatever its name', () => {
  const soon = { at: plusSeconds(CUTOVER, -3_600) };
  const { rrsets } = planOf(
    [
      named('a.example.com.', { ttl: 60 }),
      named('b.example.com.', { ttl: 1_800 }),
      named('c.example.com.', { ttl: 7_200 }),
      named('d.example.com.', { ttl: 604_800 }),
    ],
    soon,
  );
  expect(timelinesOf(rrsets).map(({ like }) => like.owner)).toEqual([
    ...['d.example.com.', 'c.example.com.', 'b.example.com.', 'a.example.com.'],
  ]);
});
