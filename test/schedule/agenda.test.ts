import { describe, expect, it } from 'vitest';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { MigrationState } from '../../src/model/journal.ts';
import { parseName } from '../../src/model/name.ts';
import type { PassReport, StepOutcome } from '../../src/model/pass.ts';
import type { Step } from '../../src/model/plan.ts';
import { type Agenda, createAgenda } from '../../src/schedule/agenda.ts';

const NOW = instant(Date.UTC(2026, 10, 24, 12));
const QUARTER = 15 * 60;

function step(at: Instant): Step {
  return {
    id: 'one-week',
    kind: 'lower',
    at,
    from: 86_400,
    to: 3600,
    completeAt: at,
    reason: { kind: 'policy', stage: 'one-week' },
  } as Step;
}

/** A pass that began now, with one step to come and perhaps one result. */
function pass(stepAt: Instant, outcome?: StepOutcome, changes: Partial<PassReport> = {}): PassReport {
  const where = { zone: parseName('example.com'), owner: parseName('www.example.com'), type: 'A' };
  return {
    ...{ migration: 'move', startedAt: NOW, finishedAt: NOW, mode: 'write', state: 'running' },
    plan: {
      ...{ migration: 'move', cutover: { at: plusSeconds(NOW, 30 * 86_400), timezone: 'UTC' }, at: NOW },
      rrsets: [{ ...where, steps: [step(stepAt)] }],
    },
    results: outcome === undefined ? [] : [{ ...where, step: step(NOW), outcome }],
    ...{ notices: [], unobserved: [] },
    ...changes,
  } as PassReport;
}

function due(agenda: Agenda, seconds: number, state?: MigrationState): readonly string[] {
  const states = new Map<string, MigrationState>(state === undefined ? [] : [['move', state]]);
  return agenda.due(['move'], plusSeconds(NOW, seconds), states);
}

describe('a migration', () => {
  it('is due until it was looked at, and again exactly when its next step is', () => {
    const agenda = createAgenda(3600);
    expect(due(agenda, 0)).toEqual(['move']);
    agenda.looked(pass(plusSeconds(NOW, 600), 'verified'));
    expect(due(agenda, 599)).toEqual([]);
    expect(due(agenda, 600)).toEqual(['move']);
    expect(agenda.nextAt()).toBe(plusSeconds(NOW, 600));
  });

  it('is due after the longest rest, step or no step', () => {
    const agenda = createAgenda(QUARTER);
    agenda.looked(pass(plusSeconds(NOW, 86_400)));
    expect(due(agenda, QUARTER - 1)).toEqual([]);
    expect(due(agenda, QUARTER)).toEqual(['move']);
  });

  it.each(['pending', 'conflict', 'refused', 'uncertain'] as const)(
    'does not rest while something is %s',
    (outcome) => {
      const agenda = createAgenda(QUARTER);
      agenda.looked(pass(plusSeconds(NOW, 86_400), outcome));
      expect(due(agenda, 1)).toEqual(['move']);
      expect(agenda.nextAt()).toBeUndefined();
    },
  );

  it('does not rest while a name of it could not be observed', () => {
    const agenda = createAgenda(QUARTER);
    const unobserved = [{ owner: parseName('www.example.com'), because: 'no server answered' }];
    agenda.looked(pass(plusSeconds(NOW, 86_400), undefined, { unobserved }));
    expect(due(agenda, 1)).toEqual(['move']);
  });

  it.each(['held', 'aborted', 'done'] as const)('is due at once when somebody made it %s', (state) => {
    const agenda = createAgenda(QUARTER);
    agenda.looked(pass(plusSeconds(NOW, 86_400)));
    expect(due(agenda, 1)).toEqual([]);
    expect(due(agenda, 1, state)).toEqual(['move']);
  });

  it('is due when the clock was set back before its last look', () => {
    const agenda = createAgenda(QUARTER);
    agenda.looked(pass(plusSeconds(NOW, 86_400)));
    expect(due(agenda, -1)).toEqual(['move']);
  });
});
