import type { Circumstance, Observation } from '../model/observation.ts';
import type { Target } from '../model/target.ts';
import { askResolvers } from './askResolvers.ts';
import { circumstancesOf, withoutMissingFamilies } from './circumstances.ts';
import type { RunContext } from './context.ts';
import { followChain } from './followChain.ts';
import { inOrder } from './order.ts';
import { probeWildcards } from './probeWildcards.ts';
import { questionsAt } from './questions.ts';
import { viewsOf } from './views.ts';
import type { ZoneBook } from './zoneBook.ts';

/** Everything about one target: authorities and parent, hop by hop, and then the resolvers. */
export async function observeTarget(
  run: RunContext,
  book: ZoneBook,
  target: Target,
  signal?: AbortSignal,
): Promise<Observation> {
  const startedAt = run.clock.now();
  const errand = run.errands.start(signal);
  try {
    const circumstances: Circumstance[] = [];
    const hops = await followChain(run, book, errand, target, circumstances);
    const first = hops[0];
    const zone = first?.zone ?? null;
    const types = questionsAt(target, zone?.apex);
    const [views, resolved, probed] = await Promise.all([
      viewsOf(run, errand, hops),
      askResolvers(run, errand, target.name, types),
      probeWildcards(run, errand, target, first),
    ]);
    const answers = inOrder([
      ...hops.flatMap((hop) => hop.answers),
      ...views.flatMap((view) => view.answers),
      ...resolved,
      ...probed,
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
