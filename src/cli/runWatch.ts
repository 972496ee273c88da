import { sightingsOf } from '../apply/sightings.ts';
import { Failure } from '../model/failure.ts';
import type { Observation } from '../model/observation.ts';
import type { Figures } from '../policy/policy.ts';
import { type ClockText, clockTextIn } from '../report/clockText.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { forJson } from '../report/escape.ts';
import type { Edges } from './edges.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import type { Shell } from './shell.ts';
import { chosenMigrations } from './surveying.ts';
import { watchedMigration, watchedNames } from './watchedRrsets.ts';
import { isOver, lookAt, type RrsetLook, type Watched } from './watchLook.ts';
import type { WatchRequest } from './watchRequest.ts';
import { changeLines, type Round, watchJson, watchTable } from './watchText.ts';
import { type Work, withSurveying } from './withSurveying.ts';

/** What is watched, by whose figures, and in whose time zone it is told. */
interface Subject {
  readonly watched: readonly Watched[];
  readonly figures: Figures;
  readonly clock: ClockText;
}

/**
 * `watch`: who still answers the old data, look after look, until nobody does and no cache may. Resolves with the exit
 * code; rejects with Failure for bad usage, and where the old data are unknown.
 */
export async function runWatch(request: WatchRequest, shell: Shell, edges: Edges): Promise<ExitCode> {
  return await withSurveying({ request, shell, edges, journal: 'if-there' }, async (work) => {
    const subject = await subjectOf(request, work);
    let before: Round | undefined;
    let { watched } = subject;
    for (;;) {
      const looks = await lookAtAll(watched, request, subject.figures, work);
      if (work.signal.aborted) return EXIT.interrupted;
      work.clearProgress();
      const round: Round = { looks, at: shell.clock.now() };
      const over = looks.every((look) => isOver(look, round.at));
      show(round, before, over ? 'over' : 'going-on', subject.clock, request, shell);
      if (request.looks === 'one') return exitCodeOf(looks);
      if (over) return EXIT.ok;
      watched = looks.map((look) => look.watched);
      before = round;
      await shell.clock.wait(request.intervalMs, work.signal);
      if (work.signal.aborted) return EXIT.interrupted;
    }
  });
}

async function subjectOf({ subjects, old }: WatchRequest, work: Work): Promise<Subject> {
  const { config, journal, at } = work.surveying;
  const [first = '', ...more] = subjects;
  const isName = first.includes('.') && !config.migrations.some(({ name }) => name === first);
  if (more.length > 0 || isName)
    return {
      watched: watchedNames(subjects, old),
      figures: config.policy.figures,
      clock: clockTextIn(config.timezone),
    };
  const [migration] = chosenMigrations([first], config);
  if (migration === undefined) throw new RangeError('a migration or a Failure');
  const { watched, unknown } = await watchedMigration(migration, old, journal, at);
  if (watched.length === 0)
    throw new Failure('journal', `The journal does not know the data of ${first} before its cutover.`, {
      hint: 'Say them: --old 192.0.2.10, as often as there are old addresses; or name the right journal with --journal.',
    });
  for (const one of unknown)
    work.onEvent({
      kind: 'notice',
      message: `${one}: what it was before is not known, so it is not watched.`,
    });
  return { watched, figures: migration.policy.figures, clock: clockTextIn(migration.cutover.timezone) };
}

async function lookAtAll(
  watched: readonly Watched[],
  { concurrency }: WatchRequest,
  figures: Figures,
  { surveying, signal }: Work,
): Promise<RrsetLook[]> {
  const byOwner = [...Map.groupBy(watched, ({ owner }) => owner)];
  const observations = new Map<string, Observation>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < byOwner.length && !signal.aborted; i = next++) {
      const [owner, rrsets] = byOwner[i] ?? [];
      if (owner === undefined || rrsets === undefined) return;
      const types = rrsets.map(({ type }) => type);
      observations.set(owner, await surveying.observer.observe({ input: owner, name: owner, types }, signal));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  // What is seen now tells the next watch, and status, since when the data are new.
  if (!signal.aborted)
    await surveying.journal?.recordSightings([...observations.values()].flatMap(sightingsOf));
  return watched.flatMap((one) => {
    const observation = observations.get(one.owner);
    return observation === undefined ? [] : [lookAt(one, observation, figures)];
  });
}

const ERASE_SCREEN = '\u001b[H\u001b[2J';

function show(
  round: Round,
  before: Round | undefined,
  state: 'going-on' | 'over',
  clock: ClockText,
  { format, looks: howMany }: WatchRequest,
  { stdout }: Shell,
): void {
  const { looks, at } = round;
  if (format !== 'table') {
    stdout.write(`${forJson(watchJson(round, state))}\n`);
    return;
  }
  const isDrawn = stdout.isTTY === true;
  if (howMany === 'one' || isDrawn) {
    const table = watchTable(looks, at, clock, stdout.columns ?? PLAIN_COLUMNS);
    stdout.write(`${howMany === 'one' ? '' : ERASE_SCREEN}${table}`);
    return;
  }
  for (const line of changeLines(before, round, clock)) stdout.write(`${line}\n`);
}

/** Of a single look: 1 while somebody answers the old data, 3 where nobody answered at all. */
function exitCodeOf(looks: readonly RrsetLook[]): ExitCode {
  const seen = looks.flatMap(({ vantages }) => vantages.map(({ data }) => data));
  if (seen.includes('old')) return EXIT.findings;
  return looks.some(({ vantages }) => vantages.every(({ data }) => data === 'unseen'))
    ? EXIT.notObserved
    : EXIT.ok;
}
