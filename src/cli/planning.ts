import { planDigest } from '../apply/planDigest.ts';
import type { Survey } from '../apply/survey.ts';
import type { Config, ConfiguredMigration } from '../config/config.ts';
import { factsOf } from '../judge/facts.ts';
import { type Instant, plusSeconds } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import { planMigration } from '../plan/planMigration.ts';
import { planVerdict } from '../plan/planVerdict.ts';
import { datedStages } from '../policy/calendar.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';

/** Seconds before the cutover: time enough to wait for the last caches, and to call it off. */
export const PREFLIGHT_BEFORE: number = 30 * 60;

/** The plan of a migration as it was surveyed, with what reporters tell besides. */
export function plannedMigration(
  migration: ConfiguredMigration,
  survey: Survey,
  at: Instant,
  config: Config,
): PlannedMigration {
  const { policy, cutover } = migration;
  const stages = datedStages(policy, cutover);
  const plan = planMigration({ migration, policy, at, rrsets: survey.rrsets, stages });
  const observations = new Map(survey.observations.map((one) => [one.target.name, one]));
  const settings = migration.provider === undefined ? undefined : config.providers[migration.provider];
  return {
    plan,
    digest: planDigest(plan),
    verdict: planVerdict(plan, survey.unobserved.length),
    providerKind: settings?.type ?? null,
    figures: policy.figures,
    ...{ policy, stages },
    preflightAt: at > cutover.at ? null : plusSeconds(cutover.at, -PREFLIGHT_BEFORE),
    absent: survey.absent.map((one) => ({
      ...one,
      negativeTtl: negativeTtlOf(one.owner, observations.get(one.owner)),
    })),
    unobserved: survey.unobserved,
    notices: survey.notices,
    notes: migration.notes ?? null,
  };
}

function negativeTtlOf(owner: Name, observation: Observation | undefined): number | null {
  if (observation === undefined) return null;
  return factsOf(observation, []).ends.find((end) => end.name === owner)?.negativeTtl ?? null;
}
