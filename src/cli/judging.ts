import type { Config } from '../config/config.ts';
import type { JudgeContext } from '../judge/context.ts';
import { judge } from '../judge/judge.ts';
import { createRememberingJudge, type Judge } from '../judge/rememberingJudge.ts';
import type { Instant } from '../model/instant.ts';
import { observationOf, type Seen } from '../model/lookalike.ts';
import type { Name } from '../model/name.ts';
import type { StageId } from '../model/report.ts';
import type { Judged } from '../model/retelling.ts';
import type { Cutover } from '../model/target.ts';
import type { DatedStage, Policy } from '../policy/policy.ts';

export interface JudgingOptions {
  readonly at: Instant;
  readonly config: Config;
  /** For targets without a cutover. */
  readonly stage: StageId;
  /** From a journal. */
  readonly past?: NonNullable<JudgeContext['past']>;
}

export type Judging = (seen: Seen) => Judged | Promise<Judged>;

/** Judges what was seen of each target by the policy that holds for it: its migration's, else the configuration's. */
export function createJudging(options: JudgingOptions): Judging {
  const { at, config, stage, past } = options;
  const movedZones = movedZonesOf(config);
  const contexts = new Map<string | undefined, JudgeContext>();
  const undated = new Map<string | undefined, Judge>();

  function contextFor(
    migrationName: string | undefined,
    datedStages: JudgeContext['datedStages'],
  ): JudgeContext {
    const migration = config.migrations.find((one) => one.name === migrationName);
    return {
      at,
      policy: migration?.policy ?? config.policy,
      stage,
      datedStages,
      waivers: config.waivers,
      movedZones,
      acknowledged: migration?.acknowledge ?? [],
      ...(past === undefined ? {} : { past }),
    };
  }

  return (seen) => {
    const { cutover, migration } = seen.target;
    // The calendar costs start-up time, which a check without a cutover does not pay.
    if (cutover === undefined) {
      const known = undated.get(migration);
      if (known !== undefined) return known(seen);
      const judgeUndated = createRememberingJudge(contextFor(migration, () => []));
      undated.set(migration, judgeUndated);
      return judgeUndated(seen);
    }
    const context = contexts.get(migration);
    return context === undefined
      ? datedContext(migration).then((made) => judge(observationOf(seen), made))
      : judge(observationOf(seen), context);
  };

  async function datedContext(migration: string | undefined): Promise<JudgeContext> {
    const policy = config.migrations.find((one) => one.name === migration)?.policy ?? config.policy;
    const context = contextFor(migration, await calendarOf(policy));
    contexts.set(migration, context);
    return context;
  }
}

/** Zones that migrations name as a whole: hops of any chain in them are the user's own. */
export function movedZonesOf(config: Config): readonly Name[] {
  return config.migrations.flatMap((migration) =>
    migration.records.flatMap((record): Name[] => (record.kind === 'zone' ? [record.zone] : [])),
  );
}

/** The dated stages of a policy, worked out once for each cutover. */
async function calendarOf(policy: Policy): Promise<(cutover: Cutover) => readonly DatedStage[]> {
  const { datedStages } = await import('../policy/calendar.ts');
  const known = new Map<string, readonly DatedStage[]>();
  return (cutover) => {
    const key = `${cutover.at} ${cutover.timezone} ${cutover.restoreAfter ?? ''}`;
    const dated = known.get(key) ?? datedStages(policy, cutover);
    known.set(key, dated);
    return dated;
  };
}
