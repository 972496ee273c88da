/** How each authoritative server of the zones that move behaved. */
import type { Name } from '../model/name.ts';
import type { Observation, Outcome } from '../model/observation.ts';
import { speaksWithAuthority } from './statements.ts';

/**
 * - `observed`: one of its addresses answered with AA · `lame`: it answers, and never with AA
 * - `silent`: nothing readable came from any address, or its name has no address
 */
export type ServerState = 'observed' | 'lame' | 'silent';

export interface ServerFacts {
  readonly zone: Name;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly state: ServerState;
  /** How its answers ended, each once, sorted. */
  readonly outcomes: readonly Outcome[];
  /** The first reason in words that came with an answer. */
  readonly detail: string | null;
}

const SPOKE: ReadonlySet<Outcome> = new Set<Outcome>([
  'lame',
  'refused',
  'servfail',
  'error',
  'referral',
  'answer',
  'nodata',
  'nxdomain',
]);

export function serverFacts(observation: Observation, moved: ReadonlySet<Name>): ServerFacts[] {
  return observation.zones
    .filter((zone) => moved.has(zone.apex))
    .flatMap((zone) => {
      const own = observation.answers.filter((a) => a.vantage === 'authority' && a.zone === zone.apex);
      // Nobody was asked (`--authority none`), so nobody failed to answer.
      if (own.length === 0) return [];
      const listed = zone.noDelegation === 'not-asked' ? [] : zone.servers.map((s) => s.name as string);
      const names = [...new Set([...listed, ...own.map((a) => a.server)])].sort();
      return names.map((name) => {
        const answers = own.filter((a) => a.server === name);
        const server = zone.servers.find((s) => s.name === name);
        const state: ServerState = answers.some(speaksWithAuthority)
          ? 'observed'
          : answers.some((a) => SPOKE.has(a.outcome))
            ? 'lame'
            : 'silent';
        return {
          ...{ zone: zone.apex, name, state },
          addresses: [...new Set([...(server?.addresses ?? []), ...answers.map((a) => a.address)])].sort(),
          outcomes: [...new Set(answers.map((a) => a.outcome))].sort(),
          detail: answers.find((a) => a.detail !== undefined)?.detail ?? null,
        };
      });
    });
}
