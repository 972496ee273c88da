/** A policy as plain data. `config/policy.yaml` is the shipped one; `config/` reads others into this shape. */
import type { Severity } from '../model/finding.ts';
import type { Instant, Seconds } from '../model/instant.ts';

/** When a stage begins, in the migration's time zone. */
export type StageStart =
  /** So many calendar days (and seconds) before the cutover, at the cutover's time of day. */
  | { readonly kind: 'before'; readonly days: number; readonly seconds: Seconds }
  /** 00:00 on the day of the cutover, or earlier where the arithmetic asks for it. */
  | { readonly kind: 'start-of-day' }
  /** So many calendar days (and seconds) after the cutover. */
  | { readonly kind: 'after'; readonly days: number; readonly seconds: Seconds };

export interface Limits {
  /** A TTL above this many seconds is an error; null: no limit. */
  readonly errorAbove: number | null;
  readonly warningAbove: number | null;
}

export interface Stage extends Limits {
  readonly id: string;
  readonly from: StageStart;
  /** The scheduler lowers to this TTL when the stage begins; null: it does not lower. */
  readonly lowersTo: number | null;
}

/** Limits that differ for some records. The first override that matches a record and names the stage wins. */
export interface Override {
  /** All that are given must match. Globs: `*` is any run of characters, matched against the owner name. */
  readonly match: {
    readonly types?: readonly string[];
    readonly zones?: readonly string[];
    readonly names?: readonly string[];
  };
  readonly stages: { readonly [stageId: string]: Partial<Limits & { readonly lowersTo: number | null }> };
}

/** The figures of the arithmetic, in seconds (docs/policy.md says where each comes from). */
export interface Figures {
  /** Spare time between the end of the last step and the cutover. */
  readonly margin: Seconds;
  /** Bound for the time from a provider's yes until every authority answers it. */
  readonly propagation: Seconds;
  /** The lowest TTL that caches honour: 5 s is Knot Resolver's floor. */
  readonly floor: Seconds;
  /** What clocks of whole seconds add. */
  readonly slack: Seconds;
  /** Added to the first look at which all servers have a lower TTL. */
  readonly settle: Seconds;
  /** For so long after a stage starts, its error is a warning. */
  readonly grace: Seconds;
  /** The TTL that caches are assumed to have seen before the first look, where no journal tells. */
  readonly assumedPastTtl: Seconds;
}

export interface Policy {
  readonly stages: readonly Stage[];
  /** NS at an apex has limits of its own. */
  readonly ns: Limits;
  readonly overrides: readonly Override[];
  readonly figures: Figures;
  /** Severity and off-switch by rule id, and the rule's own settings. */
  readonly rules: { readonly [ruleId: string]: RuleSetting };
}

export interface RuleSetting {
  readonly severity?: Severity | 'off';
}

/** What limits TTLs need of a stage and of a policy. */
export type LimitingStage = Omit<Stage, 'from'>;
export type LimitingPolicy = Pick<Policy, 'ns' | 'overrides'>;

/** A stage with the instant from which it is in force (inclusive). */
export interface DatedStage<Kind extends LimitingStage = Stage> {
  readonly stage: Kind;
  readonly from: Instant;
}

/** A record that is excused, with a reason and an end. */
export interface Waiver {
  /** Glob over owner names, `*` any run of characters. */
  readonly name: string;
  readonly types?: readonly string[];
  /** Rule ids; all rules if absent. */
  readonly rules?: readonly string[];
  readonly reason: string;
  /** The first instant at which it no longer holds. */
  readonly until: Instant;
  /** Where it stands, for the finding about its expiry. */
  readonly origin?: { readonly file: string; readonly line: number };
}
