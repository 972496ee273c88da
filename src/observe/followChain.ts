import type { Name } from '../model/name.ts';
import type { Answer, Circumstance } from '../model/observation.ts';
import type { Target } from '../model/target.ts';
import type { RunContext } from './context.ts';
import type { Errand } from './errand.ts';
import { type Hop, observeHop } from './hop.ts';
import { chainTypes, targetTypes } from './questions.ts';
import type { ZoneBook } from './zoneBook.ts';

/** CNAMEs that are followed from one name. No resolver goes so far, so a longer chain is broken anyway. */
const MOST_HOPS = 16;

/**
 * The target's own name and all names that its CNAMEs lead to, each asked of its own zone's servers. `said` is what
 * the servers of the target's settled zone have answered already.
 */
export async function followChain(
  run: RunContext,
  book: ZoneBook,
  errand: Errand,
  target: Target,
  circumstances: Circumstance[],
  said?: readonly Answer[],
): Promise<Hop[]> {
  const hops: Hop[] = [];
  const visited = new Set<Name>([target.name]);
  let names: readonly Name[] = [target.name];
  for (let depth = 0; names.length > 0; depth++) {
    if (depth >= MOST_HOPS) {
      circumstances.push({ kind: 'chain-too-long', limit: MOST_HOPS });
      break;
    }
    const found = await Promise.all(
      names.map((name) =>
        observeHop(run, book, errand, {
          name,
          place: name === target.name ? 'target' : 'chain',
          types: (apex) => (name === target.name ? targetTypes(run, target, apex) : chainTypes(target)),
          ...(name === target.name && said !== undefined ? { said } : {}),
        }),
      ),
    );
    for (const [i, hop] of found.entries()) {
      hops.push(hop);
      const name = names[i] ?? target.name;
      // With given servers, a chain that leaves them is not followed and nothing is missing.
      if (hop.nowhere !== undefined && (run.authority.mode === 'auto' || name === target.name))
        circumstances.push({ kind: 'zone-not-found', name, detail: hop.nowhere });
      for (const set of hop.answers.flatMap((a) => a.rrsets)) visited.add(set.owner);
    }
    const next = [...new Set(found.flatMap((hop) => hop.next))].sort();
    const looped = next.find((name) => visited.has(name));
    if (looped !== undefined) circumstances.push({ kind: 'chain-loop', at: looped });
    names = next.filter((name) => !visited.has(name));
    for (const name of names) visited.add(name);
  }
  return hops;
}
