/** Pages to look at, by node and in a browser. */
import { runDemo } from '../../../src/cli/demo.ts';
import { demoHtml } from '../../../src/cli/demoStory.ts';
import { shippedPolicy } from '../../../src/config/shipped.ts';
import { RULES } from '../../../src/judge/rules.ts';
import { instant } from '../../../src/model/instant.ts';
import type { Report } from '../../../src/model/report.ts';
import { datedStages } from '../../../src/policy/calendar.ts';
import { createHtml } from '../../../src/report/html/checkHtml.ts';
import { renderWhole } from '../../../src/report/reporter.ts';
import { manualClock } from '../../../src/world/manualClock.ts';
import { AT, CUTOVER, findingOf, reportOf, rrsetOf, targetOf } from '../samples.ts';

const DATED = { at: instant(Date.parse(CUTOVER)), timezone: 'Europe/Berlin' };

/** The page of a check's report, with the timelines of what has a cutover. */
export function checkPage(report: Report): string {
  const stages = datedStages(shippedPolicy, DATED);
  return renderWhole(
    createHtml({
      ...{ columns: 80, color: 'plain', at: instant(Date.parse(AT)), verbosity: 'normal' },
      rules: Object.values(RULES),
      datedBy: () => ({ cutover: DATED, policy: shippedPolicy, stages }),
    }),
    report,
  );
}

/** The page that `ttl-check demo --format html` writes. */
export async function demoPage(): Promise<string> {
  const outcome = await runDemo({
    ...{
      stdout: { columns: 80, write: () => {} },
      clock: manualClock('2026-01-01T00:00:00Z'),
      color: 'plain',
    },
  });
  if (outcome === undefined) throw new Error('the demo ended early');
  return demoHtml(outcome);
}

/** TTLs that zones have, so that every bar of the distribution has a length. */
const TTLS = [60, 300, 600, 3_600, 7_200, 43_200, 86_400, 172_800, 1_209_600] as const;

/** So many names; those with a TTL of a day or more have a finding. */
export function zoneOf(names: number): Report {
  return reportOf(
    Array.from({ length: names }, (_, i) => {
      const name = `host-${i + 1}.example.com.`;
      const ttl = TTLS[(i * 7) % TTLS.length] ?? 60;
      const verdict = ttl < 86_400 ? 'ready' : 'not-ready';
      const late = { readyAt: '2026-12-06T09:05:01Z', lowerBy: '2026-12-09T17:39:59Z' };
      return targetOf(name, {
        verdict,
        rrsets: [rrsetOf(name, 'A', ttl, { verdict, ...(verdict === 'ready' ? { readyAt: AT } : late) })],
        findings:
          verdict === 'ready'
            ? []
            : [
                findingOf(
                  'ttl-above-limit',
                  'error',
                  name,
                  'A',
                  `${name} A: TTL ${ttl} s; one-week allows 86399 s. Lower it to 300 s before 2026-12-09T17:39:59Z to be ready.`,
                ),
              ],
      });
    }),
  );
}
