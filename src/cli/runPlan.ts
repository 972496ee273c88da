import { planFileText } from '../apply/planFile.ts';
import type { Survey } from '../apply/survey.ts';
import type { ConfiguredMigration } from '../config/config.ts';
import { nearMiss } from '../config/nearMiss.ts';
import type { PlanVerdict } from '../model/plan.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { openFileSink } from '../report/fileSink.ts';
import { parseFormatsOf } from '../report/formatOption.ts';
import { startPlanDelivery } from '../report/plan/planDelivery.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';
import { PLAN_FORMATS } from '../report/plan/planReporters.ts';
import { colorFor } from './color.ts';
import type { Edges } from './edges.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { withPasts } from './gatherPasts.ts';
import { iamPolicyText } from './iamPolicyText.ts';
import { listenForInterruption } from './interruption.ts';
import { plannedMigration } from './planning.ts';
import type { PlanRequest } from './planRequest.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations, type Surveying, startSurveying } from './surveying.ts';
import { VERSION } from './version.ts';

/**
 * `plan`: looks at the migrations, plans them, prints the timeline, and resolves with the exit code. Rejects with
 * Failure for bad usage, a bad configuration, and a provider or a journal that cannot be read. Writes nothing to DNS.
 */
export async function runPlan(request: PlanRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  const requests = parseFormatsOf(PLAN_FORMATS, request.formats, nearMiss).filter(
    ({ file }) => file !== null || request.print === 'plan',
  );
  const progress = createProgress({
    stream: shell.stderr,
    clock: shell.clock,
    verbosity: request.quiet ? 'quiet' : 'normal',
  });
  const interruption = listenForInterruption(() => progress.clear());
  const { onEvent } = progress;
  try {
    await using surveying = await startSurveying({
      request,
      shell,
      edges,
      onEvent,
      signal: interruption.signal,
    });
    const migrations = chosenMigrations(request.migrations, surveying.config);
    const { at } = surveying;
    const delivery = await startPlanDelivery(
      requests,
      {
        columns: shell.stdout.columns ?? PLAIN_COLUMNS,
        color: colorFor(shell, request.color),
        at,
        verbosity: request.quiet ? 'quiet' : 'normal',
      },
      shell.stdout,
    );
    let surveyed: readonly Surveyed[];
    try {
      surveyed = await surveyAll(migrations, request, surveying, interruption.signal);
    } catch (error) {
      await delivery.abandon();
      throw error;
    }
    progress.end();
    if (interruption.signal.aborted) {
      await delivery.abandon();
      return EXIT.interrupted;
    }
    const planned = surveyed.map((one) => one.planned);
    if (request.out !== undefined) await writePlanFile(request.out, planned, surveying);
    if (request.print === 'iam-policy') {
      const iam = iamPolicyText(surveyed, surveying.config);
      for (const message of iam.notices) onEvent({ kind: 'notice', message });
      shell.stdout.write(iam.text);
    }
    const isDrawn = requests.some(({ format }) => format === 'html');
    const shown = isDrawn ? await withPasts(planned, surveying.journal) : planned;
    await delivery.write({ tool: { name: 'ttl-check', version: VERSION }, at, migrations: shown });
    return exitCodeOf(planned.map(({ verdict }) => verdict));
  } finally {
    progress.end();
    interruption.end();
  }
}

export interface Surveyed {
  readonly migration: ConfiguredMigration;
  readonly survey: Survey;
  readonly planned: PlannedMigration;
}

async function surveyAll(
  migrations: readonly ConfiguredMigration[],
  request: PlanRequest,
  surveying: Surveying,
  signal: AbortSignal,
): Promise<Surveyed[]> {
  const surveyed: Surveyed[] = [];
  for (const migration of migrations) {
    if (signal.aborted) return surveyed;
    // The policy is asked for by people who have no credentials yet; only patterns need the provider's list.
    const isSpeltOut = migration.records.every(({ kind }) => kind === 'name');
    const reach = request.print === 'iam-policy' && isSpeltOut ? 'without-provider' : 'with-provider';
    const survey = await surveying.survey(migration, reach);
    const planned = plannedMigration(migration, survey, surveying.at, surveying.config);
    surveyed.push({ migration, survey, planned });
  }
  return surveyed;
}

async function writePlanFile(
  path: string,
  planned: readonly PlannedMigration[],
  { at }: Surveying,
): Promise<void> {
  const sink = await openFileSink(path);
  await sink.write(
    planFileText(
      planned.map(({ plan }) => plan),
      at,
      VERSION,
    ),
  );
  await sink.close();
}

/** 1 outranks 3: that one migration cannot be ready is known whatever else was not seen. */
function exitCodeOf(verdicts: readonly PlanVerdict[]): ExitCode {
  if (verdicts.includes('infeasible')) return EXIT.findings;
  return verdicts.includes('unknown') ? EXIT.notObserved : EXIT.ok;
}
