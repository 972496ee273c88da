/** The second half of `ttl-check demo`: one record from its plan to its restore, by the real code on a hurried clock. */

import { sightingsOf } from '../apply/sightings.ts';
import type { Config, ConfiguredMigration } from '../config/config.ts';
import { shippedPolicy, shippedResolvers } from '../config/shipped.ts';
import { createExchanger } from '../dns/exchanger.ts';
import { openJournal } from '../journal/sqlite.ts';
import { DEFAULT_GUARDS } from '../model/guards.ts';
import { formatInstant, type Instant, plusSeconds } from '../model/instant.ts';
import type { Journal } from '../model/journal.ts';
import { parseName } from '../model/name.ts';
import type { PassReport } from '../model/pass.ts';
import type { Cutover } from '../model/target.ts';
import { held } from '../policy/arithmetic.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { renderPassText } from '../report/pass/passText.ts';
import type { PlannedMigration } from '../report/plan/plannedMigration.ts';
import { renderPlanTable } from '../report/plan/planTable.ts';
import {
  type DemoMove,
  MOVE_CACHES,
  MOVE_NAME,
  NEW_ADDRESS,
  OLD_ADDRESS,
  startDemoMove,
} from '../world/demoMove.ts';
import { hurried } from '../world/hurried.ts';
import { type ManualClock, manualClock } from '../world/manualClock.ts';
import { alignedRows } from './alignedRows.ts';
import type { DemoDeps } from './demo.ts';
import { withPasts } from './gatherPasts.ts';
import { plannedMigration } from './planning.ts';
import { type Surveying, type SurveyingOptions, startSurveying } from './surveying.ts';
import { surveyRequest } from './surveyRequest.ts';
import { VERSION } from './version.ts';

/** What came of each command, for who draws it. */
export interface MoveOutcome {
  /** The plan before anything was done. */
  readonly before: PlannedMigration;
  /** The migration when all is done, with its past. */
  readonly after: PlannedMigration;
  readonly passes: readonly PassReport[];
  readonly caches: readonly CacheOutcome[];
  readonly published: { readonly address: string; readonly ttl: number };
}

/** Until when a cache answered the old address, and until when it might have. */
export interface CacheOutcome {
  readonly cache: string;
  readonly promisedUntil: Instant;
  readonly lastOldAnswerAt: Instant;
}

/** What the commands of the story work with. */
interface Story {
  readonly deps: DemoDeps;
  readonly clock: ManualClock;
  readonly move: DemoMove;
  readonly journal: Journal;
  readonly config: Config;
  readonly migration: ConfiguredMigration;
  /** Opens the edges that a command opens when it starts. */
  readonly look: () => Promise<Surveying>;
}

const DAY = 86_400;
/** Every cache is asked so often, seconds: it never lacks a copy. */
const ASKED_EVERY = 5;
const TOOL = { name: 'ttl-check', version: VERSION } as const;

/**
 * Plans, lowers, waits, lowers, moves and restores one record. Needs no network and no account. Resolves with undefined if
 * it was interrupted.
 */
export async function runDemoMove(
  deps: DemoDeps,
  today: Instant,
  cutover: Cutover,
): Promise<MoveOutcome | undefined> {
  const clock = manualClock(today);
  await using move = await startDemoMove(clock);
  const journal = await openJournal(':memory:', { mode: 'write' });
  const migration: ConfiguredMigration = {
    ...{ name: 'shop', cutover, provider: 'aws', policy: shippedPolicy, freezes: [], acknowledge: [] },
    records: [
      { kind: 'name', name: parseName(MOVE_NAME), types: ['A'], origin: { file: 'ttl-check.yaml', line: 1 } },
    ],
    origin: { file: 'ttl-check.yaml', line: 1 },
  };
  const config: Config = {
    ...{ path: null, timezone: 'UTC', policy: shippedPolicy, resolvers: shippedResolvers, names: [] },
    ...{ migrations: [migration], providers: { aws: { type: 'route53', endpoint: move.route53.endpoint } } },
    ...{ waivers: [], journal: {}, schedule: {}, guards: DEFAULT_GUARDS, reports: [], notifications: [] },
  };
  const options: SurveyingOptions = {
    request: surveyRequest({ resolver: MOVE_CACHES.map((name) => addressOf(move, name)) }),
    shell: { cwd: '/', env: {}, stdout: deps.stdout, stderr: deps.stdout, clock },
    edges: {
      exchanger: async () => createExchanger({ clock, dial: move.world.dial }),
      provider: async (settings) => {
        if (settings.type !== 'route53') throw new Error('the demo changes records in Route 53');
        const { createRoute53Provider } = await import('../providers/route53/provider.ts');
        // Loaded before the clock hurries on.
        await import('../providers/route53/sdk.ts');
        return createRoute53Provider({
          settings,
          clock,
          credentials: { accessKeyId: 'DEMO', secretAccessKey: 'demo' },
        });
      },
      journal: async () => journal,
    },
    onEvent: () => {},
    signal: deps.signal ?? new AbortController().signal,
    lent: { config, journal },
  };
  try {
    return await tell({ deps, clock, move, journal, migration, config, look: () => startSurveying(options) });
  } finally {
    await journal.close();
  }
}

