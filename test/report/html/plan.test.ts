import { describe, expect, it } from 'vitest';
import { instant, plusSeconds } from '../../../src/model/instant.ts';
import { clockTextIn } from '../../../src/report/clockText.ts';
import { renderPlanHtml } from '../../../src/report/html/planHtml.ts';
import { tickText, timeScale, timeTicks, ttlScale } from '../../../src/report/html/timeScale.ts';
import { ACTIVE } from '../hostileTexts.ts';
import { CUTOVER, PLAN_SAMPLES } from '../planSamples.ts';

function page(name: string): string {
  const report = PLAN_SAMPLES[name];
  if (report === undefined) throw new Error(`there is no sample ${name}`);
  return renderPlanHtml(report, {
    ...{ columns: 80, color: 'plain', at: report.at, verbosity: 'normal' },
  });
}

/** The attributes of every element that has the one that is named. */
function elementsWith(attribute: string, text: string): Readonly<Record<string, string>>[] {
  const elements = [...text.matchAll(/<[a-z]+ ([^>]*)>/g)].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([a-z0-9-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    ),
  );
  return elements.filter((one) => attribute in one);
}

describe('scales', () => {
  it('are linear in time and logarithmic in TTLs', () => {
    const x = timeScale(instant(0), instant(10_000), 100, 200);
    expect([0, 2_500, 10_000].map((ms) => x(instant(ms)))).toEqual([100, 125, 200]);
    const y = ttlScale(1, 10_000, 0, 400);
    expect([0, 1, 10, 100, 10_000].map(y)).toEqual([400, 400, 300, 200, 0]);
  });

  it('mark midnights of the clock that is shown, on both sides of a change to summer time', () => {
    const clock = clockTextIn('Europe/Berlin');
    const from = instant(Date.parse('2026-03-26T09:00:00Z'));
    const ticks = timeTicks(from, plusSeconds(from, 6 * 86_400), clock);
    expect(ticks.map((at) => new Date(at).toISOString().slice(5, 16))).toEqual([
      ...['03-26T23:00', '03-27T23:00', '03-28T23:00', '03-29T22:00', '03-30T22:00', '03-31T22:00'],
    ]);
    expect(ticks.map((at) => tickText(at, clock)).join(' ')).toBe('03-27 03-28 03-29 03-30 03-31 04-01');
  });
});

describe('the page of a plan', () => {
  it('draws steps, cutover and stale window where the axes say', () => {
    const [overview = ''] = /<svg viewBox="0 0 880 300".*?<\/svg>/s.exec(page('feasible')) ?? [];
    const [first, ...others] = elementsWith('data-time-tick', overview);
    const last = others.at(-1);
    const x = (at: number): number => {
      const [x1, x2] = [Number(first?.x1), Number(last?.x1)];
      const [at1, at2] = [Number(first?.['data-time-tick']), Number(last?.['data-time-tick'])];
      return x1 + ((at - at1) / (at2 - at1)) * (x2 - x1);
    };
    const steps = elementsWith('data-step', overview);
    expect(steps.map((step) => [step['data-step'], step['data-ttl']])).toEqual([
      ['one-week', '3600'],
      ['day-of', '300'],
      ['restore', '86400'],
    ]);
    for (const step of steps) expect(Number(step.cx)).toBeCloseTo(x(Number(step['data-at'])), 0);
    const cutover = elementsWith('data-mark', overview).find((mark) => mark['data-mark'] === 'cutover');
    expect(Number(cutover?.['data-at'])).toBe(CUTOVER);
    expect(Number(cutover?.x1)).toBeCloseTo(x(CUTOVER), 0);
    const [stale] = elementsWith('data-stale-to', overview);
    expect(Number(stale?.['data-stale-to'])).toBe(plusSeconds(CUTOVER, 601));
    expect(Number(stale?.x)).toBeCloseTo(x(CUTOVER), 0);
    expect(elementsWith('data-drain-to', overview)).toHaveLength(2);
    expect(elementsWith('data-limit', overview).map((limit) => limit['data-limit'])).toEqual([
      ...['604800', '86399', '300'],
    ]);
  });

  it('says in words what it draws', () => {
    expect(page('feasible')).toContain(
      'The configured TTL is 86400 s. It is lowered to 3600 s at 2026-12-05 02:00; caches have drained by 2026-12-06 02:06.',
    );
    expect(page('mixed')).toContain('Earliest safe cutover');
    expect(page('several')).toContain('<a href="#migration-1">mail</a>');
    expect(page('nothing')).toContain('No migration is planned');
  });

  it('lets nothing through that acts', () => {
    for (const name of Object.keys(PLAN_SAMPLES)) {
      const text = page(name);
      expect(text.replaceAll('\n', '')).not.toMatch(ACTIVE);
      expect(text).not.toMatch(/\s(?:src|srcset|action|style|on[a-z]+)=|<b>|NaN|undefined/i);
    }
  });

  it('draws the timelines of the first and counts the others', () => {
    expect(page('many').match(/<figure>/g)).toHaveLength(1);
    expect(page('many')).toContain('and 54 more');
    // A cutover in UTC says so once.
    expect(page('many')).not.toContain('Z UTC');
  });
});
