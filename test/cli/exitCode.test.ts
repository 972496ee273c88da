import { describe, expect, it } from 'vitest';
import { createTally } from '../../src/cli/tally.ts';
import type { FailOn } from '../../src/model/failOn.ts';
import type { Finding, Severity, Verdict } from '../../src/model/finding.ts';
import { parseName } from '../../src/model/name.ts';
import type { TargetReport } from '../../src/model/report.ts';

const NAME = parseName('www.example.com');

function finding(severity: Severity, rule = 'ttl-above-limit', waived?: Finding['waived']): Finding {
  return {
    rule,
    severity,
    owner: NAME,
    type: 'A',
    message: 'A sentence.',
    data: {},
    ...(waived ? { waived } : {}),
  };
}

function target(verdict: Verdict, ...findings: readonly Finding[]): TargetReport {
  return {
    input: 'www.example.com',
    name: NAME,
    zone: null,
    verdict,
    stage: 'two-weeks',
    rrsets: [],
    findings,
  };
}

function codeOf(failOn: FailOn, ...targets: readonly TargetReport[]): number {
  const tally = createTally(failOn);
  for (const one of targets) tally.add(one);
  return tally.exitCode();
}

const READY = target('ready');
const ERROR = target('not-ready', finding('error'));
const WARNING = target('ready', finding('warning'));
const SILENT = target('unknown', finding('warning', 'authority-unreachable'));
const UNKNOWN = target('unknown', finding('error', 'not-observed'));

describe('the exit code of a run', () => {
  it.each<[string, FailOn, readonly TargetReport[], number]>([
    ['nothing to say', 'error', [READY], 0],
    ['an error', 'error', [READY, ERROR], 1],
    ['a warning does not fail by itself', 'error', [WARNING], 0],
    ['a warning with --fail-on warning', 'warning', [WARNING], 1],
    ['an error with --fail-on never', 'never', [ERROR], 0],
    ['not observed', 'error', [UNKNOWN], 3],
    ['not observed is never code 1', 'warning', [UNKNOWN], 3],
    ['a server that is silent is no finding about the records', 'warning', [SILENT], 3],
    [
      'but one where the policy calls that an error',
      'error',
      [target('not-ready', finding('error', 'authority-unreachable'))],
      1,
    ],
    ['--fail-on never does not hide what was not observed', 'never', [UNKNOWN, ERROR], 3],
    ['findings outrank what was not observed', 'error', [UNKNOWN, ERROR], 1],
    ['a waived error', 'error', [target('ready', finding('error', 'x', { reason: 'r', until: 'u' }))], 0],
    ['no target at all', 'error', [], 0],
  ])('%s', (_, failOn, targets, code) => {
    expect(codeOf(failOn, ...targets)).toBe(code);
  });
});

describe('the summary of a run', () => {
  it('adds up', () => {
    const tally = createTally('error');
    for (const one of [READY, ERROR, UNKNOWN]) tally.add(one);
    expect(tally.summary()).toEqual({ targets: 3, rrsets: 0, errors: 2, warnings: 0, unknown: 1 });
    expect(tally.verdict()).toBe('not-ready');
  });
});
