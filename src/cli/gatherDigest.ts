import type { Survey } from '../apply/survey.ts';
import type { ConfiguredMigration } from '../config/config.ts';
import type { Digest, Undelivered } from '../model/digest.ts';
import { Failure } from '../model/failure.ts';
import { type Instant, plusSeconds } from '../model/instant.ts';
import type { IntentWithReceipt, Journal, SightingRun } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { MOVING_TYPES } from '../model/recordType.ts';
import type { TargetReport } from '../model/report.ts';
import { reportOf } from '../model/retelling.ts';
import type { Target } from '../model/target.ts';
import { datedStages } from '../policy/calendar.ts';
import { stageInForce } from '../policy/requirement.ts';
import { composeDigest } from '../report/digest/composeDigest.ts';
import type { LentTtls, MigrationMaterial, WatchedMaterial } from '../report/digest/material.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';
import { atOnce } from '../sources/atOnce.ts';
import { createJudging, type JudgingOptions, movedZonesOf } from './judging.ts';
import { createPastReader, type Looks, type PastReader } from './pastReader.ts';
import { plannedMigration } from './planning.ts';
import type { Surveying } from './surveying.ts';
import { usualStage } from './usualStage.ts';
import { VERSION } from './version.ts';

export interface GatherOptions {
  readonly migrations: readonly ConfiguredMigration[];
  readonly since: Instant;
  readonly timezone: string;
  readonly undelivered: readonly Undelivered[];
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Of each RRset; enough for a week that changes every few minutes. */
const MOST_RUNS = 500;

/** A digest, and the plans that it was composed of, for formats that draw them. */
export interface GatheredDigest {
  readonly digest: Digest;
  readonly planned: readonly PlannedMigration[];
}

/** Looks at migrations and watched names, asks the journal, and composes the digest. Rejects with Failure. */
export async function gatherDigest(surveying: Surveying, options: GatherOptions): Promise<GatheredDigest> {
  const { config, at, journal } = surveying;
  const { since, timezone, undelivered } = options;
  const migrations: (MigrationMaterial & { readonly planned: PlannedMigration })[] = [];
  for (const migration of options.migrations) {
    if (options.signal.aborted) break;
    migrations.push(await migrationMaterial(migration, surveying));
  }
  const digest = composeDigest({
    ...{ version: VERSION, at, since, timezone, undelivered, migrations },
    watched: await watchedMaterial(surveying, options),
    lent: journal === undefined ? [] : await lentTtls(config.migrations, journal),
  });
  return { digest, planned: migrations.map(({ planned }) => planned) };
}

async function migrationMaterial(
  migration: ConfiguredMigration,
  surveying: Surveying,
): Promise<MigrationMaterial & { readonly planned: PlannedMigration }> {
  const { config, at, journal } = surveying;
  const { policy, cutover, name } = migration;
  const survey = await surveyOrWithoutProvider(migration, surveying);
  const pasts = pastsFor(surveying, 'surveyed');
  const judging = createJudging({ at, config, stage: usualStage(config.policy), ...pastFrom(pasts) });
  const judged: TargetReport[] = [];
  await pasts?.see(survey.observations);
  for (const observation of survey.observations)
    judged.push(
      reportOf(
        await judging({ ...observation, target: { ...observation.target, cutover, migration: name } }),
      ),
    );
  return {
    planned: plannedMigration(migration, survey, at, config),
    stage: stageInForce(datedStages(policy, cutover), at).stage.id,
    judged,
    intents: (await journal?.intents(name)) ?? [],
    state: (await journal?.states())?.find((one) => one.migration === name),
  };
}

/** A report must come even if the provider is ill: then the authorities alone are asked, and that is said. */
async function surveyOrWithoutProvider(
  migration: ConfiguredMigration,
  surveying: Surveying,
): Promise<Survey> {
  try {
    return await surveying.survey(migration, 'with-provider');
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'provider') throw error;
    const survey = await surveying.survey(migration, 'without-provider');
    return { ...survey, notices: [`The provider could not be asked: ${error.message}`, ...survey.notices] };
  }
}

