/** Reads the marks of timelines back from where the browser draws them, and reckons anew where they belong. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPlanHtml } from '../../src/report/html/planHtml.ts';
import { timelinesOf } from '../../src/report/plan/timelines.ts';
import { CUTOVER, PLAN_SAMPLES } from '../report/planSamples.ts';
import { openPage, startBrowser } from './openPage.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
});

/** Half a pixel for rounding to tenths of the drawing, and half for the screen. */
const TOLERANCE = 1;

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly data: Readonly<Record<string, string>>;
}

/** The middle of each element that has the attribute, in pixels; for areas the left edge and the width. */
function drawn(attribute: string): string {
  return `[...document.querySelector('figure svg').querySelectorAll('[${attribute}]')].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const middle = element.tagName === 'rect' || element.tagName === 'polygon' ? 0 : width / 2;
    return { x: left + middle, y: top + height / 2, width, data: { ...element.dataset } };
  })`;
}

describe('a timeline', () => {
  it.each([1_100, 1_440, 360])('has its marks where they belong, at %i pixels', async (width) => {
    const report = PLAN_SAMPLES.feasible;
    if (report === undefined) throw new Error('there is no such sample');
    const text = renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' });
    await using opened = await openPage(browser, text, { viewport: { width, height: 900 } });
    const look = async (attribute: string): Promise<readonly Drawn[]> =>
      await opened.page.evaluate(drawn(attribute));
    const times = await look('data-time-tick');
    const ttls = await look('data-ttl-tick');
    const [firstTime, lastTime] = [times[0], times.at(-1)];
    const [firstTtl, lastTtl] = [ttls[0], ttls.at(-1)];
    if (firstTime === undefined || lastTime === undefined || firstTtl === undefined || lastTtl === undefined)
      throw new Error('the axes have no marks');
    const instantOf = ({ data }: Drawn): number => Number(data.timeTick);
    const x = (at: number): number =>
      firstTime.x +
      ((at - instantOf(firstTime)) / (instantOf(lastTime) - instantOf(firstTime))) *
        (lastTime.x - firstTime.x);
    const logOf = ({ data }: Drawn): number => Math.log(Number(data.ttlTick));
    const y = (ttl: number): number =>
      firstTtl.y +
      ((Math.log(ttl) - logOf(firstTtl)) / (logOf(lastTtl) - logOf(firstTtl))) * (lastTtl.y - firstTtl.y);
    const isNear = (actual: number, expected: number): void =>
      expect(Math.abs(actual - expected)).toBeLessThan(TOLERANCE);

    const rrset = timelinesOf(report.migrations[0]?.plan.rrsets ?? [])[0]?.like;
    const steps = await look('data-step');
    expect(steps.map(({ data }) => data.step)).toEqual(rrset?.steps.map(({ id }) => id));
    for (const [i, step] of (rrset?.steps ?? []).entries()) {
      isNear(steps[i]?.x ?? 0, x(step.at));
      isNear(steps[i]?.y ?? 0, y(step.to));
    }
    const marks = await look('data-mark');
    isNear(marks.find(({ data }) => data.mark === 'cutover')?.x ?? 0, x(CUTOVER));
    isNear(marks.find(({ data }) => data.mark === 'now')?.x ?? 0, x(report.at));
    const lowerings = (rrset?.steps ?? []).filter(({ kind }) => kind === 'lower');
    for (const [i, drain] of (await look('data-drain-from')).entries()) {
      isNear(drain.x, x(lowerings[i]?.at ?? 0));
      isNear(drain.x + drain.width, x(lowerings[i]?.completeAt ?? 0));
    }
    for (const limit of await look('data-limit')) isNear(limit.y, y(Number(limit.data.limit)));
    for (const stale of await look('data-stale-from')) {
      isNear(stale.x, x(CUTOVER));
      isNear(stale.x + stale.width, x(CUTOVER + 601_000));
    }
  });
});
