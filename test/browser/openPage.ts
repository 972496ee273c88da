/** A page in Debian's Chromium, or in the one that TTL_CHECK_BROWSER names. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const USUAL = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

export type View = Pick<
  BrowserContextOptions,
  'viewport' | 'colorScheme' | 'javaScriptEnabled' | 'deviceScaleFactor'
>;

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What the console said, and errors of the page. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, but for the page's own. */
  readonly requests: readonly string[];
}

/** Throws Error with what to do where there is no browser. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.TTL_CHECK_BROWSER ?? USUAL.find((one) => existsSync(one));
  if (executablePath === undefined)
    throw new Error('There is no Chromium: run scripts/install-browser.sh, or set TTL_CHECK_BROWSER.');
  // Chromium's own sandbox wants to be started by somebody else than root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return await chromium.launch({ executablePath, args });
}

/** Opens the text as a file, as people do. */
export async function openPage(browser: Browser, text: string, view: View = {}): Promise<OpenPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-page-'));
  const file = path.join(folder, 'report.html');
  await writeFile(file, text);
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...view });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  const address = pathToFileURL(file).href;
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(address);
  return {
    ...{ page, complaints, requests },
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await rm(folder, { recursive: true });
    },
  };
}
