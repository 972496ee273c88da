import { factsOf, type TargetFacts } from '../judge/facts.ts';
import type { RrsetFacts } from '../judge/rrsets.ts';
import type { Sighting } from '../model/journal.ts';
import type { Observation } from '../model/observation.ts';

/** What an observation shows of the RRsets of the target's own name, for the journal. Nothing from caches. */
export function sightingsOf(observation: Observation): Sighting[] {
  return sightingsFrom(factsOf(observation, []));
}

/** The same of an observation whose facts are known already. */
export function sightingsFrom(facts: TargetFacts): Sighting[] {
  return facts.rrsets.flatMap((rrset) => {
    const { configuredTtl, zone, observedAt } = rrset;
    if (configuredTtl === null || zone === null || rrset.foreign || observedAt === null) return [];
    const { owner, type, rdata } = rrset;
    const complete = everyServerShows(facts, rrset) ? 'all-servers' : 'some-servers';
    return [{ zone, owner, type, at: observedAt, ttl: configuredTtl, rdata, complete }];
  });
}

/** Whether each server of the zone showed the RRset: only then can an older TTL be said to have ended. */
function everyServerShows(facts: TargetFacts, rrset: RrsetFacts): boolean {
  const showing = new Set(rrset.samples.map((sample) => sample.answer.server));
  const servers = facts.servers.filter((server) => server.zone === rrset.zone);
  return servers.length > 0 && servers.every((s) => s.state === 'observed' && showing.has(s.name));
}
