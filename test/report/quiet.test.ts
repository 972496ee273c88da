/** `--quiet`: cron and pre-commit show what is printed, so it is what is in the way and nothing else. */
import { describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import type { Report } from '../../src/model/report.ts';
import { renderWhole } from '../../src/report/reporter.ts';
import { REPORTERS } from '../../src/report/reporters.ts';
import { AT, findingOf, reportOf, rrsetOf, targetOf } from './samples.ts';

async function drawn(format: 'table' | 'markdown', report: Report): Promise<string> {
  const create = await REPORTERS[format].load();
  return renderWhole(
    create({ columns: 80, color: 'plain', at: instant(Date.parse(AT)), verbosity: 'quiet' }),
    report,
  );
}

const NAME = 'www.example.com.';
const READY = targetOf(NAME, {
  rrsets: [rrsetOf(NAME, 'A', 300)],
  findings: [findingOf('foreign-chain', 'note', NAME, null, 'context')],
});
const UNSEEN = targetOf('api.example.com.', {
  verdict: 'unknown',
  findings: [
    findingOf('not-observed', 'note', 'api.example.com.', null, 'api: nobody answered.'),
    findingOf('resolver-unreachable', 'note', 'api.example.com.', null, 'context'),
  ],
});

describe('a quiet table', () => {
  it('is empty when everything is ready', async () => {
    expect(await drawn('table', reportOf([READY]))).toBe('');
  });

  it('lists what is fixed all the same, so that it leaves the baseline', async () => {
    const fixed = [{ rule: 'due', owner: NAME, type: 'A', severity: 'warning' }] as const;
    const report = { ...reportOf([READY]), baseline: { known: 0, fixed, notSeen: [] } };
    expect(await drawn('table', report as unknown as Report)).toContain(`Fixed: due at ${NAME} A.`);
  });

  it('says why something is unknown, and no context', async () => {
    const text = await drawn('table', reportOf([READY, UNSEEN]));
    expect(text).toContain('api: nobody answered.');
    expect(text).not.toContain('context');
    expect(text).not.toContain(NAME);
  });
});

describe('a quiet summary in Markdown', () => {
  it('counts what is ready and shows the rest, with why it is unknown', async () => {
    const text = await drawn('markdown', reportOf([READY, UNSEEN]));
    expect(text).toContain('2 names');
    expect(text).toContain('`api.example.com.`');
    expect(text).toContain('api: nobody answered.');
    expect(text).not.toContain(NAME);
    expect(text).not.toContain('context');
  });
});
