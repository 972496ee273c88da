/** Sorting and filtering as somebody does who has a keyboard and no mouse. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPage, zoneOf } from '../report/html/samplePages.ts';
import { openPage, startBrowser } from './openPage.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
});

async function ttls(page: Page): Promise<number[]> {
  const cells = await page.locator('tbody tr:visible td.num').all();
  return await Promise.all(cells.map(async (cell) => Number(await cell.getAttribute('data-value'))));
}

describe('the table of records', () => {
  it('sorts up, then down, and says so', async () => {
    await using opened = await openPage(browser, checkPage(zoneOf(50)));
    const { page } = opened;
    const before = await ttls(page);
    const head = page.getByRole('columnheader', { name: 'TTL' });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await ttls(page)).toEqual(before.toSorted((a, b) => a - b));
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Space');
    expect(await ttls(page)).toEqual(before.toSorted((a, b) => b - a));
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe(null);
  });

  it('is reached by Tab, filtered by what is typed and by the verdict', async () => {
    await using opened = await openPage(browser, checkPage(zoneOf(50)));
    const { page } = opened;
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    // Past the two drawings, which scroll by themselves on a phone.
    for (const _stop of [1, 2, 3]) await page.keyboard.press('Tab');
    await page.keyboard.type('host-4');
    expect(await page.getByText('11 of 50 rows shown').isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.type('not');
    const shown = await ttls(page);
    expect(shown.length).toBeLessThan(11);
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(86_400);
  });
});
