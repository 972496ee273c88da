import type { Instant } from '../model/instant.ts';
import type { Answer, Circumstance, Observation } from '../model/observation.ts';
import type { Target } from '../model/target.ts';
import { askResolvers } from './askResolvers.ts';
import { circumstancesOf, withoutMissingFamilies } from './circumstances.ts';
import type { RunContext } from './context.ts';
import type { Errand } from './errand.ts';
import { followChain } from './followChain.ts';
import { arePlain, askServers, type Hop, toldOf } from './hop.ts';
import { inOrder } from './order.ts';
import { probeWildcards } from './probeWildcards.ts';
import { questionsAt, targetTypes } from './questions.ts';
import { type View, viewsOf } from './views.ts';
import type { ZoneBook, ZoneEntry } from './zoneBook.ts';

/** What others have begun with a target. */
export interface BegunTarget {
  readonly startedAt: Instant;
  /** What the servers of its settled zone say; what has not been heard yet is asked for. */
  readonly said: () => Promise<readonly Answer[]>;
  /** What has been heard of it, for an errand that is over. */
  readonly heard: (errand: Errand) => readonly Answer[];
}

/** Everything about one target: authorities and parent, hop by hop, and then the resolvers. */
export async function observeTarget(
  run: RunContext,
  book: ZoneBook,
  target: Target,
  signal?: AbortSignal,
  begun?: BegunTarget,
): Promise<Observation> {
  const startedAt = begun?.startedAt ?? run.clock.now();
  // Once it is sent a first try takes one time-out at most: before that it waited for its turn.
  const errand = run.errands.start(signal, Math.min(run.clock.now() - startedAt, run.patience.timeoutMs));
  try {
    const circumstances: Circumstance[] = [];
    const said = begun === undefined ? undefined : await saidOf(begun, errand);
    const hops = await hopsOf(run, book, errand, target, circumstances, said);
    const zone = hops[0]?.zone ?? null;
    const { views, others } = plainViews(run, target, hops) ?? (await restOf(run, errand, target, hops));
    const answers = inOrder([
      ...hops.flatMap((hop) => hop.answers),
      ...views.flatMap((view) => view.answers),
      ...others,
    ]);
    circumstances.push(...circumstancesOf(answers, run.channels));
    if (errand.reason() === 'budget')
      circumstances.push({ kind: 'budget-spent', seconds: run.budgetMs / 1000 });
    if (errand.reason() === 'interrupted') circumstances.push({ kind: 'interrupted' });
    return {
      ...{ target, startedAt, finishedAt: run.clock.now(), zone: zone?.apex ?? null },
      zones: views.map((view) => view.zone),
      answers: withoutMissingFamilies(answers),
      circumstances,
    };
  } finally {
    errand.end();
  }
}

function saidOf(begun: BegunTarget, errand: Errand): Promise<readonly Answer[]> | readonly Answer[] {
  const heard = () => begun.heard(errand);
  return errand.reason() === undefined ? errand.orElse(begun.said(), heard) : heard();
}

export interface PlainlySaid {
  readonly target: Target;
  readonly startedAt: Instant;
  readonly said: readonly Answer[];
}

/** The observation of a target of which servers said plainly all there is (`arePlain`); undefined if more has to be asked. */
export function plainObservation(
  run: RunContext,
  zone: ZoneEntry,
  { target, startedAt, said }: PlainlySaid,
): Observation | undefined {
  const rest = plainViews(run, target, [{ zone, answers: said, next: [] }]);
  if (rest === undefined) return undefined;
  const answers = inOrder([...said, ...rest.views.flatMap((view) => view.answers)]);
  return {
    ...{ target, startedAt, finishedAt: run.clock.now(), zone: zone.apex },
    zones: rest.views.map((view) => view.zone),
    answers: withoutMissingFamilies(answers),
    circumstances: circumstancesOf(answers, run.channels),
  };
}

/** The chain of a target. Most names of a long list lie in a zone that is settled, and have nothing to follow. */
async function hopsOf(
  run: RunContext,
  book: ZoneBook,
  errand: Errand,
  target: Target,
  circumstances: Circumstance[],
  heard: readonly Answer[] | undefined,
): Promise<readonly Hop[]> {
  const zone = book.settledZoneOf(target.name);
  if (zone?.settled === undefined) return followChain(run, book, errand, target, circumstances, heard);
  const types = targetTypes(run, target, zone.apex);
  // Since it was asked, it may have turned out to be in another zone of the same servers.
  const said =
    heard?.map((answer) => toldOf(zone.apex, answer)) ??
    (await askServers(run, errand, zone.apex, zone.settled.servers, target.name, types));
  // Once it is over nothing is followed, and what was said stands.
  if (arePlain(said, zone.apex) || errand.reason() !== undefined) return [{ zone, answers: said, next: [] }];
  return followChain(run, book, errand, target, circumstances, said);
}

interface Rest {
  readonly views: readonly View[];
  /** What resolvers hold and wildcard probes showed. */
  readonly others: readonly Answer[];
}

/** What is known without another question: one settled zone, no resolver to ask, no move that a wildcard matters to. */
function plainViews(run: RunContext, target: Target, hops: readonly Hop[]): Rest | undefined {
  const [first] = hops;
  const settled = first?.zone?.settled;
  if (hops.length !== 1 || settled === undefined) return undefined;
  if (run.channels.length > 0 || target.cutover !== undefined) return undefined;
  return { views: [settled.view], others: [] };
}

async function restOf(run: RunContext, errand: Errand, target: Target, hops: readonly Hop[]): Promise<Rest> {
  const types = questionsAt(target, hops[0]?.zone?.apex);
  const [views, resolved, probed] = await Promise.all([
    viewsOf(run, errand, hops),
    askResolvers(run, errand, target.name, types),
    probeWildcards(run, errand, target, hops[0]),
  ]);
  return { views, others: [...resolved, ...probed] };
}
