/** What the reporters of a plan are given: the plan of each migration with what was learnt on the way. */
import type { Instant } from '../../model/instant.ts';
import type { Name } from '../../model/name.ts';
import type { RrsetPast } from '../../model/past.ts';
import type { Plan, PlanVerdict } from '../../model/plan.ts';
import type { RecordType } from '../../model/recordType.ts';
import type { DatedStage, Figures, Policy } from '../../policy/policy.ts';

export interface PlannedMigration {
  readonly plan: Plan;
  /** Of what the plan would change. */
  readonly digest: string;
  readonly verdict: PlanVerdict;
  /** The kind of the provider (`route53`); null without one. */
  readonly providerKind: string | null;
  readonly figures: Figures;
  /** What each stage allows, for drawings. */
  readonly policy: Policy;
  readonly stages: readonly DatedStage[];
  /** When the preflight is due; null once the cutover is over. */
  readonly preflightAt: Instant | null;
  readonly absent: readonly {
    readonly owner: Name;
    readonly type: RecordType | null;
    readonly create: boolean;
    /** Seconds that its absence may be cached (RFC 2308 §5); null if it was not learnt. */
    readonly negativeTtl: number | null;
  }[];
  readonly unobserved: readonly { readonly owner: Name; readonly because: string }[];
  /** Sentences. */
  readonly notices: readonly string[];
  /** Of the RRsets whose timelines are drawn first; absent where nobody gathered them. */
  readonly pasts?: readonly RrsetPast[];
  /** RRsets beyond those, whose past nobody read. */
  readonly pastsUnread?: number;
  /** The migration's own, from the configuration. */
  readonly notes: string | null;
}

export interface PlanReport {
  readonly tool: { readonly name: 'ttl-check'; readonly version: string };
  readonly at: Instant;
  readonly migrations: readonly PlannedMigration[];
}