async function tell(story: Story): Promise<MoveOutcome | undefined> {
  const { deps, clock, move, journal, migration } = story;
  const { at: cutover } = migration.cutover;
  const passes: PassReport[] = [];
  const isOver = (): boolean => deps.signal?.aborted === true;
  const before = await plan(story);
  if (isOver()) return undefined;
  passes.push(await pass(story, 'Three days before: the scheduler makes the first lowering at once.'));
  if (isOver()) return undefined;
  await clock.advance((plusSeconds(cutover, -2 * 3600) - clock.now()) / 1000);
  passes.push(
    await pass(story, 'The day itself: nobody holds a TTL of a day any more, so 3600 s goes down too.'),
  );
  if (isOver()) return undefined;
  const caches = await cutOver(story);
  if (isOver()) return undefined;
  await clock.advance((plusSeconds(cutover, 3 * DAY) - clock.now()) / 1000);
  passes.push(
    await pass(
      story,
      'Three days after: the former TTL comes back, and the new address stays.\nThis is the step that people forget.',
    ),
  );
  deps.stdout.write(publishedText(story));
  const now = await planned(story);
  const [after = now] = await withPasts([now], journal);
  return { before, after, passes, caches, published: move.published() };
}

async function plan(story: Story): Promise<PlannedMigration> {
  const { deps, clock } = story;
  say(deps, clock, `Of these, ${MOVE_NAME} moves by itself now. First its plan.`, 'ttl-check plan shop');
  const one = await planned(story);
  const { at } = one.plan;
  deps.stdout.write(renderPlanTable({ tool: TOOL, at, migrations: [one] }, view(deps, at)));
  return one;
}

/** The plan as of now. */
async function planned({ clock, look, config, migration }: Story): Promise<PlannedMigration> {
  await using surveying = await look();
  const survey = await hurried(clock, surveying.survey(migration, 'with-provider'));
  return plannedMigration(migration, survey, surveying.at, config);
}

async function pass({ deps, clock, look, migration }: Story, what: string): Promise<PassReport> {
  await using surveying = await look();
  say(deps, clock, what, 'ttl-check schedule --yes');
  const at = clock.now();
  const report: PassReport = await hurried(clock, surveying.pass(migration, { mode: 'write' }));
  const passes = { tool: TOOL, command: 'apply', mode: 'write', at, passes: [report], carryOut: '' } as const;
  deps.stdout.write(renderPassText(passes, view(deps, at)));
  return report;
}

/** The address changes, and both caches are asked until they have forgotten the old one. */
async function cutOver(story: Story): Promise<readonly CacheOutcome[]> {
  const { deps, clock, move, migration } = story;
  const { figures } = migration.policy;
  const { at: cutover } = migration.cutover;
  await clock.advance((plusSeconds(cutover, -600) - clock.now()) / 1000);
  const lastOld = new Map<string, Instant>();
  const ask = async (until: Instant): Promise<void> => {
    while (clock.now() < until) {
      for (const cache of MOVE_CACHES)
        if (move.heldBy(cache).address === OLD_ADDRESS) lastOld.set(cache, clock.now());
      await clock.advance(ASKED_EVERY);
    }
  };
  await ask(plusSeconds(cutover, -200));
  // Caches are filled when their users ask: these two not at the same moment.
  move.world.resolver('cache-two').flush(MOVE_NAME);
  await ask(cutover);
  say(
    deps,
    clock,
    `The cutover: somebody moves ${MOVE_NAME} to ${NEW_ADDRESS}.\nTwo caches are asked every ${ASKED_EVERY} s who still has the old address.`,
    'ttl-check watch shop',
  );
  const ttl = move.published().ttl;
  move.moveNow();
  let everywhere = cutover;
  while (move.published().address === OLD_ADDRESS) {
    await ask(plusSeconds(clock.now(), ASKED_EVERY));
    everywhere = clock.now();
  }
  await recordNewData(story);
  const promised = plusSeconds(everywhere, held(ttl, figures));
  await ask(plusSeconds(promised, 60));
  const without = plusSeconds(everywhere, held(DAY, figures));
  const outcomes = MOVE_CACHES.map((cache) => ({
    ...{ cache, promisedUntil: promised, lastOldAnswerAt: lastOld.get(cache) ?? cutover },
  }));
  const rows = outcomes.map(({ cache, lastOldAnswerAt: last }) => [
    ...[cache, timeOf(promised), timeOf(last), `${Math.round((promised - last) / 1000)} s`],
  ]);
  deps.stdout.write(
    `${alignedRows([['cache', 'promised until', 'last old answer', 'margin'], ...rows])
      .map((row) => `  ${row}`)
      .join('\n')}\n\n` +
      `With the TTL of a day it would have been until ${formatInstant(without).replace('T', ' ').replace(':00Z', 'Z')}.\n`,
  );
  return outcomes;
}

/** As `watch` does: what is seen now tells later looks since when the data are new. */
async function recordNewData({ clock, look, journal }: Story): Promise<void> {
  await using surveying = await look();
  const target = { input: MOVE_NAME, name: parseName(MOVE_NAME), types: ['A'] };
  const observation = await hurried(clock, surveying.observer.observe(target));
  await journal.recordSightings(sightingsOf(observation));
}

function publishedText({ move }: Story): string {
  const { address, ttl } = move.published();
  return `\nThe servers answer ${MOVE_NAME}. A ${address} with ${ttl} s.\n`;
}

function say(deps: DemoDeps, clock: ManualClock, what: string, command: string): void {
  const at = formatInstant(clock.now()).slice(0, 16).replace('T', ' ');
  deps.stdout.write(`\n── ${at} UTC ${'─'.repeat(56)}\n\n${what}\n\n  ${command}\n\n`);
}

function view(deps: DemoDeps, at: Instant): Parameters<typeof renderPlanTable>[1] {
  return { columns: deps.stdout.columns ?? PLAIN_COLUMNS, color: deps.color, at, verbosity: 'normal' };
}

function addressOf({ world }: DemoMove, cache: string): string {
  return world.resolver(cache).addresses[0] ?? '';
}

function timeOf(at: Instant): string {
  return `${formatInstant(at).slice(11, 19)}`;
}