function pastFrom(pasts: PastReader | undefined): Pick<JudgingOptions, 'past'> {
  return pasts === undefined ? {} : { past: pasts.past };
}

/** The past that `check --journal` judges by; undefined without a journal. */
function pastsFor({ config, journal }: Surveying, looks: Looks): PastReader | undefined {
  if (journal === undefined) return undefined;
  return createPastReader({ journal, looks, movedZones: movedZonesOf(config) });
}

async function watchedMaterial(
  surveying: Surveying,
  { concurrency, signal, since }: GatherOptions,
): Promise<WatchedMaterial> {
  const { config, at, journal, observer } = surveying;
  const pasts = pastsFor(surveying, 'added');
  const judging = createJudging({ at, config, stage: usualStage(config.policy), ...pastFrom(pasts) });
  const targets = config.names.map((name): Target => ({ types: MOVING_TYPES, ...name }));
  const judged: TargetReport[] = [];
  for await (const batch of observer.observeMany(atOnce(targets), { concurrency, signal })) {
    await pasts?.see(batch);
    for (const seen of batch) judged.push(reportOf(await judging(seen)));
  }
  if (journal === undefined) return { judged, runs: [], intents: [] };
  return { judged, runs: await runsOf(targets, since, journal), intents: await allIntents(journal) };
}

/** The looks since an instant, and the one before it to compare with. */
async function runsOf(targets: readonly Target[], since: Instant, journal: Journal): Promise<SightingRun[]> {
  const runs: SightingRun[] = [];
  for (const owner of new Set(targets.map(({ name }) => name))) {
    const byType = Map.groupBy(await journal.sightings(owner, undefined, MOST_RUNS), ({ type }) => type);
    for (const newestFirst of byType.values()) {
      const before = newestFirst.findIndex((run) => run.since <= since);
      runs.push(...(before === -1 ? newestFirst : newestFirst.slice(0, before + 1)));
    }
  }
  return runs;
}

async function allIntents(journal: Journal): Promise<IntentWithReceipt[]> {
  const intents: IntentWithReceipt[] = [];
  for (const migration of await journal.migrations()) intents.push(...(await journal.intents(migration)));
  return intents;
}

/** The former TTLs of every migration that the journal knows, those that the configuration lost as well. */
async function lentTtls(configured: readonly ConfiguredMigration[], journal: Journal): Promise<LentTtls[]> {
  const lent: LentTtls[] = [];
  for (const migration of await journal.migrations()) {
    const formers = await journal.formerTtls(migration);
    const dates =
      datesOf(configured.find(({ name }) => name === migration)) ?? (await plannedDates(migration, journal));
    if (formers.length > 0 && dates !== undefined) lent.push({ migration, formers, ...dates });
  }
  return lent;
}

type Dates = Pick<LentTtls, 'cutoverAt' | 'restoreAt'>;

function datesOf(migration: ConfiguredMigration | undefined): Dates | undefined {
  if (migration === undefined) return undefined;
  const { policy, cutover } = migration;
  const restore = datedStages(policy, cutover).findLast(({ stage }) => stage.from.kind === 'after');
  return { cutoverAt: cutover.at, restoreAt: restore?.from ?? cutover.at };
}

/** By the newest plan in the journal; a plan of an older version may lack what this one reads. */
async function plannedDates(migration: string, journal: Journal): Promise<Dates | undefined> {
  const plan = (await journal.latestPlan(migration))?.plan as Partial<Plan> | null | undefined;
  const cutoverAt = plan?.cutover?.at;
  if (cutoverAt === undefined) return undefined;
  return { cutoverAt, restoreAt: plan?.restoreAt ?? plusSeconds(cutoverAt, USUAL_RESTORE) };
}

/** As in the shipped policy: three days after the cutover. */
const USUAL_RESTORE = 3 * 86_400;
