import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { nearMiss } from '../config/nearMiss.ts';
import { type Baseline, createBaseline } from '../judge/baseline.ts';
import { RULES } from '../judge/rules.ts';
import { Failure } from '../model/failure.ts';
import { formatInstant } from '../model/instant.ts';
import { isLookalike } from '../model/lookalike.ts';
import type { StageId } from '../model/report.ts';
import { type Judged, reportOf } from '../model/retelling.ts';
import { type Delivery, PLAIN_COLUMNS, startDelivery } from '../report/delivery.ts';
import { type OutputRequest, parseFormats } from '../report/formatOption.ts';
import { runCircumstances } from '../report/runCircumstances.ts';
import type { CheckJournal, OpenJournal } from './checkJournal.ts';
import type { CheckRequest } from './checkRequest.ts';
import { type CheckSource, openCheckSource } from './checkSource.ts';
import { checkTimes } from './checkTimes.ts';
import { colorFor } from './color.ts';
import { type CutoversMet, cutoversMet } from './cutoversMet.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { listenForInterruption } from './interruption.ts';
import { withJobSummary } from './jobSummary.ts';
import { createJudging, type Judging, movedZonesOf } from './judging.ts';
import { originPrefix } from './originPrefix.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Shell } from './shell.ts';
import { createTally, type Tally } from './tally.ts';
import { usualStage } from './usualStage.ts';
import { VERSION } from './version.ts';

/**
 * `check`: observes (or replays), judges, reports, and resolves with the exit code. Rejects with Failure for
 * bad usage, a bad configuration and files that cannot be read or written. Never writes to DNS.
 */
export async function runCheck(
  request: CheckRequest,
  shell: Shell,
  openJournal?: OpenJournal,
): Promise<ExitCode> {
  // Everything that can be wrong with the request is found before the first question and the first file.
  const requests = requestsOf(request, shell);
  const config = await configFor(request, shell);
  const stage = stageFor(request, config);
  const configuredZone = config.path === null ? undefined : config.timezone;
  const baseline = await baselineFor(request, shell);
  const times = await checkTimes(request, configuredZone);
  const progress = createProgress({
    stream: shell.stderr,
    clock: shell.clock,
    verbosity: request.verbosity === 'quiet' ? 'quiet' : 'normal',
  });
  const interruption = listenForInterruption(() => progress.clear());
  try {
    const source = await openCheckSource({ request, config, times, shell, progress, interruption });
    const timezone = times.cutover?.timezone ?? request.timezone ?? configuredZone;
    const delivery = await startDelivery(
      requests,
      {
        columns: shell.stdout.columns ?? PLAIN_COLUMNS,
        color: colorFor(shell, request.color ? 'wanted' : 'refused'),
        at: source.at,
        verbosity: request.verbosity === 'quiet' ? 'quiet' : 'normal',
        ...(timezone === undefined ? {} : { timezone }),
        ...(requests.some(({ format }) => format === 'html')
          ? { datedBy: await (await import('./datedPolicies.ts')).datedPolicies(config, times.cutover) }
          : {}),
        ...{ failOn: request.failOn, rules: Object.values(RULES), originPrefix: originPrefix(shell) },
      },
      {
        ...{ schemaVersion: 1, tool: { name: 'ttl-check', version: VERSION }, at: formatInstant(source.at) },
        ...(request.shard === undefined
          ? {}
          : (await import('./shardReport.ts')).shardReport(request.shard, {
              ...{ request, config, stage, cutover: times.cutover, baseline: baseline?.entries },
            })),
      },
      shell.stdout,
    );
    const journal = await journalFor(request, config, shell, openJournal).catch(async (error) => {
      await delivery.abandon();
      throw error;
    });
    const judging = createJudging({
      ...{ at: source.at, config, stage },
      ...(journal === undefined ? {} : { past: journal.past }),
    });
    const tally = createTally(request.failOn);
    const cutovers = cutoversMet(config, times.cutover);
    try {
      await deliver({ source, journal, judging, baseline, delivery, tally, cutovers, progress });
    } finally {
      await journal?.close();
    }
    if (interruption.signal.aborted) return EXIT.interrupted;
    return delivery.gone() ? EXIT.ok : tally.exitCode();
  } finally {
    progress.end();
    interruption.end();
  }
}

