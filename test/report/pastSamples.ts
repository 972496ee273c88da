/** Plans of migrations that are under way or over, with what the journal knows of their past. */
import { type Instant, plusSeconds } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import type { PastValue } from '../../src/model/past.ts';
import { ttl } from '../../src/model/ttl.ts';
import type { PlanReport } from '../../src/report/plan/plannedMigration.ts';
import { CUTOVER, named, plannedOf, planOf, reportOf } from './planSamples.ts';

/** So many seconds before the cutover. */
function before(seconds: number): Instant {
  return plusSeconds(CUTOVER, -seconds);
}

const DAY = 86_400;

function valueAt(since: Instant, seconds: number, more: Partial<PastValue> = {}): PastValue {
  return { since, everywhereAt: plusSeconds(since, 30), ttl: seconds, rdata: ['192.0.2.10'], ...more };
}

/** The first step is made, its old TTL has not drained, and somebody had a hand in the other name. */
const underWay = plannedOf(
  planOf(
    [
      named('www.example.com.', { ttl: 3600, formerTtl: ttl(DAY), lowered: true }),
      named('www.example.com.', {
        ...{ type: 'AAAA', rdata: ['2001:db8::10'] },
        ...{ ttl: 3600, formerTtl: ttl(DAY), lowered: true },
      }),
      named('api.example.com.', { ttl: 7200, formerTtl: ttl(DAY), lowered: true }),
    ],
    { at: before(6.5 * DAY) },
  ),
  {
    pasts: [
      ...['A', 'AAAA'].map((type) => ({
        ...{ owner: parseName('www.example.com.'), type },
        values: [
          valueAt(before(20 * DAY), DAY),
          valueAt(before(7 * DAY), 3600, { step: { id: 'one-week', kind: 'lower' } }),
        ],
      })),
      {
        ...{ owner: parseName('api.example.com.'), type: 'A' },
        values: [
          valueAt(before(20 * DAY), DAY),
          valueAt(before(7 * DAY), 3600, { step: { id: 'one-week', kind: 'lower' } }),
          valueAt(before(6.7 * DAY), 7200),
        ],
      },
    ],
  },
);

/** Lowered twice, moved, and given back. */
const over = plannedOf(planOf([named('www.example.com.', { restored: true })], { at: before(-3.2 * DAY) }), {
  pasts: [
    {
      ...{ owner: parseName('www.example.com.'), type: 'A' },
      values: [
        valueAt(before(20 * DAY), DAY),
        valueAt(before(7 * DAY), 3600, { step: { id: 'one-week', kind: 'lower' } }),
        valueAt(before(7200), 300, { step: { id: 'day-of', kind: 'lower' } }),
        valueAt(before(-60), 300, { rdata: ['203.0.113.10'] }),
        valueAt(before(-3 * DAY), DAY, {
          ...{ rdata: ['203.0.113.10'], step: { id: 'restore', kind: 'restore' } },
        }),
      ],
    },
  ],
});

/** By what they show. */
export const PAST_SAMPLES: { readonly [name in 'under-way' | 'over']: PlanReport } = {
  'under-way': reportOf(underWay),
  over: reportOf(over),
};
