/** What a reader sees and hears of the pages, on a desk, on a phone and on paper. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/report/digest/composeDigest.ts';
import { renderDigestHtml } from '../../src/report/html/digestHtml.ts';
import { renderPlanHtml } from '../../src/report/html/planHtml.ts';
import { DIGEST_SAMPLES, poisoned } from '../report/digestSamples.ts';
import { HOSTILE } from '../report/hostileTexts.ts';
import { checkPage, demoPage, zoneOf } from '../report/html/samplePages.ts';
import { PAST_SAMPLES } from '../report/pastSamples.ts';
import { PLAN_SAMPLES } from '../report/planSamples.ts';
import { SAMPLES } from '../report/samples.ts';
import { openPage, startBrowser } from './openPage.ts';

const PAGES: Readonly<Record<string, () => string>> = {
  'a check of 1 record': () => checkPage(zoneOf(1)),
  'a check of 50 records': () => checkPage(zoneOf(50)),
  'a check of 5,000 records': () => checkPage(zoneOf(5_000)),
  ...Object.fromEntries(
    Object.entries(SAMPLES).map(([name, report]) => [`the check ${name}`, () => checkPage(report)]),
  ),
  ...Object.fromEntries(
    Object.entries({ ...PLAN_SAMPLES, ...PAST_SAMPLES }).map(([name, report]) => [
      `the plan ${name}`,
      () => renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(DIGEST_SAMPLES).map(([name, digest]) => [
      `the report ${name}`,
      () => renderDigestHtml(digest),
    ]),
  ),
  'the report with timelines': () =>
    renderDigestHtml(DIGEST_SAMPLES.usual ?? never(), { drawn: PAST_SAMPLES['under-way'].migrations }),
  'the demo': () => demo,
};

/** Made once: it takes a moment. */
const demo = await demoPage();

function never(): never {
  throw new Error('there is no such sample');
}

const DESK = { width: 1_100, height: 900 };
const PHONE = { width: 360, height: 740 };
const VIEWS = [
  ['light', { viewport: DESK, colorScheme: 'light' }],
  ['dark', { viewport: DESK, colorScheme: 'dark' }],
  ['on a phone', { viewport: PHONE, colorScheme: 'light' }],
  ['dark on a phone', { viewport: PHONE, colorScheme: 'dark' }],
] as const;

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
});

const GROUND = { light: 'rgb(251, 250, 248)', dark: 'rgb(20, 23, 26)' } as const;

describe.each(Object.keys(PAGES))('%s', (name) => {
  it('asks for nothing, complains of nothing, fits, and gives axe nothing to find, on a desk and a phone', async () => {
    await using opened = await openPage(browser, PAGES[name]?.() ?? '');
    const { page, complaints, requests } = opened;
    await page.evaluate(axe.source);
    for (const [where, { viewport, colorScheme }] of VIEWS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect([where, width, ground]).toEqual([where, viewport.width, GROUND[colorScheme]]);
      // Contrasts and overflows are what differs; those of the other two views are among these.
      if (where === 'on a phone' || where === 'dark')
        expect([where, await axeFinds(page)]).toEqual([where, []]);
    }
    expect([...complaints, ...requests]).toEqual([]);
  });

  it('says the same without a script', async () => {
    await using opened = await openPage(browser, PAGES[name]?.() ?? '', { javaScriptEnabled: false });
    expect(await opened.page.locator('h1').isVisible()).toBe(true);
    expect(await opened.page.locator('.tools:visible').count()).toBe(0);
  });
});

async function axeFinds(page: Page): Promise<unknown> {
  return await page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
  );
}

describe('paper', () => {
  it('takes a plan, a check and the demo as PDF of A4, in dark ink', async () => {
    for (const name of ['the plan mixed', 'a check of 50 records', 'the demo']) {
      await using opened = await openPage(browser, PAGES[name]?.() ?? '', { colorScheme: 'dark' });
      const pdf = await opened.page.pdf({ preferCSSPageSize: true });
      // 210 × 297 mm in points of 1/72 inch.
      expect(pdf.toString('latin1')).toMatch(/MediaBox ?\[0 0 (?:594|595)[.\d]* (?:841|842)[.\d]*\]/);
      await opened.page.emulateMedia({ media: 'print' });
      expect(await opened.page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
    }
  });
});

describe('hostile text', () => {
  it.each(HOSTILE.map(([what, text]) => ({ what, text })))('$what does nothing', async ({ text }) => {
    await using opened = await openPage(browser, renderDigestHtml(composeDigest(poisoned(text))));
    expect([...opened.complaints, ...opened.requests]).toEqual([]);
    expect(await opened.page.locator('script').count()).toBe(1);
  });
});
