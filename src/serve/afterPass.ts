import type { PassReport, StepResult } from '../model/pass.ts';
import type { PlannedRrset } from '../model/plan.ts';

/**
 * A pass with its plan as it stands at its end: what it made, and every server answers, is no step ahead any more. The
 * next pass may be days away, and a page would tell all the time to do what is done.
 */
export function afterPass(pass: PassReport): PassReport {
  const verified = pass.results.filter(({ outcome }) => outcome === 'verified');
  if (verified.length === 0) return pass;
  const made = Map.groupBy(verified, ({ owner, type }) => `${owner} ${type}`);
  const rrsets = pass.plan.rrsets.map((rrset) =>
    afterSteps(rrset, made.get(`${rrset.owner} ${rrset.type}`) ?? []),
  );
  return { ...pass, plan: { ...pass.plan, at: pass.finishedAt, rrsets } };
}

function afterSteps(rrset: PlannedRrset, results: readonly StepResult[]): PlannedRrset {
  const last = results.at(-1)?.step;
  if (last === undefined) return rrset;
  const ids = new Set(results.map(({ step }) => step.id));
  const steps = rrset.steps.filter(({ id }) => !ids.has(id));
  const told = { ...rrset, ttl: last.to, steps };
  return steps.length > 0 || rrset.disposition !== 'steps'
    ? told
    : { ...told, disposition: 'nothing', because: 'All its steps are made.' };
}
