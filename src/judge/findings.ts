/** From what the rules say to findings: the policy's severity, what was acknowledged, and waivers. */
import type { Finding, Severity } from '../model/finding.ts';
import type { Policy } from '../policy/policy.ts';
import type { JudgeContext } from './context.ts';
import type { Case, Rule, RuleFinding } from './rule.ts';
import { RULES } from './rules.ts';
import { waived } from './waivers.ts';
import { withOneDot } from './wording.ts';

/** Whatever the policy says: to be unknown is no fault of a record, and never leads to exit code 1 (docs/rules.md). */
const ALWAYS_A_NOTE: ReadonlySet<string> = new Set(['not-observed']);

/** Read once: judging is done for every name of a long list. */
const IN_ORDER: readonly Rule[] = Object.values(RULES);

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Findings because of which something is not known well enough; excused ones of servers do not count. */
  readonly unknowns: readonly Pick<Finding, 'rule' | 'owner' | 'type'>[];
}

export function judgementOf(judging: Case): Judgement {
  const { context, at } = judging;
  const findings: Finding[] = [];
  const unknowns: Judgement['unknowns'][number][] = [];
  for (const rule of IN_ORDER) {
    const said = rule.check(judging);
    if (said.length === 0) continue;
    const setting = settingOf(rule, context.policy);
    for (const raw of said) {
      const { unknown, ...plain } = raw;
      const excusable = !ALWAYS_A_NOTE.has(rule.id);
      const finding = waived(asFinding(rule, plain, setting, context), context.waivers, at);
      const excused = excusable && (setting === 'off' || finding.waived !== undefined);
      if (unknown === true && !excused)
        unknowns.push({ rule: rule.id, owner: finding.owner, type: finding.type });
      if (setting !== 'off') findings.push(finding);
    }
  }
  return { findings, unknowns };
}

function settingOf(rule: Rule, policy: Policy): Severity | 'off' | undefined {
  return Object.hasOwn(policy.rules, rule.id) ? policy.rules[rule.id]?.severity : undefined;
}

const WEIGHT: Record<Severity, number> = { note: 0, warning: 1, error: 2 };

/**
 * The policy's severity takes the place of the rule's own; findings that the rule gives a lower one keep it,
 * unless it is above the policy's.
 */
function asFinding(
  rule: Rule,
  said: Omit<RuleFinding, 'unknown'>,
  setting: Severity | 'off' | undefined,
  context: JudgeContext,
): Finding {
  const finding = { ...said, message: withOneDot(said.message), rule: rule.id };
  if (ALWAYS_A_NOTE.has(rule.id)) return { ...finding, severity: 'note' };
  if (context.acknowledged?.includes(rule.id) === true)
    return { ...finding, severity: 'note', data: { ...said.data, acknowledged: true } };
  if (setting === undefined || setting === 'off') return finding;
  const isGravest = said.severity === rule.severity;
  return { ...finding, severity: isGravest ? setting : lower(said.severity, setting) };
}

function lower(a: Severity, b: Severity): Severity {
  return WEIGHT[a] <= WEIGHT[b] ? a : b;
}
