import { withLease } from '../apply/withLease.ts';
import { Failure } from '../model/failure.ts';
import type { PassReport } from '../model/pass.ts';
import { comparePlans } from '../plan/comparePlans.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { type FailedPass, hasFailed, type PassesReport } from '../report/pass/passesReport.ts';
import { renderPassJson } from '../report/pass/passJson.ts';
import { renderPassText } from '../report/pass/passText.ts';
import type { Chosen } from './approvedPlans.ts';
import { colorFor } from './color.ts';
import { exitCodeFor } from './ending.ts';
import { EXIT, type ExitCode, exitCodeOfFailure } from './exitCode.ts';
import { leaseOwner } from './leaseOwner.ts';
import type { PassRequest } from './passRequest.ts';
import type { Shell } from './shell.ts';
import { VERSION } from './version.ts';
import type { Work } from './withSurveying.ts';

export interface PassesOptions {
  readonly request: PassRequest;
  readonly shell: Shell;
  readonly chosen: readonly Chosen[];
  readonly command: PassesReport['command'];
  readonly course: 'as-planned' | 'restore-now';
  /** What to type to have a dry run carried out. */
  readonly carryOut: string;
}

/**
 * A pass over each migration, one after the other, and what there is to tell of them. One that fails does not stop
 * the others, unless the journal is what failed. Resolves with the worst exit code; rejects with Failure (journal) if
 * somebody else is writing.
 */
export async function runPasses(options: PassesOptions, work: Work): Promise<ExitCode> {
  const { request, shell, command } = options;
  const { at, journal } = work.surveying;
  if (journal === undefined) throw new Error('a pass needs a journal');
  const owner = leaseOwner(command);
  const passes =
    request.mode === 'write'
      ? await withLease(journal, owner, shell.clock, (lost) =>
          allPasses(options, { ...work, signal: AbortSignal.any([work.signal, lost]) }, owner),
        )
      : await allPasses(options, work, undefined);
  work.clearProgress();
  const { mode, format } = request;
  const tool = { name: 'ttl-check', version: VERSION } as const;
  const report: PassesReport = { tool, command, mode, at, passes, carryOut: options.carryOut };
  for (const pass of passes) if (hasFailed(pass)) tellFailure(pass, passes.length, shell);
  shell.stdout.write(
    format === 'json'
      ? renderPassJson(report)
      : renderPassText(report, {
          columns: shell.stdout.columns ?? PLAIN_COLUMNS,
          color: colorFor(shell, request.color),
          at,
          verbosity: request.quiet ? 'quiet' : 'normal',
        }),
  );
  if (work.signal.aborted) return EXIT.interrupted;
  return passes.map(exitCodeOf).reduce((worst, code) => (code > worst ? code : worst), EXIT.ok);
}

async function allPasses(
  { chosen, request, course }: PassesOptions,
  { surveying, onEvent, signal }: Work,
  owner: string | undefined,
): Promise<(PassReport | FailedPass)[]> {
  const passes: (PassReport | FailedPass)[] = [];
  for (const { migration, approved } of chosen) {
    if (signal.aborted) return passes;
    try {
      passes.push(
        await surveying.pass(migration, {
          ...{ mode: request.mode, course, onEvent, signal },
          ...(owner === undefined ? {} : { leaseOwner: owner }),
          ...(approved === undefined ? {} : { differences: (plan) => comparePlans(approved, plan) }),
        }),
      );
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { kind, message, hint } = error;
      passes.push({
        migration: migration.name,
        failure: { kind, message, ...(hint === undefined ? {} : { hint }) },
      });
      // Without a journal nothing may be changed: it would only be said again for each of the others.
      if (kind === 'journal') return passes;
    }
  }
  return passes;
}

function tellFailure({ migration, failure }: FailedPass, count: number, shell: Shell): void {
  const { kind, message, hint } = failure;
  const told = count === 1 ? message : `${migration}: ${message}`;
  exitCodeFor(new Failure(kind, told, hint === undefined ? {} : { hint }), shell);
}

function exitCodeOf(pass: PassReport | FailedPass): ExitCode {
  if (hasFailed(pass)) {
    const { kind, message } = pass.failure;
    return exitCodeOfFailure(new Failure(kind, message));
  }
  const { results, plan, state, unobserved } = pass;
  const undone = results.some(({ outcome }) => outcome !== 'verified' && outcome !== 'would-change');
  // Who put a migration on hold knows it; what a guard holds, nobody may know yet.
  const guarded = state === 'running' && plan.rrsets.some(({ disposition }) => disposition === 'held');
  return undone || guarded || unobserved.length > 0 ? EXIT.notObserved : EXIT.ok;
}
