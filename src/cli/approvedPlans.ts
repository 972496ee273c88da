import { resolve } from 'node:path';
import { readPlanFile } from '../apply/planFile.ts';
import type { Config, ConfiguredMigration } from '../config/config.ts';
import { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { chosenMigrations } from './surveying.ts';

/** A migration, with the plan of it that was approved where one was asked for. */
export interface Chosen {
  readonly migration: ConfiguredMigration;
  readonly approved?: Plan;
}

/**
 * The migrations of a plan file, or those of them that are named. Throws Failure (usage) for a file that is no sound
 * plan, and for names that it or the configuration does not have.
 */
export async function approvedMigrations(
  file: string,
  names: readonly string[],
  config: Config,
  cwd: string,
): Promise<Chosen[]> {
  const { plans } = await readPlanFile(resolve(cwd, file));
  const planned = plans.map(({ plan }) => plan.migration);
  const missing = names.filter((name) => !planned.includes(name));
  if (missing.length > 0)
    throw new Failure('usage', `${file} has no plan of ${missing.join(', ')}.`, {
      hint: `It has ${planned.join(', ')}. Name one of these, or make a plan with \`ttl-check plan --out\`.`,
    });
  const chosen = names.length === 0 ? planned : names;
  const configured = config.migrations.map(({ name }) => name);
  const strangers = chosen.filter((name) => !configured.includes(name));
  if (strangers.length > 0)
    throw new Failure(
      'usage',
      `${file} has a plan of ${strangers.join(', ')}, and ${config.path ?? 'no configuration'} has no such migration.`,
      { hint: 'Use the configuration that the plan was made with: --config FILE.' },
    );
  return chosenMigrations(chosen, config).flatMap((migration) => {
    const approved = plans.find(({ plan }) => plan.migration === migration.name)?.plan;
    return approved === undefined ? [] : [{ migration, approved }];
  });
}
