/** Reads the marks of timelines back from where the browser draws them, and reckons anew where they belong. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { renderPlanHtml } from '../../src/report/html/planHtml.ts';
import { timelinesOf } from '../../src/report/plan/timelines.ts';
import { demoPage } from '../report/html/samplePages.ts';
import { PAST_SAMPLES } from '../report/pastSamples.ts';
import { CUTOVER, named, PLAN_SAMPLES, plannedOf, planOf, reportOf } from '../report/planSamples.ts';
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

/** The axes of the first drawing of the page, as the browser drew them. */
async function axesOf(page: Page): Promise<{ x(at: number): number; y(ttl: number): number }> {
  const [times, ttls] = [await look(page, 'data-time-tick'), await look(page, 'data-ttl-tick')];
  const [firstTime, lastTime] = [times[0], times.at(-1)];
  const [firstTtl, lastTtl] = [ttls[0], ttls.at(-1)];
  if (firstTime === undefined || lastTime === undefined || firstTtl === undefined || lastTtl === undefined)
    throw new Error('the axes have no marks');
  const instantOf = ({ data }: Drawn): number => Number(data.timeTick);
  const logOf = ({ data }: Drawn): number => Math.log(Number(data.ttlTick));
  return {
    x: (at) =>
      firstTime.x +
      ((at - instantOf(firstTime)) / (instantOf(lastTime) - instantOf(firstTime))) *
        (lastTime.x - firstTime.x),
    y: (ttl) =>
      firstTtl.y +
      ((Math.log(ttl) - logOf(firstTtl)) / (logOf(lastTtl) - logOf(firstTtl))) * (lastTtl.y - firstTtl.y),
  };
}

async function look(page: Page, attribute: string): Promise<readonly Drawn[]> {
  return await page.evaluate(drawn(attribute));
}

function isNear(actual: number | undefined, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(TOLERANCE);
}

