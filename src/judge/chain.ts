/** The names that a target's CNAMEs and DNAMEs lead through, and where they end. */
import type { Name } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import { cnameTargets, rrsetKey, type Sample, type Statements } from './statements.ts';

/** As many names as anybody would follow; a longer chain is broken for every resolver. */
const MOST_NAMES = 32;

export interface Chain {
  /** Every name met, the target's first; several ways are followed where servers disagree. */
  readonly names: readonly Name[];
  /** The names without a CNAME, where the RRsets asked for should be. */
  readonly ends: readonly Name[];
  /** A name that the chain comes back to, if it goes in a circle. */
  readonly loopsAt: Name | null;
  /** How many steps were followed before giving up, if it has no end in sight. */
  readonly tooLong: number | null;
}

export function chainOf(observation: Observation, statements: Statements): Chain {
  const names: Name[] = [observation.target.name];
  const ends: Name[] = [];
  for (let i = 0; i < names.length && i < MOST_NAMES; i++) {
    const name = names[i] as Name;
    const cnames = seenAt(statements, name);
    if (cnames.length === 0) ends.push(name);
    const targets = [...new Set(cnames.flatMap((s) => cnameTargets(s.rrset)))].sort();
    for (const target of targets) if (!names.includes(target)) names.push(target);
  }
  const reported = observation.circumstances.find((c) => c.kind === 'chain-loop');
  const circle = ends.length === 0 && names.length < MOST_NAMES ? (names.at(-1) ?? null) : null;
  const limit = observation.circumstances.find((c) => c.kind === 'chain-too-long');
  return {
    names: names.slice(0, MOST_NAMES),
    ends: limit === undefined ? ends : [],
    loopsAt: reported?.at ?? circle,
    tooLong: limit?.limit ?? (names.length >= MOST_NAMES ? MOST_NAMES : null),
  };
}

/** The authorities' CNAMEs at a name, else what caches hold. */
function seenAt(statements: Statements, name: Name): readonly Sample[] {
  const key = rrsetKey(name, 'CNAME');
  return statements.samples.get(key) ?? statements.holdings.get(key) ?? [];
}
