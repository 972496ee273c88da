/** What a rule is, and what it is given. A rule is one file in `rules/` and one line in `rules.ts`. */
import type { Finding, Severity } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Cutover } from '../model/target.ts';
import type { Policy, Stage } from '../policy/policy.ts';
import type { JudgeContext } from './context.ts';
import type { TargetFacts } from './facts.ts';
import type { RrsetFacts } from './rrsets.ts';
import type { Timing } from './timing.ts';

/** An RRset of ours with what the arithmetic says of it. */
export interface Judged extends RrsetFacts {
  readonly timing: Timing;
}

/** One target to judge. */
export interface Case {
  readonly at: Instant;
  readonly facts: TargetFacts;
  /** The RRsets that are judged: in zones that move, and configured by themselves. */
  readonly rrsets: readonly Judged[];
  readonly policy: Policy;
  readonly stage: Stage;
  /** When the stage came into force; null without a cutover, and for the first stage, which always was. */
  readonly stageFrom: Instant | null;
  readonly cutover: Cutover | undefined;
  /** The name servers of the target's zone are moved: a migration, or `--type` and `--cutover`, name its NS. */
  readonly movesNs: boolean;
  readonly context: JudgeContext;
}

/** What a rule says; `judge` adds the id, the policy's severity and the waiver. */
export interface RuleFinding extends Omit<Finding, 'rule' | 'waived'> {
  /** As long as it stands, what it is about is not known well enough to be called ready. */
  readonly unknown?: true;
}

export interface Rule {
  readonly id: string;
  /** The severity of its gravest findings, unless the policy says otherwise. */
  readonly severity: Severity;
  /** A heading: a few words, no full stop. */
  readonly title: string;
  /** What `explain` and docs/rules.md print; whole sentences. */
  readonly explain: { readonly what: string; readonly why: string; readonly todo: string };
  readonly check: (judging: Case) => readonly RuleFinding[];
}
