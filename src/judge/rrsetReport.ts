import type { Verdict } from '../model/finding.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { RrsetReport } from '../model/report.ts';
import type { RrsetFacts } from './rrsets.ts';
import type { Timing } from './timing.ts';

/** One entry of the JSON report. `timing` is null for what is not judged. */
export function rrsetReport(
  facts: RrsetFacts,
  timing: Timing | null,
  verdict: Verdict,
  chain: RrsetReport['chain'],
): RrsetReport {
  const { owner, type, configuredTtl, rdata } = facts;
  return {
    ...{ owner, type, verdict, configuredTtl, rdata },
    authorities: facts.authorityAnswers.map(({ answer, sample }) => ({
      ...{ server: answer.server, address: answer.address, ttl: sample?.rrset.ttl ?? null },
      ...{ rcode: answer.rcode, rttMs: answer.rttMs, outcome: answer.outcome },
    })),
    parent: facts.parent === null ? null : { ttl: facts.parent.ttl, servers: facts.parent.servers },
    resolvers: facts.resolverAnswers.map(({ answer, sample }) => ({
      ...{ resolver: answer.server, remainingTtl: sample?.rrset.ttl ?? null },
      ...(sample?.rrset.originalTtl === undefined ? {} : { originalTtl: sample.rrset.originalTtl }),
      ...{ rcode: answer.rcode, rttMs: answer.rttMs, outcome: answer.outcome },
    })),
    chain,
    ...(facts.foreign ? { foreign: true } : {}),
    ...(timing === null ? {} : { drained: timing.drained }),
    ...instantOf('readyAt', timing?.readyAt),
    ...(timing === null || timing.staleWindow === null ? {} : { staleWindow: timing.staleWindow }),
    ...instantOf('lowerBy', timing?.lowerBy),
  };
}

function instantOf(key: 'readyAt' | 'lowerBy', at: Instant | null | undefined): { [key: string]: string } {
  return at === null || at === undefined ? {} : { [key]: formatInstant(at) };
}

/** The hops and the sets at their end, for a target whose name is an alias; nothing otherwise. */
export function chainReport(rrsets: readonly RrsetFacts[]): RrsetReport['chain'] {
  if (!rrsets.some((r) => r.type === 'CNAME')) return [];
  return rrsets.map(({ owner, type, configuredTtl, ttl }) => ({
    ...{ owner, type, ttl: configuredTtl?.max ?? ttl },
  }));
}
