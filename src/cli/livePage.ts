import { planDigest } from '../apply/planDigest.ts';
import type { Config } from '../config/config.ts';
import { formatInstant, type Instant, plusSeconds } from '../model/instant.ts';
import type { PassReport } from '../model/pass.ts';
import type { TickReport } from '../model/schedulerEvent.ts';
import { planVerdict } from '../plan/planVerdict.ts';
import { datedStages } from '../policy/calendar.ts';
import { clockTextIn } from '../report/clockText.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';
import { parseListen } from '../serve/listenAddress.ts';
import { liveRoutes } from '../serve/liveRoutes.ts';
import { createLiveState } from '../serve/liveState.ts';
import { startReadOnlyServer } from '../serve/readOnlyServer.ts';
import { MOST_RRSETS_LIVE, withPasts } from './gatherPasts.ts';
import { PREFLIGHT_BEFORE } from './planning.ts';
import type { StartCompanion } from './runSchedule.ts';
import { VERSION } from './version.ts';

/** Often enough for days and hours, and rare enough to read in peace. */
const REFRESH_SECONDS = 60;

/** The page of the migrations as the scheduler saw them last, served on `listen` with health and metrics. */
export function livePageAt(listen: string): StartCompanion {
  const address = parseListen(listen);
  return async ({ config, journal, shell, log }) => {
    const { clock } = shell;
    const state = createLiveState();
    const say = (level: 'info' | 'error', message: string): void =>
      log({ level, at: clock.now(), message, fields: { event: 'remark' } });

    async function page(): Promise<string> {
      const { livePlanText } = await import('../report/html/planHtml.ts');
      const at = clock.now();
      const seen = state.passes().flatMap((pass) => passedMigration(pass, config()) ?? []);
      const migrations = await withPasts(seen, journal, MOST_RRSETS_LIVE);
      const report = { tool: { name: 'ttl-check', version: VERSION } as const, at, migrations };
      const options = { columns: PLAIN_COLUMNS, color: 'plain', at, verbosity: 'normal' } as const;
      return livePlanText(report, options, {
        refreshSeconds: REFRESH_SECONDS,
        looks: looksSentence(state.lastTick()),
        troubles: state.failing().map(({ migration, failure }) => `${migration}: ${failure.message}`),
      });
    }

    const server = await startReadOnlyServer(
      address,
      liveRoutes(state, () => clock.now(), page),
      (error) =>
        say(
          'error',
          `The page could not be served: ${error instanceof Error ? error.message : String(error)}`,
        ),
    );
    say('info', `The page is served at ${server.url}/.`);
    return {
      onEvent: (event) => state.hear(event),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
}

function looksSentence(tick: TickReport | undefined): string {
  if (tick === undefined) return 'The scheduler has not looked yet.';
  const clock = clockTextIn('UTC');
  const shown = (at: Instant): string => clock(formatInstant(at));
  const next = tick.nextAt === null ? '' : ` It looks again at ${shown(tick.nextAt)}.`;
  const hand = tick.mode === 'dry-run' ? ' It is a dry run: nothing is changed.' : '';
  return `The scheduler looked at ${shown(tick.at)}.${next}${hand}`;
}

/** A migration as its newest pass saw it; undefined once the configuration does not have it any more. */
function passedMigration(
  { plan, unobserved, notices, migration: name }: PassReport,
  { migrations, providers }: Config,
): PlannedMigration | undefined {
  const migration = migrations.find((one) => one.name === name);
  if (migration === undefined) return undefined;
  const { policy, cutover, provider, notes } = migration;
  return {
    ...{ plan, unobserved, notices, policy },
    digest: planDigest(plan),
    verdict: planVerdict(plan, unobserved.length),
    providerKind: provider === undefined ? null : (providers[provider]?.type ?? null),
    figures: policy.figures,
    stages: datedStages(policy, cutover),
    preflightAt: plan.at > cutover.at ? null : plusSeconds(cutover.at, -PREFLIGHT_BEFORE),
    absent: [],
    notes: notes ?? null,
  };
}
