/** What a reader sees and hears of the pages, on a desk, on a phone and on paper. */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/report/digest/composeDigest.ts';
import { renderDigestHtml } from '../../src/report/html/digestHtml.ts';
import { renderPlanHtml } from '../../src/report/html/planHtml.ts';
import { DIGEST_SAMPLES, poisoned } from '../report/digestSamples.ts';
import { HOSTILE } from '../report/hostileTexts.ts';
import { checkPage, zoneOf } from '../report/html/samplePages.ts';
import { PLAN_SAMPLES } from '../report/planSamples.ts';
import { SAMPLES } from '../report/samples.ts';
import { openPage, startBrowser, type View } from './openPage.ts';

const PAGES: Readonly<Record<string, () => string>> = {
  'a check of 1 record': () => checkPage(zoneOf(1)),
  'a check of 50 records': () => checkPage(zoneOf(50)),
  'a check of 5,000 records': () => checkPage(zoneOf(5_000)),
  ...Object.fromEntries(
    Object.entries(SAMPLES).map(([name, report]) => [`the check ${name}`, () => checkPage(report)]),
  ),
  ...Object.fromEntries(
    Object.entries(PLAN_SAMPLES).map(([name, report]) => [
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
};

const DESK = { width: 1_100, height: 900 };
const PHONE = { width: 360, height: 740 };
const VIEWS: readonly (readonly [string, View])[] = [
  ['light', { viewport: DESK, colorScheme: 'light' }],
  ['dark', { viewport: DESK, colorScheme: 'dark' }],
  ['on a phone', { viewport: PHONE, colorScheme: 'light' }],
  ['dark on a phone', { viewport: PHONE, colorScheme: 'dark' }],
];

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
});

describe.each(Object.keys(PAGES))('%s', (name) => {
  const text = PAGES[name]?.() ?? '';

  it.each(VIEWS)('asks for nothing, complains of nothing and fits: %s', async (_, view) => {
    await using opened = await openPage(browser, text, view);
    const { page, complaints, requests } = opened;
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      view.viewport?.width ?? 0,
    );
    expect([...complaints, ...requests]).toEqual([]);
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(view.colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(251, 250, 248)');
  });

  it.each(VIEWS.filter(([where]) => where === 'light' || where === 'dark on a phone'))(
    'gives axe nothing to find: %s',
    async (_, view) => {
      await using opened = await openPage(browser, text, view);
      await opened.page.evaluate(axe.source);
      const found = await opened.page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
      );
      expect(found).toEqual([]);
    },
  );

  it('says the same without a script', async () => {
    await using opened = await openPage(browser, text, { javaScriptEnabled: false });
    expect(await opened.page.locator('h1').isVisible()).toBe(true);
    expect(await opened.page.locator('.tools:visible').count()).toBe(0);
  });
});

describe('paper', () => {
  it('takes a plan and a check as PDF of A4, in dark ink', async () => {
    for (const name of ['the plan mixed', 'a check of 50 records']) {
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
