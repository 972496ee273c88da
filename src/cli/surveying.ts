import { existsSync } from 'node:fs';
import { type PassOptions, passMigration } from '../apply/passMigration.ts';
import { planDigest } from '../apply/planDigest.ts';
import { type Survey, surveyMigration } from '../apply/survey.ts';
import type { Config, ConfiguredMigration } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { nearMiss } from '../config/nearMiss.ts';
import { RULES } from '../judge/rules.ts';
import type { Clock } from '../model/clock.ts';
import type { OnEvent } from '../model/event.ts';
import { Failure } from '../model/failure.ts';
import type { Instant } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import type { Observer } from '../model/observer.ts';
import type { PassReport } from '../model/pass.ts';
import type { Provider } from '../model/provider.ts';
import { createObserver } from '../observe/observer.ts';
import { datedStages, parseDateTime } from '../policy/calendar.ts';
import { wholeSecond } from './checkTimes.ts';
import { chosenAuthority, chosenResolvers } from './chosenResolvers.ts';
import type { Edges } from './edges.ts';
import { journalPath } from './journalPath.ts';
import type { Shell } from './shell.ts';
import type { SurveyRequest } from './surveyRequest.ts';

/** Tries for each question, and milliseconds for one name all in all. */
const TRIES = 3;
const BUDGET_MS = 10_000;

/** Looks at migrations: the configuration, an observer, and the journal and the providers where there are some. */
export interface Surveying extends AsyncDisposable {
  readonly config: Config;
  readonly at: Instant;
  readonly journal: Journal | undefined;
  readonly observer: Observer;
  /** `without-provider` asks the authorities only, so that no credentials are needed. Rejects with Failure. */
  survey(migration: ConfiguredMigration, reach: 'with-provider' | 'without-provider'): Promise<Survey>;
  /** One pass over a migration, as of now. Rejects with Failure; needs a journal and a provider. */
  pass(migration: ConfiguredMigration, options: PassChoices): Promise<PassReport>;
}

/** What a command or the daemon decides about a pass; the rest follows from the configuration. */
export type PassChoices = Pick<
  PassOptions,
  'mode' | 'course' | 'leaseOwner' | 'differences' | 'signal' | 'onEvent'
>;

export interface SurveyingOptions {
  readonly request: SurveyRequest;
  readonly shell: Shell;
  readonly edges: Edges;
  readonly onEvent: OnEvent;
  readonly signal: AbortSignal;
  /**
   * - `if-named`: only where a flag or the configuration names one
   * - `needed`: the usual one else, made if it is not there
   * - `if-there`: the same, but none is made; what there is to remember is forgotten in the end
   */
  readonly journal?: 'if-named' | 'needed' | 'if-there';
  /** Migrations that the command names: a mistyped one is told before a journal is made. */
  readonly names?: readonly string[];
  /** What the daemon keeps from look to look: used as it is, and left open. */
  readonly lent?: { readonly config: Config; readonly journal: Journal };
}

/** Reads the configuration and opens what is needed. Rejects with Failure. */
export async function startSurveying(options: SurveyingOptions): Promise<Surveying> {
  const { request, shell, edges, onEvent, signal, lent } = options;
  const config = lent?.config ?? (await configFor(request, shell));
  if (options.names !== undefined && options.names.length > 0) chosenMigrations(options.names, config);
  const resolvers = chosenResolvers(request.resolvers, config);
  const authority = chosenAuthority(request.authorities);
  const at =
    request.at === undefined ? wholeSecond(shell.clock) : parseDateTime(request.at, config.timezone).at;
  const journal = lent?.journal ?? (await journalFor(options, config));
  const clock: Clock = shell.clock;
  const observer = createObserver({
    exchanger: await edges.exchanger(clock),
    ...{
      clock,
      resolvers,
      authority,
      onEvent,
      timeoutMs: request.timeoutMs,
      tries: TRIES,
      budgetMs: BUDGET_MS,
    },
  });
  const providers = new Map<string, Provider>();

  async function providerOf(migration: ConfiguredMigration): Promise<Provider | undefined> {
    const { provider: name } = migration;
    const settings = name === undefined ? undefined : config.providers[name];
    if (name === undefined || settings === undefined) return undefined;
    const provider = providers.get(name) ?? (await edges.provider(settings, clock));
    providers.set(name, provider);
    return provider;
  }

  async function survey(
    migration: ConfiguredMigration,
    reach: 'with-provider' | 'without-provider',
  ): Promise<Survey> {
    const provider = reach === 'with-provider' ? await providerOf(migration) : undefined;
    const surveyed = await surveyMigration({
      ...{ migration, policy: migration.policy, observer, at, signal },
      ...{ maxRelowerings: config.guards.maxRelowerings, concurrency: request.concurrency },
      ...(provider === undefined ? {} : { provider }),
      ...(journal === undefined ? {} : { journal }),
    });
    return provider === undefined ? byHand(surveyed, migration) : surveyed;
  }

  async function pass(migration: ConfiguredMigration, choices: PassChoices): Promise<PassReport> {
    const provider = await providerOf(migration);
    if (provider === undefined)
      throw new Failure(
        'config',
        `The migration ${migration.name} names no provider, so nothing can be changed.`,
        {
          hint: 'Add `provider:` to it, a key of `providers:`, or change the TTLs by hand as `ttl-check plan` dates them.',
        },
      );
    if (journal === undefined) throw new Error('a pass needs a journal');
    return passMigration({
      ...{ migration, policy: migration.policy, stages: datedStages(migration.policy, migration.cutover) },
      ...{ provider, journal, observer, clock, guards: config.guards, digestOf: planDigest },
      ...{ onEvent, concurrency: request.concurrency },
      ...choices,
    });
  }

  return {
    ...{ config, at, journal, observer, survey, pass },
    async [Symbol.asyncDispose]() {
      await observer.close();
      for (const provider of providers.values()) await provider.close();
      if (lent === undefined) await journal?.close();
    },
  };
}

