/** The story that `ttl-check demo` tells: the real check, over a world inside the process. */
import { shippedPolicy } from '../config/shipped.ts';
import { createExchanger } from '../dns/exchanger.ts';
import { judge } from '../judge/judge.ts';
import type { Clock } from '../model/clock.ts';
import { formatInstant, type Instant, instant } from '../model/instant.ts';
import { parseName } from '../model/name.ts';
import { MOVING_TYPES } from '../model/recordType.ts';
import type { Report, TargetReport } from '../model/report.ts';
import type { Cutover, Target } from '../model/target.ts';
import { createObserver } from '../observe/observer.ts';
import { datedStages } from '../policy/calendar.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { REPORTERS } from '../report/reporters.ts';
import { DEMO_NAMES, DEMO_WORLD } from '../world/demoWorld.ts';
import { startWorld, type World } from '../world/world.ts';
import type { MoveOutcome } from './demoMove.ts';
import type { ShellStream } from './shell.ts';
import { createTally } from './tally.ts';
import { VERSION } from './version.ts';

export interface DemoDeps {
  readonly stdout: ShellStream;
  /** The machine's clock: what it shows is moved to the day of the story. */
  readonly clock: Clock;
  readonly color: 'color' | 'plain';
  readonly signal?: AbortSignal;
}

/** Fixed, so that the demo says the same every time. */
const TODAY: Instant = instant(Date.parse('2026-12-01T09:00:00Z'));
const CUTOVER: Cutover = { at: instant(Date.parse('2026-12-04T02:00:00Z')), timezone: 'UTC' };

/** How long ago somebody's question filled a cache, in milliseconds. */
const WARMED: readonly { readonly resolver: string; readonly agoMs: number }[] = [
  { resolver: 'cache-one', agoMs: 40 * 60_000 },
  { resolver: 'cache-two', agoMs: 100_000 },
];

/** What there is to show beside the text that was written on the way. */
export interface DemoOutcome {
  readonly check: Report;
  readonly move: MoveOutcome;
}

/**
 * Checks the demo's names before their cutover, moves one of them, and says what to try next. Needs no network and no
 * root. Resolves with undefined if it was interrupted.
 */
export async function runDemo(deps: DemoDeps): Promise<DemoOutcome | undefined> {
  const startedMs = deps.clock.monotonicMs();
  let agoMs = 0;
  const clock: Clock = {
    now: () => instant(Math.round(TODAY + deps.clock.monotonicMs() - startedMs - agoMs)),
    monotonicMs: () => deps.clock.monotonicMs(),
    wait: (ms, signal) => deps.clock.wait(ms, signal),
  };
  const say = (text: string) => deps.stdout.write(text);
  await using world = await startWorld(DEMO_WORLD, { clock });
  for (const warmed of WARMED) {
    agoMs = warmed.agoMs;
    for (const name of DEMO_NAMES)
      for (const type of ['A', 'AAAA']) world.resolver(warmed.resolver).resolve(name, type);
  }
  agoMs = 0;
  say(INTRODUCTION);
  const checked = await report(await check(world, clock, deps.signal), deps);
  const { runDemoMove } = await import('./demoMove.ts');
  const move = await runDemoMove(deps, TODAY, CUTOVER);
  if (deps.signal?.aborted === true || move === undefined) return undefined;
  say(WHAT_NEXT);
  return { check: checked, move };
}

async function check(world: World, clock: Clock, signal?: AbortSignal): Promise<readonly TargetReport[]> {
  const observer = createObserver({
    exchanger: createExchanger({ clock, dial: world.dial }),
    clock,
    resolvers: world.resolvers,
    authority: { mode: 'auto' },
    timeoutMs: 2_000,
    tries: 3,
    budgetMs: 10_000,
  });
  const context = {
    at: TODAY,
    policy: shippedPolicy,
    stage: 'two-weeks',
    datedStages: (cutover: Cutover) => datedStages(shippedPolicy, cutover),
    waivers: [],
  };
  try {
    const targets = DEMO_NAMES.map(
      (input): Target => ({ input, name: parseName(input), types: MOVING_TYPES, cutover: CUTOVER }),
    );
    const observations = await Promise.all(targets.map((target) => observer.observe(target, signal)));
    return observations.map((observation) => judge(observation, context));
  } finally {
    await observer.close();
  }
}

async function report(targets: readonly TargetReport[], deps: DemoDeps): Promise<Report> {
  const create = await REPORTERS.table.load();
  const reporter = create({
    columns: deps.stdout.columns ?? PLAIN_COLUMNS,
    color: deps.color,
    at: TODAY,
    verbosity: 'normal',
  });
  const tally = createTally('never');
  const opening = {
    schemaVersion: 1,
    tool: { name: 'ttl-check', version: VERSION },
    at: formatInstant(TODAY),
  } as const;
  let text = reporter.start(opening);
  for (const target of targets) {
    tally.add(target);
    text += reporter.target(target);
  }
  const closing = { verdict: tally.verdict(), summary: tally.summary() };
  deps.stdout.write(text + reporter.end(closing));
  return { ...opening, ...closing, targets };
}

const INTRODUCTION = `A shop moves to new addresses on 4 December 2026 at 02:00 UTC. Today is
1 December, 09:00 UTC. Its zone, the zone above it, two name servers and two
caches run inside this process; nothing leaves this machine. The check is real:

  ttl-check ${DEMO_NAMES.join(' \\\n    ')} \\
    --cutover 2026-12-04T02:00Z

`;

const WHAT_NEXT = `
Now with names of your own:

  ttl-check example.com                               as it is today
  ttl-check example.com --cutover 2027-01-15T02:00Z   will it be ready by then?
  ttl-check --file names.txt --format json            many names, for a program
  ttl-check --help                                    everything else
`;
