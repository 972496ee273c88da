import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { IntentWithReceipt, ReceiptOutcome, SightingRun } from '../../src/model/journal.ts';
import { parseName } from '../../src/model/name.ts';
import { ttl } from '../../src/model/ttl.ts';
import { rrsetPast } from '../../src/plan/rrsetPast.ts';

const BEGIN = instant(Date.parse('2026-12-01T00:00:00Z'));
const OWNER = parseName('www.example.com.');

function at(seconds: number): Instant {
  return plusSeconds(BEGIN, seconds);
}

function run(since: number, seconds: number, rdata: readonly string[] = ['192.0.2.10']): SightingRun {
  return {
    ...{ zone: parseName('example.com.'), owner: OWNER, type: 'A', since: at(since), at: at(since + 50) },
    ...{ looks: 2, ttl: { min: seconds, max: seconds }, rdata, complete: 'all-servers' },
  };
}

function intent(
  step: string,
  from: number,
  to: number,
  when: number,
  ...receipts: readonly (readonly [number, ReceiptOutcome])[]
): IntentWithReceipt {
  const id = `shop/${OWNER}/A/${step}/1`;
  return {
    intent: {
      ...{ id, migration: 'shop', zone: parseName('example.com.'), owner: OWNER, type: 'A', step },
      ...{ kind: to < from ? 'lower' : 'restore', from: ttl(from), to: ttl(to), rdata: ['192.0.2.10'] },
      ...{ at: at(when), planDigest: 'x' },
    },
    receipts: receipts.map(([seconds, outcome]) => ({ intent: id, at: at(seconds), outcome })),
  };
}

const LOWERED = intent('one-week', 86_400, 3600, 100, [101, 'accepted'], [140, 'verified']);

describe('the past of an RRset', () => {
  it('is empty of one that nobody looked at', () => {
    expect(rrsetPast([], [])).toEqual([]);
  });

  it('tells our own step from the first look, with when it was sent and when it was everywhere', () => {
    expect(rrsetPast([run(140, 3600), run(0, 86_400)], [LOWERED])).toMatchObject([
      { since: at(0), ttl: 86_400 },
      { since: at(101), everywhereAt: at(140), ttl: 3600, step: { id: 'one-week', kind: 'lower' } },
    ]);
  });

  it('takes what no change of ours explains for somebody else', () => {
    const values = rrsetPast([run(500, 7200), run(140, 3600), run(0, 86_400)], [LOWERED]);
    expect(values[2]).toEqual({
      ...{ since: at(500), everywhereAt: at(500), ttl: 7200, rdata: ['192.0.2.10'] },
    });
  });

  it('knows its own step where data vary while it spreads', () => {
    const values = rrsetPast([run(140, 3600), run(120, 86_400, ['192.0.2.99']), run(0, 86_400)], [LOWERED]);
    expect(values.map(({ ttl: seconds, step }) => [seconds, step?.id])).toEqual([
      [86_400, undefined],
      [86_400, undefined],
      [3600, 'one-week'],
    ]);
  });

  it('takes a change that was refused for none', () => {
    const refused = intent('one-week', 86_400, 3600, 100, [101, 'refused']);
    expect(rrsetPast([run(140, 3600), run(0, 86_400)], [refused])[1]).not.toHaveProperty('step');
  });

  it('has new data with the same TTL', () => {
    const values = rrsetPast([run(900, 300, ['203.0.113.7']), run(0, 300)], []);
    expect(values.map(({ rdata }) => rdata)).toEqual([['192.0.2.10'], ['203.0.113.7']]);
  });

  it('knows steps of before the looks that are kept', () => {
    const again = intent('day-of', 3600, 300, 5000, [5001, 'accepted'], [5030, 'verified']);
    expect(rrsetPast([run(9000, 300)], [LOWERED, again]).map((value) => [value.ttl, value.step?.id])).toEqual(
      [
        [86_400, undefined],
        [3600, 'one-week'],
        [300, 'day-of'],
      ],
    );
  });

  it('never goes back in time, and changes at each value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(60, 300, 3600, 86_400), fc.nat(2)), { maxLength: 8 }),
        (seen) => {
          const runs = seen.map(([seconds, data], i) => run(i * 1000, seconds, [`192.0.2.${data}`]));
          const intents = seen
            .slice(1)
            .map(([seconds], i) =>
              intent('step', seen[i]?.[0] ?? 0, seconds, i * 1000 + 900, [i * 1000 + 910, 'accepted']),
            );
          const values = rrsetPast(runs.toReversed(), intents);
          for (const [i, value] of values.entries()) {
            const before = values[i - 1];
            if (before === undefined) continue;
            expect(value.since).toBeGreaterThan(before.since);
            expect([value.ttl, value.rdata]).not.toEqual([before.ttl, before.rdata]);
          }
          const last = seen.at(-1);
          expect(values.at(-1)?.ttl).toBe(last?.[0]);
        },
      ),
      { seed: 20261126 },
    );
  });
});
