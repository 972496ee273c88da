/** Verdicts. Any error is not-ready, else any unknown is unknown, else ready; what was not seen is never ready. */
import type { Verdict } from '../model/finding.ts';
import type { Judgement } from './findings.ts';
import type { RrsetFacts } from './rrsets.ts';
import type { Case } from './rule.ts';

/** Of one RRset. Those in other people's zones have nothing held against them: `ready`, marked `foreign`. */
export function rrsetVerdict(rrset: RrsetFacts, judgement: Judgement): Verdict {
  if (rrset.foreign) return 'ready';
  const own = judgement.findings.filter((f) => f.owner === rrset.owner && f.type === rrset.type);
  if (own.some((f) => f.severity === 'error')) return 'not-ready';
  const isUnknown = judgement.unknowns.some((u) =>
    u.type === null
      ? u.owner === rrset.owner || u.owner === rrset.zone
      : u.owner === rrset.owner && u.type === rrset.type,
  );
  return isUnknown || rrset.basis === 'none' || rrset.basis === 'lower-bound' ? 'unknown' : 'ready';
}

/** Of a target. */
export function targetVerdict(judging: Case, verdicts: readonly Verdict[], judgement: Judgement): Verdict {
  if (judgement.findings.some((f) => f.severity === 'error')) return 'not-ready';
  if (judgement.unknowns.length > 0 || verdicts.includes('unknown')) return 'unknown';
  return wasObserved(judging) ? 'ready' : 'unknown';
}

/** Something of ours was seen: an RRset, or with AA that there is none. */
function wasObserved({ facts, rrsets }: Case): boolean {
  return (
    rrsets.some((r) => r.basis === 'authority' || r.basis === 'original') ||
    facts.ends.some((end) => !end.foreign && (end.absent.length > 0 || end.nxdomain))
  );
}

/** Of a whole run, from its targets. Nothing to judge is unknown. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('not-ready')) return 'not-ready';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'ready';
}