interface Run {
  readonly source: CheckSource;
  readonly journal: CheckJournal | undefined;
  readonly judging: Judging;
  readonly baseline: Baseline | undefined;
  readonly delivery: Delivery;
  readonly tally: Tally;
  readonly cutovers: CutoversMet;
  readonly progress: Progress;
}

async function deliver(run: Run): Promise<void> {
  const { journal, judging, baseline, delivery, tally, cutovers, progress } = run;
  const circumstances = runCircumstances();
  try {
    for await (const batch of run.source.observations) {
      await journal?.see(batch);
      const targets: Judged[] = [];
      for (const seen of batch) {
        const judgement = judging(seen);
        // Not awaited where nothing has to be: a list may have millions.
        const judged = judgement instanceof Promise ? await judgement : judgement;
        const target = baseline?.mark(reportOf(judged)) ?? judged;
        circumstances.add((isLookalike(seen) ? seen.like : seen).circumstances);
        tally.add(target);
        cutovers.add(target);
        targets.push(target);
      }
      progress.clear();
      await delivery.targets(targets);
      progress.show();
      if (delivery.gone()) return;
    }
  } catch (error) {
    await delivery.abandon();
    throw error;
  }
  progress.end();
  const list = circumstances.list();
  const dated = await cutovers.list();
  await delivery.end({
    verdict: tally.verdict(),
    summary: tally.summary(),
    ...(list.length === 0 ? {} : { circumstances: list }),
    ...(dated === undefined ? {} : { cutovers: dated }),
    ...(baseline === undefined ? {} : { baseline: baseline.report() }),
  });
}

/** The journal that `--journal` names; without it none is opened, whatever the configuration says. */
async function journalFor(
  { journal: file, replay }: CheckRequest,
  config: Config,
  { cwd }: Shell,
  open: OpenJournal | undefined,
): Promise<CheckJournal | undefined> {
  if (file === undefined) return undefined;
  const { openCheckJournal } = await import('./checkJournal.ts');
  return await openCheckJournal({
    ...{ file, cwd, looks: replay === undefined ? 'added' : 'replayed', movedZones: movedZonesOf(config) },
    ...(open === undefined ? {} : { open }),
  });
}

/** What `--format` and `--write-baseline` ask for; with `github` the summary of the job as well. Throws Failure `usage`. */
function requestsOf(request: CheckRequest, shell: Shell): readonly OutputRequest[] {
  const { writeBaseline } = request;
  const formats =
    writeBaseline === undefined
      ? request.formats
      : [...(request.formats.length === 0 ? ['table'] : request.formats), `baseline=${writeBaseline}`];
  return withJobSummary(parseFormats(formats, nearMiss), shell);
}

async function baselineFor(request: CheckRequest, shell: Shell): Promise<Baseline | undefined> {
  if (request.baseline === undefined) return undefined;
  const { loadBaseline } = await import('../config/baselineFile.ts');
  return createBaseline(await loadBaseline(request.baseline, shell.cwd));
}

async function configFor(request: CheckRequest, shell: Shell): Promise<Config> {
  return await loadConfig({
    cwd: shell.cwd,
    ruleIds: Object.keys(RULES),
    ...(request.config === undefined ? {} : { path: request.config }),
    ...(request.policy === undefined ? {} : { policyPath: request.policy }),
  });
}

function stageFor(request: CheckRequest, config: Config): StageId {
  const ids = config.policy.stages.map((stage) => stage.id);
  if (request.stage === undefined || ids.includes(request.stage))
    return request.stage ?? usualStage(config.policy);
  const near = nearMiss(request.stage, ids);
  const guess = near === undefined ? '.' : `; did you mean ${near}?`;
  throw new Failure('usage', `The policy has no stage "${request.stage}"${guess}`, {
    hint: `Its stages are ${ids.join(', ')}.`,
  });
}
