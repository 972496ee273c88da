/** `node scripts/html-picture.ts`: draws docs/plan.png, the picture of a plan's page in the README. Needs scripts/install-browser.sh. */
import path from 'node:path';
import { renderPlanHtml } from '../src/report/html/planHtml.ts';
import { openPage, startBrowser } from '../test/browser/openPage.ts';
import { PLAN_SAMPLES } from '../test/report/planSamples.ts';
import { ROOT } from './bundle.ts';

const report = PLAN_SAMPLES.feasible;
if (report === undefined) throw new Error('the sample is gone');
const text = renderPlanHtml(report, { columns: 80, color: 'plain', at: report.at, verbosity: 'normal' });
const browser = await startBrowser();
{
  await using opened = await openPage(browser, text, {
    ...{ viewport: { width: 1_100, height: 1_150 }, colorScheme: 'light', deviceScaleFactor: 1.4 },
  });
  await opened.page.screenshot({ path: path.join(ROOT, 'docs/plan.png') });
}
await browser.close();
