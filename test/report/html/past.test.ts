import { describe, expect, it } from 'vitest';
import { plusSeconds } from '../../../src/model/instant.ts';
import { drawnPast, oldDataUntil } from '../../../src/report/html/drawnPast.ts';
import { renderPlanHtml } from '../../../src/report/html/planHtml.ts';
import type { PlanReport } from '../../../src/report/plan/plannedMigration.ts';
import { PAST_SAMPLES } from '../pastSamples.ts';
import { CUTOVER, PLAN_SAMPLES } from '../planSamples.ts';

function page(report: PlanReport | undefined): string {
  if (report === undefined) throw new Error('there is no such sample');
  return renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' });
}

/** What the dots of the first drawing are, in their order. */
function dots(text: string): string[] {
  const [drawing = ''] = /<svg viewBox="0 0 880 300".*?<\/svg>/s.exec(text) ?? [];
  return [...drawing.matchAll(/data-step="([\w-]+)" data-is="(\w+)" data-at="\d+" data-ttl="(\d+)"/g)].map(
    ([, id, is, ttl]) => `${id} ${is} ${ttl}`,
  );
}

describe('a plan whose migration is under way', () => {
  const text = page(PAST_SAMPLES['under-way']);

  it('draws what was done, what somebody else did, and what is ahead', () => {
    expect(dots(text)).toEqual([
      ...[
        'one-week done 3600',
        'hand hand 7200',
        'one-week ahead 3600',
        'day-of ahead 300',
        'restore ahead 86400',
      ],
    ]);
  });

  it('says the same in its table, and in words for who cannot see it', () => {
    expect(text).toMatch(/12 h ago.*?86400 → 3600 s.*?done<\/span> step one-week, verified at every server/s);
    expect(text).toMatch(/3600 → 7200 s.*?by somebody else<\/span> seen at every server/s);
    expect(text).toContain('It was lowered from 86400 to 3600 s at 2026-12-05 02:00.');
    expect(text).toContain('It was changed by somebody else from 3600 to 7200 s at 2026-12-05 09:12.');
  });

  it('tells RRsets with another past apart, and one batch together', () => {
    expect(text).toContain('<strong>www.example.com. A+AAAA</strong>');
    expect(text).toContain('<strong>api.example.com. A</strong>');
  });

  it('says what the lowering is for', () => {
    expect(text).toMatch(/Without lowering<\/dt><dd>1 d 5 min <small>until 2026-12-13 02:06/);
    expect(text).toContain('had nothing been lowered');
  });
});

describe('a migration that is over', () => {
  const planned = PAST_SAMPLES.over.migrations[0];
  const rrset = planned?.plan.rrsets[0];
  if (planned === undefined || rrset === undefined) throw new Error('the sample is empty');
  const text = page(PAST_SAMPLES.over);

  it('is told from its first step to its restore', () => {
    expect(dots(text)).toEqual(['one-week done 3600', 'day-of done 300', 'restore done 86400']);
    expect(text).toContain('moved; the former TTLs are back');
    expect(text).toContain(
      'The former TTL of 86400 s is back. Old data were served until 2026-12-12 02:07 at most.',
    );
  });

  it('reckons the stale window from the TTL of the cutover and from when the data changed', () => {
    expect(drawnPast(rrset, planned)?.movedAt).toBe(plusSeconds(CUTOVER, 90));
    expect(oldDataUntil(rrset, planned)).toBe(plusSeconds(CUTOVER, 90 + 301));
    expect(text).toContain('<dd>391 s (6 min 31 s) <small>until 2026-12-12 02:07');
  });

  it('takes answers that vary for no move, and for no beginning', () => {
    const [past] = planned.pasts ?? [];
    const [first, ...later] = past?.values ?? [];
    if (past === undefined || first === undefined) throw new Error('the sample has a past');
    const other = { ...first, rdata: ['192.0.2.99'] };
    const early = { ...other, since: plusSeconds(first.since, 86_400) };
    const back = { ...first, since: plusSeconds(first.since, 2 * 86_400) };
    const varying = {
      ...planned,
      // What was answered now and then before is answered after the cutover too.
      pasts: [
        {
          ...past,
          values: [
            first,
            early,
            back,
            ...later.map((value, i) =>
              i < 2 ? value : { ...value, rdata: i === 2 ? ['192.0.2.99'] : first.rdata },
            ),
          ],
        },
      ],
    };
    const drawn = drawnPast(rrset, varying);
    expect(drawn?.values[0].since).toBe(back.since);
    expect(drawn?.movedAt).toBeNull();
    // Then the plan's bound holds: propagation and the TTL of the cutover.
    expect(oldDataUntil(rrset, varying)).toBe(plusSeconds(CUTOVER, 300 + 301));
  });

  it('says nothing of a stale window that nobody knows', () => {
    const unknown = { ...PAST_SAMPLES.over, migrations: [{ ...planned, pasts: [] }] };
    expect(oldDataUntil(rrset, { ...planned, pasts: [] })).toBeNull();
    expect(page(unknown)).not.toContain('Old data');
  });
});

describe('a restore that is still to come', () => {
  it('is what the page says first', () => {
    const text = page(PLAN_SAMPLES.past);
    expect(text).toContain('moved; the former TTLs are still to come back');
    expect(text).toContain('The TTL is still 300 s; 86400 s come back at 2026-12-15 02:00.');
  });
});