/**
 * Without a provider nothing can be carried out, but a plan can be made: somebody changes the TTLs by hand. What the
 * provider alone could have listed is said to be missing.
 */
function byHand(survey: Survey, migration: ConfiguredMigration): Survey {
  const zones = migration.records.flatMap((record) => (record.kind === 'zone' ? [record.zone] : []));
  return {
    ...survey,
    rrsets: survey.rrsets.map((rrset) => {
      const { obstacle, ...rest } = rrset;
      return obstacle?.disposition === 'foreign' ? rest : rrset;
    }),
    notices: [
      ...survey.notices,
      ...[...new Set(zones)].map(
        (zone) =>
          `Records of the zone ${zone} are named by pattern, and only a provider can list them: they are not in this plan.`,
      ),
    ],
  };
}

async function journalFor(options: SurveyingOptions, config: Config): Promise<Journal | undefined> {
  const { request, edges, journal = 'if-named' } = options;
  if (journal !== 'if-named') return await usualJournal({ ...options, journal }, config);
  const named = request.journal ?? config.journal.path;
  return named === undefined ? undefined : await edges.journal(named);
}

/** Opens the journal that is named, or the usual one. Rejects with Failure (journal). */
export async function usualJournal(
  {
    request,
    shell,
    edges,
    journal,
  }: Pick<SurveyingOptions, 'request' | 'shell' | 'edges'> & { readonly journal: 'needed' | 'if-there' },
  config: Config,
): Promise<Journal> {
  const path = journalPath(request.journal, config, shell);
  return await edges.journal(journal === 'needed' || existsSync(path) ? path : ':memory:');
}

/** Reads the configuration. Rejects with Failure. */
export async function configFor(request: SurveyRequest, shell: Shell): Promise<Config> {
  return await loadConfig({
    cwd: shell.cwd,
    ruleIds: Object.keys(RULES),
    ...(request.config === undefined ? {} : { path: request.config }),
    ...(request.policy === undefined ? {} : { policyPath: request.policy }),
  });
}

/** The migrations with these names, all without any. Throws Failure `usage`. */
export function chosenMigrations(names: readonly string[], config: Config): readonly ConfiguredMigration[] {
  const known = config.migrations.map(({ name }) => name);
  if (known.length === 0)
    throw new Failure(
      'usage',
      config.path === null
        ? 'There is no configuration, so there is no migration to plan.'
        : `${config.path} has no migrations.`,
      {
        hint: 'Add `migrations:` to ttl-check.yaml: a name, a cutover and the records (config/example.yaml has one).',
      },
    );
  if (names.length === 0) return config.migrations;
  return [...new Set(names)].map((name) => {
    const migration = config.migrations.find((one) => one.name === name);
    if (migration !== undefined) return migration;
    throw unknownMigration(name, known);
  });
}

/** What is said of a name that no migration has. */
export function unknownMigration(name: string, known: readonly string[]): Failure {
  const near = nearMiss(name, known);
  const guess = near === undefined ? '.' : `; did you mean ${near}?`;
  return new Failure('usage', `There is no migration called "${name}"${guess}`, {
    hint: known.length === 0 ? 'There is none yet.' : `There is ${known.join(', ')}.`,
  });
}
