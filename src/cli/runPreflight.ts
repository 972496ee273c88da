import type { Config, ConfiguredMigration } from '../config/config.ts';
import { judge } from '../judge/judge.ts';
import type { Instant } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { Name } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import type { TargetReport } from '../model/report.ts';
import { type Go, preflightOf } from '../plan/preflight.ts';
import { datedStages } from '../policy/calendar.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import {
  type PreflightReport,
  renderPreflightJson,
  renderPreflightTable,
} from '../report/plan/preflightText.ts';
import { colorFor } from './color.ts';
import type { Edges } from './edges.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { listenForInterruption } from './interruption.ts';
import { createPastReader, type PastReader } from './pastReader.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations, startSurveying } from './surveying.ts';
import type { SurveyRequest } from './surveyRequest.ts';
import { VERSION } from './version.ts';

export interface PreflightRequest extends SurveyRequest {
  readonly migration: string;
  readonly format: 'table' | 'json';
}

const EXIT_OF: Readonly<Record<Go, ExitCode>> = {
  go: EXIT.ok,
  'no-go': EXIT.findings,
  unknown: EXIT.notObserved,
};

/** `preflight`: looks at a migration as it stands, says GO or NO-GO, and resolves with the exit code. Rejects with Failure. */
export async function runPreflight(request: PreflightRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  const progress = createProgress({
    ...{ stream: shell.stderr, clock: shell.clock },
    verbosity: request.quiet ? 'quiet' : 'normal',
  });
  const interruption = listenForInterruption(() => progress.clear());
  const { onEvent } = progress;
  try {
    await using surveying = await startSurveying({
      ...{ request, shell, edges, onEvent, signal: interruption.signal },
    });
    const { at, config } = surveying;
    const [migration] = chosenMigrations([request.migration], config);
    if (migration === undefined) throw new RangeError('a migration or a Failure');
    const survey = await surveying.survey(migration, 'with-provider');
    progress.end();
    if (interruption.signal.aborted) return EXIT.interrupted;
    const { policy, cutover } = migration;
    const pasts = await pastsOf(survey.observations, migration, surveying.journal);
    const judged = judgedTargets(survey.observations, migration, { at, config, pasts });
    const preflight = preflightOf({ ...survey, migration, policy, at, judged });
    const report: PreflightReport = {
      ...preflight,
      ...{ tool: { name: 'ttl-check', version: VERSION }, at, cutover, notices: survey.notices },
    };
    const text =
      request.format === 'json'
        ? renderPreflightJson(report)
        : renderPreflightTable(report, {
            columns: shell.stdout.columns ?? PLAIN_COLUMNS,
            color: colorFor(shell, request.color),
            at,
            verbosity: 'normal',
          });
    shell.stdout.write(text);
    return EXIT_OF[preflight.go];
  } finally {
    progress.end();
    interruption.end();
  }
}

function movedZonesOf({ records }: ConfiguredMigration): Name[] {
  return records.flatMap((record): Name[] => (record.kind === 'zone' ? [record.zone] : []));
}

/** What the journal knows of the past of what was surveyed; undefined without one. */
async function pastsOf(
  observations: readonly Observation[],
  migration: ConfiguredMigration,
  journal: Journal | undefined,
): Promise<PastReader | undefined> {
  if (journal === undefined) return undefined;
  const pasts = createPastReader({ journal, looks: 'surveyed', movedZones: movedZonesOf(migration) });
  await pasts.see(observations);
  return pasts;
}

interface Judging {
  readonly at: Instant;
  readonly config: Config;
  readonly pasts: PastReader | undefined;
}

/** Every name of a migration judged as of now. */
function judgedTargets(
  observations: readonly Observation[],
  migration: ConfiguredMigration,
  { at, config, pasts }: Judging,
): TargetReport[] {
  const { policy, cutover, acknowledge } = migration;
  const dated = datedStages(policy, cutover);
  const movedZones = movedZonesOf(migration);
  return observations.map((observation) => {
    const target = { ...observation.target, cutover, migration: migration.name };
    return judge(
      { ...observation, target },
      {
        ...{ at, policy, waivers: config.waivers, movedZones, acknowledged: acknowledge },
        stage: policy.stages[0]?.id ?? '',
        datedStages: () => dated,
        ...(pasts === undefined ? {} : { past: pasts.past }),
      },
    );
  });
}
