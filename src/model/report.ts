/** The JSON report, schema version 1 (docs/json.md). Keys are only ever added. Instants are `…Z` text here. */
import type { Finding, Severity, Verdict } from './finding.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { Origin } from './target.ts';

export type StageId = string;

export interface RrsetReport {
  readonly owner: Name;
  readonly type: RecordType;
  readonly verdict: Verdict;
  /** Seconds, the smallest and the largest that authorities publish; null if none was observed. */
  readonly configuredTtl: { readonly min: number; readonly max: number } | null;
  readonly rdata: readonly string[];
  readonly authorities: readonly {
    readonly server: string;
    readonly address: string;
    readonly ttl: number | null;
    readonly rcode: string | null;
    readonly rttMs: number | null;
    readonly outcome: string;
  }[];
  readonly parent: { readonly ttl: number; readonly servers: readonly Name[] } | null;
  readonly resolvers: readonly {
    readonly resolver: string;
    readonly remainingTtl: number | null;
    readonly originalTtl?: number;
    readonly rcode: string | null;
    readonly rttMs: number | null;
    readonly outcome: string;
  }[];
  /** The hops from the target's name to the terminal RRset; only on the first entry of a target. */
  readonly chain: readonly { readonly owner: Name; readonly type: RecordType; readonly ttl: number | null }[];
  /** True for a hop in a zone that the user does not move: shown, never judged. */
  readonly foreign?: true;
  /** Whether caches may still hold a copy with a longer TTL. */
  readonly drained?: 'yes' | 'no' | 'unknown';
  readonly readyAt?: string;
  /** Seconds after the cutover that old data may still be served, with today's TTL. */
  readonly staleWindow?: number;
  readonly lowerBy?: string;
}

export interface TargetReport {
  readonly input: string;
  readonly name: Name;
  readonly zone: Name | null;
  readonly verdict: Verdict;
  readonly cutover?: string;
  readonly migration?: string;
  readonly stage: StageId;
  readonly origin?: Origin;
  readonly rrsets: readonly RrsetReport[];
  readonly findings: readonly Finding[];
}

export interface Summary {
  readonly targets: number;
  readonly rrsets: number;
  /** Findings of severity error / warning. */
  readonly errors: number;
  readonly warnings: number;
  /** RRsets (and targets without one) whose verdict is unknown. */
  readonly unknown: number;
}

/** Something about the whole run, said once: a family without a route, DoH in place of port 53. */
export interface RunCircumstance {
  readonly kind: string;
  /** A sentence. */
  readonly message: string;
  /** How many targets it was met at. */
  readonly targets: number;
}

/** A finding that a baseline names: recognised by its rule and its RRset (or name), not by its sentence. */
export interface BaselineEntry {
  readonly rule: string;
  readonly owner: Name;
  readonly type: RecordType | null;
  /** As it was when the baseline was written; a graver one is new. */
  readonly severity: Exclude<Severity, 'note'>;
  /** Why it is left; people write it. */
  readonly reason?: string;
}

/** How the findings of a run compare with those of a baseline. */
export interface BaselineReport {
  /** Findings that it names. */
  readonly known: number;
  /** Entries whose name was observed, and that were not found any more. */
  readonly fixed: readonly BaselineEntry[];
  /** Entries whose name was not looked at, or not observed. */
  readonly notSeen: readonly BaselineEntry[];
}

/** Which part of a list a run checked; `report --merge` joins the parts. */
export interface ShardReport {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** The same for runs that judge by the same settings: a digest of the policy, the migrations and the flags. */
  readonly settings: string;
}

/** Seconds; null: no limit. */
interface LimitsReport {
  readonly errorAbove: number | null;
  readonly warningAbove: number | null;
}

/** By what the targets of a cutover were judged: the stages as instants, and what else limits TTLs. */
export interface CutoverReport {
  /** Absent where `--cutover` gave the date, and no migration did. */
  readonly migration?: string;
  readonly at: string;
  /** In which its calendar days are counted. */
  readonly timezone: string;
  /** In the policy's order. */
  readonly stages: readonly (LimitsReport & {
    readonly id: string;
    /** The first instant of it; the first stage is in force before too. */
    readonly from: string;
    readonly lowersTo: number | null;
  })[];
  readonly ns: LimitsReport;
  /** The first that matches a record and names the stage wins. */
  readonly overrides: readonly {
    readonly match: {
      readonly types?: readonly string[];
      readonly zones?: readonly string[];
      readonly names?: readonly string[];
    };
    readonly stages: {
      readonly [stageId: string]: Partial<LimitsReport & { readonly lowersTo: number | null }>;
    };
  }[];
  /** Seconds. */
  readonly figures: {
    readonly margin: number;
    readonly propagation: number;
    readonly floor: number;
    readonly slack: number;
    readonly settle: number;
    readonly grace: number;
    readonly assumedPastTtl: number;
  };
}

export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'ttl-check'; readonly version: string };
  /** The instant of judging. */
  readonly at: string;
  /** Only with `--shard`. */
  readonly shard?: ShardReport;
  readonly verdict: Verdict;
  readonly summary: Summary;
  readonly targets: readonly TargetReport[];
  readonly circumstances?: readonly RunCircumstance[];
  /** Only where a target has a cutover; the earliest first. */
  readonly cutovers?: readonly CutoverReport[];
  /** Only with a baseline. */
  readonly baseline?: BaselineReport;
}
