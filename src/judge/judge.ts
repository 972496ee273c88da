/** The door of this room: an observation in, a judged target out. Pure; the same inputs give the same report. */

import { Failure } from '../model/failure.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { Observation } from '../model/observation.ts';
import { MOVING_TYPES } from '../model/recordType.ts';
import type { TargetReport } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import type { Stage } from '../policy/policy.ts';
import { stageInForce } from '../policy/requirement.ts';
import type { JudgeContext } from './context.ts';
import { factsOf, type TargetFacts } from './facts.ts';
import { judgementOf } from './findings.ts';
import { chainReport, rrsetReport } from './rrsetReport.ts';
import type { Case } from './rule.ts';
import { timingOf } from './timing.ts';
import { rrsetVerdict, targetVerdict } from './verdict.ts';

/** Judges one observation. Throws Failure (usage) if the policy has no stage called `context.stage`. */
export function judge(observation: Observation, context: JudgeContext): TargetReport {
  const judging = caseOf(observation, context);
  const { facts, cutover, stage } = judging;
  const judgement = judgementOf(judging);
  const chain = chainReport(facts.rrsets);
  const rrsets = facts.rrsets.map((rrset, i) => {
    const timing =
      judging.rrsets.find((r) => r.owner === rrset.owner && r.type === rrset.type)?.timing ?? null;
    return rrsetReport(rrset, timing, rrsetVerdict(rrset, judgement), i === 0 ? chain : []);
  });
  const { target } = facts;
  const verdicts = rrsets.map((r) => r.verdict);
  return {
    ...{ input: target.input, name: target.name, zone: facts.zone },
    verdict: targetVerdict(judging, verdicts, judgement),
    ...(cutover === undefined ? {} : { cutover: formatInstant(cutover.at) }),
    ...(target.migration === undefined ? {} : { migration: target.migration }),
    stage: stage.id,
    ...(target.origin === undefined ? {} : { origin: target.origin }),
    rrsets,
    findings: judgement.findings,
  };
}

/** Everything that rules may look at. */
function caseOf(observation: Observation, context: JudgeContext): Case {
  const facts = factsOf(observation, context.movedZones ?? []);
  const { cutover } = observation.target;
  const { stage, stageFrom } = stageOf(observation.target, context);
  const judged = facts.rrsets.filter((r) => !r.foreign && !isMadeFromDname(r.synthesizedFrom, facts));
  return {
    ...{ at: context.at, facts, policy: context.policy, stage, stageFrom, cutover, context },
    rrsets: judged.map((r) => ({ ...r, timing: timingOf(r, stage, cutover, context) })),
    movesNs: movesNs(observation.target, facts.isApex),
  };
}

/** A CNAME made from a DNAME has no configuration of its own; where the DNAME was seen, it is judged in its place. */
function isMadeFromDname(dname: string | null, facts: TargetFacts): boolean {
  return dname !== null && facts.rrsets.some((r) => r.type === 'DNAME' && r.owner === dname);
}

function stageOf(target: Target, context: JudgeContext): { stage: Stage; stageFrom: Instant | null } {
  if (target.cutover !== undefined) {
    const dated = context.datedStages(target.cutover);
    const inForce = stageInForce(dated, context.at);
    // The first stage is in force from 14 days before and earlier, so it never "has just begun".
    return { stage: inForce.stage, stageFrom: inForce === dated[0] ? null : inForce.from };
  }
  const stage = context.policy.stages.find((s) => s.id === context.stage);
  if (stage === undefined)
    throw new Failure('usage', `The policy has no stage "${context.stage}".`, {
      hint: `Its stages are ${context.policy.stages.map((s) => s.id).join(', ')}.`,
    });
  return { stage, stageFrom: null };
}

/** NS is lowered and moved only when it is named: by a migration, or by types other than those asked for anyway. */
function movesNs(target: Target, isApex: boolean): boolean {
  if (target.cutover === undefined || !isApex || !target.types.includes('NS')) return false;
  return target.migration !== undefined || !MOVING_TYPES.every((type) => target.types.includes(type));
}
