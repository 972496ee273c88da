import { describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import type { Circumstance } from '../../src/model/observation.ts';
import type { TargetReport } from '../../src/model/report.ts';
import { runCircumstances } from '../../src/report/runCircumstances.ts';
import { createTable } from '../../src/report/table.ts';
import { worstTargets } from '../../src/report/worstTargets.ts';
import { AT, findingOf, reportOf, rrsetOf, targetOf } from './samples.ts';

function numbered(i: number): TargetReport {
  const name = `host-${i}.example.com.`;
  const verdict = i % 1_000 === 7 ? 'not-ready' : 'ready';
  const findings =
    verdict === 'ready' ? [] : [findingOf('ttl-above-limit', 'error', name, 'A', `${name} A: too long.`)];
  return targetOf(name, { verdict, rrsets: [rrsetOf(name, 'A', 300, { verdict })], findings });
}

describe('very many targets', () => {
  it('keeps the worst and says how many it does not show', () => {
    const table = createTable({
      columns: 80,
      color: 'plain',
      at: instant(Date.parse(AT)),
      verbosity: 'normal',
    });
    for (let i = 0; i < 5_000; i++) table.target(numbered(i));
    const closing = {
      ...reportOf([]),
      summary: { targets: 5_000, rrsets: 5_000, errors: 5, warnings: 0, unknown: 0 },
      verdict: 'not-ready',
    } as const;
    const lines = table.end(closing).split('\n');
    expect(
      lines
        .filter((line) => line.startsWith('host-'))
        .slice(0, 5)
        .map((line) => line.split(' ')[0]),
    ).toEqual([
      'host-7.example.com.',
      'host-1007.example.com.',
      'host-2007.example.com.',
      'host-3007.example.com.',
      'host-4007.example.com.',
    ]);
    expect(lines.join(' ')).toContain(
      'Only the worst 200 names are shown; 4800 more are counted below. --format ndjson has all.',
    );
    expect(lines).toContain('5000 names, 5000 RRsets: 5 errors, 0 warnings, 0 unknown — not ready');
  });

  it('lets the least bad go first, the last of them before the others', () => {
    const worst = worstTargets(3);
    for (const [i, verdict] of (
      ['ready', 'unknown', 'ready', 'not-ready', 'ready', 'not-ready'] as const
    ).entries())
      worst.add(targetOf(`n${i}.example.com.`, { verdict }));
    expect(worst.kept().map(({ name }) => name)).toEqual([
      'n3.example.com.',
      'n5.example.com.',
      'n1.example.com.',
    ]);
    expect(worst.dropped()).toBe(3);
  });
});

describe('circumstances', () => {
  it('are said once, with the number of names, and only where they concern the run', () => {
    const noRoute: Circumstance = { kind: 'no-route', family: 'IPv6' };
    const all = runCircumstances();
    all.add([noRoute, noRoute]);
    all.add([{ kind: 'budget-spent', seconds: 10 }, noRoute]);
    expect(all.list()).toEqual([
      {
        kind: 'no-route',
        message: 'This machine has no route to IPv6 addresses: servers were asked over IPv4 only.',
        targets: 2,
      },
    ]);
  });
});
