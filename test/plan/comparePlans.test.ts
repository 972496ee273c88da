import { describe, expect, it } from 'vitest';
import { planDigest } from '../../src/apply/planDigest.ts';
import { plusSeconds } from '../../src/model/instant.ts';
import { parseName } from '../../src/model/name.ts';
import { ttl } from '../../src/model/ttl.ts';
import { comparePlans } from '../../src/plan/comparePlans.ts';
import { AT, CUTOVER, planOf, rrsetToPlan } from '../report/planSamples.ts';

const DAY = 86_400;
const approved = planOf([rrsetToPlan()]);

/** The plan of now, `days` before the cutover, with the RRset as it is then. */
function now(
  days: number,
  more: Parameters<typeof rrsetToPlan>[0] = {},
  options: Parameters<typeof planOf>[1] = {},
) {
  return planOf([rrsetToPlan(more)], { at: plusSeconds(CUTOVER, -days * DAY), ...options });
}

describe('an approved plan and the plan of now', () => {
  it('differ in nothing while nothing happened', () => {
    expect(comparePlans(approved, approved)).toEqual([]);
    expect(comparePlans(approved, now(8))).toEqual([]);
  });

  it('differ in nothing when a step is due, and after each was made', () => {
    expect(comparePlans(approved, now(6.9))).toEqual([]);
    const lowered = { formerTtl: ttl(86_400), lowered: true };
    expect(comparePlans(approved, now(3, { ttl: 3600, ...lowered }))).toEqual([]);
    expect(comparePlans(approved, now(0.02, { ttl: 300, ...lowered }))).toEqual([]);
    expect(comparePlans(approved, now(-3.1, { ttl: 300, ...lowered, rdata: ['203.0.113.9'] }))).toEqual([]);
    expect(comparePlans(approved, now(-4, { rdata: ['203.0.113.9'] }))).toEqual([]);
  });

  it('are told apart in sentences', () => {
    const data = comparePlans(approved, now(8, { rdata: ['192.0.2.99'] }));
    expect(data).toEqual(['www.example.com. A: its data are now 192.0.2.99, approved were 192.0.2.10.']);
    expect(comparePlans(approved, now(8, { ttl: 7200 }))).toEqual([
      'www.example.com. A: its TTL is now 7200 s, in the approved plan 86400 s.',
      'www.example.com. A: the step one-week would now be 7200 s to 3600 s at 2026-12-05T01:00:00Z, approved was 86400 s to 3600 s at 2026-12-05T01:00:00Z.',
      'www.example.com. A: the step restore would now be 300 s to 7200 s at 2026-12-15T01:00:00Z, approved was 300 s to 86400 s at 2026-12-15T01:00:00Z.',
    ]);
    const moved = comparePlans(approved, now(8, {}, { cutover: plusSeconds(CUTOVER, DAY), at: AT }));
    expect(moved[0]).toBe(
      'shop: the cutover is now at 2026-12-13T01:00:00Z, approved was 2026-12-12T01:00:00Z.',
    );
    expect(moved).toContain(
      'www.example.com. A: the step one-week is now at 2026-12-06T01:00:00Z, approved was 2026-12-05T01:00:00Z.',
    );
  });

  it('are told apart by RRsets that are new or gone', () => {
    const other = rrsetToPlan({ owner: parseName('new.example.com.') });
    expect(comparePlans(approved, planOf([rrsetToPlan(), other]))).toEqual([
      'new.example.com. A is new: the approved plan does not have it, and it would be changed now.',
    ]);
    expect(comparePlans(planOf([rrsetToPlan(), other]), approved)).toEqual([
      'new.example.com. A is in the approved plan and is not there any more.',
    ]);
  });

  it('are told apart by what cannot be changed any more, and by the provider', () => {
    const obstacle = { disposition: 'held', because: 'The migration is on hold.' } as const;
    expect(comparePlans(approved, now(8, { obstacle }))).toEqual([
      'www.example.com. A is now held: The migration is on hold.',
    ]);
    expect(comparePlans(approved, now(8, {}, { provider: 'other' }))).toEqual([
      'shop: the provider is now other, approved was aws.',
    ]);
    expect(comparePlans(approved, planOf([], { migration: 'mail' }))).toHaveLength(1);
  });
});

describe('the digest', () => {
  it('is that of what would be changed, not of when the plan was made', () => {
    expect(planDigest(now(9))).toBe(planDigest(approved));
    expect(planDigest(now(8, { drainedAt: null }))).toBe(planDigest(approved));
  });

  it('changes with data, TTLs, dates and RRsets', () => {
    const digests = [
      approved,
      now(8, { rdata: ['192.0.2.11'] }),
      now(8, { ttl: 86_401 }),
      now(8, { type: 'AAAA' }),
      now(8, {}, { cutover: plusSeconds(CUTOVER, 1) }),
      now(8, {}, { provider: null }),
      now(8, {}, { migration: 'mail' }),
      planOf([]),
    ].map(planDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