describe('a timeline', () => {
  it.each([1_100, 1_440, 360])('has its marks where they belong, at %i pixels', async (width) => {
    const report = PLAN_SAMPLES.feasible;
    if (report === undefined) throw new Error('there is no such sample');
    const text = renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' });
    await using opened = await openPage(browser, text, { viewport: { width, height: 900 } });
    const { page } = opened;
    const { x, y } = await axesOf(page);
    const rrset = timelinesOf(report.migrations[0]?.plan.rrsets ?? [])[0]?.like;
    const steps = await look(page, 'data-step');
    expect(steps.map(({ data }) => data.step)).toEqual(rrset?.steps.map(({ id }) => id));
    for (const [i, step] of (rrset?.steps ?? []).entries()) {
      isNear(steps[i]?.x, x(step.at));
      isNear(steps[i]?.y, y(step.to));
    }
    const marks = await look(page, 'data-mark');
    isNear(marks.find(({ data }) => data.mark === 'cutover')?.x, x(CUTOVER));
    isNear(marks.find(({ data }) => data.mark === 'now')?.x, x(report.at));
    const lowerings = (rrset?.steps ?? []).filter(({ kind }) => kind === 'lower');
    for (const [i, drain] of (await look(page, 'data-drain-from')).entries()) {
      isNear(drain.x, x(lowerings[i]?.at ?? 0));
      isNear(drain.x + drain.width, x(lowerings[i]?.completeAt ?? 0));
    }
    for (const limit of await look(page, 'data-limit')) isNear(limit.y, y(Number(limit.data.limit)));
    for (const stale of await look(page, 'data-stale-from')) {
      isNear(stale.x, x(CUTOVER));
      isNear(stale.x + stale.width, x(CUTOVER + 601_000));
    }
  });

  it('of the demo has each step, drain, look and promise at its instant', async () => {
    await using opened = await openPage(browser, await demoPage(), {
      viewport: { width: 1_100, height: 900 },
    });
    const { page } = opened;
    const { x, y } = await axesOf(page);
    const cutover = Date.parse('2026-12-04T02:00:00Z');
    const steps = await look(page, 'data-step');
    expect(steps.map(({ data }) => [data.step, data.is, Number(data.ttl)])).toEqual([
      ['one-week', 'done', 3_600],
      ['day-of', 'done', 300],
      ['restore', 'done', 86_400],
    ]);
    const dates = ['2026-12-01T09:00:00Z', '2026-12-04T00:00:00Z', '2026-12-07T02:00:00Z'].map(Date.parse);
    for (const [i, step] of steps.entries()) {
      // Each was begun at its instant, and sent within the minute.
      expect(Number(step.data.at) - (dates[i] ?? 0)).toBeLessThan(60_000);
      isNear(step.x, x(Number(step.data.at)));
      isNear(step.y, y(Number(step.data.ttl)));
    }
    const drains = await look(page, 'data-drain-from');
    expect(drains).toHaveLength(2);
    for (const [i, held] of [86_401, 3_601].entries()) {
      const { drainFrom, drainTo } = drains[i]?.data ?? {};
      // From what was sent to the last copy of what every server still had half a minute later.
      expect(Math.round((Number(drainTo) - Number(drainFrom)) / 1000)).toBeGreaterThanOrEqual(held);
      expect(Math.round((Number(drainTo) - Number(drainFrom)) / 1000)).toBeLessThan(held + 60);
      isNear((drains[i]?.x ?? 0) + (drains[i]?.width ?? 0), x(Number(drainTo)));
    }
    const [stale] = await look(page, 'data-stale-from');
    expect([stale?.data.staleFrom, stale?.data.staleTo].map(Number)).toEqual([cutover, cutover + 331_000]);
    const [ghost] = await look(page, 'data-ghost-to');
    expect(Number(ghost?.data.ghostTo)).toBe(cutover + 86_431_000);
    isNear((ghost?.x ?? 0) + (ghost?.width ?? 0), x(cutover + 86_431_000));
    const lanes = page.locator('[data-lane=old]');
    expect(
      await lanes.evaluateAll((all) => all.map((lane) => Number(lane.getAttribute('data-until')))),
    ).toEqual([...['2026-12-04T02:05:10Z', '2026-12-04T02:01:40Z'].map(Date.parse)]);
    const promise = await page.locator('[data-mark=promised]').boundingBox();
    for (const lane of await lanes.all()) {
      const box = await lane.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(promise?.x ?? 0);
    }
  });

  it('has no words on other words or on an upright, whatever the TTL and the days that are left', async () => {
    const plans = [300, 86_400, 604_800, 864_000].flatMap((ttl) =>
      [9, 6, 2, 0.1, -0.1].map((days) =>
        planOf([named('www.example.com.', { ttl, drainedAt: null })], {
          at: instant(CUTOVER - days * 86_400_000),
          migration: `ttl-${ttl}-days-${days}`,
        }),
      ),
    );
    for (const plan of plans) {
      const report = reportOf(plannedOf(plan));
      const text = renderPlanHtml(report, { columns: 80, color: 'plain', at: plan.at, verbosity: 'normal' });
      await using opened = await openPage(browser, text);
      const { page } = opened;
      expect([plan.migration, await page.evaluate(OVERLAPS), await page.evaluate(STRUCK)]).toEqual([
        ...[plan.migration, [], []],
      ]);
    }
  });

  it('has no words that stand on other words', async () => {
    const reports = [...Object.values(PLAN_SAMPLES), ...Object.values(PAST_SAMPLES)];
    const texts = reports.map((report) =>
      renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' }),
    );
    for (const text of [...texts, await demoPage()]) {
      await using opened = await openPage(browser, text);
      expect(await opened.page.evaluate(OVERLAPS)).toEqual([]);
    }
  });
});

/** Pairs of texts of one drawing whose boxes meet by more than a pixel. */
const OVERLAPS = `[...document.querySelectorAll('figure svg')].flatMap((svg) => {
  const texts = [...svg.querySelectorAll('text')].map((text) => ({ box: text.getBoundingClientRect(), words: text.textContent }));
  return texts.flatMap((a, i) => texts.slice(i + 1)
    .filter((b) => Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1 &&
      Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 1)
    .map((b) => a.words + ' / ' + b.words));
})`;

/** Stages whose name has an upright through it. */
const STRUCK = `[...document.querySelectorAll('figure svg')].flatMap((svg) => {
  const marks = [...svg.querySelectorAll('[data-mark]')].map((mark) => mark.getBoundingClientRect());
  return [...svg.querySelectorAll('[data-stage-name]')].filter((name) => {
    const { left, right } = name.getBoundingClientRect();
    return marks.some((mark) => mark.right > left && mark.left < right);
  }).map((name) => name.textContent);
})`;
