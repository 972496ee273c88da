/**
 * What was seen and what was changed, durable. Each method is one transaction with a meaning; no SQL crosses this
 * line, so that another database can stand behind it. All implementations pass `test/contracts/journal.ts`.
 */
import type { JsonValue } from './finding.ts';
import type { Instant } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { Ttl } from './ttl.ts';

/** An RRset as all authorities were seen to serve it at one instant. */
export interface Sighting {
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  readonly at: Instant;
  /** The largest and the smallest TTL over all servers. */
  readonly ttl: { readonly min: number; readonly max: number };
  readonly rdata: readonly string[];
  /** Whether every server answered; only then can a longer TTL be said to have ended. */
  readonly complete: 'all-servers' | 'some-servers';
  /** The provider said INSYNC at this instant: no settling time is needed. */
  readonly inSync?: true;
}

/** What of a look matters for the past. */
export type Look = Pick<Sighting, 'at' | 'ttl' | 'complete'>;

/** Consecutive looks that all saw the same, kept as one: `at` is the last of them. */
export interface SightingRun extends Sighting {
  /** The first of them. */
  readonly since: Instant;
  /** How many there were. */
  readonly looks: number;
}

/** A TTL that an RRset had before, and the instant of the first look at which all servers had a lower one. */
export interface PastTtl {
  readonly ttl: number;
  readonly until: Instant;
  readonly settled?: true;
  /** No look at all servers has shown it gone yet: `until` is the newest look, and will move. */
  readonly unended?: true;
}

/** Said before a change is sent. With the first intent of an RRset its former TTL is written, in the same transaction. */
export interface Intent {
  /** Unique: `<migration>/<owner>/<type>/<step>/<attempt>`. */
  readonly id: string;
  readonly migration: string;
  readonly zone: Name;
  readonly owner: Name;
  readonly type: RecordType;
  readonly step: string;
  readonly kind: 'lower' | 'restore';
  readonly from: Ttl;
  readonly to: Ttl;
  readonly rdata: readonly string[];
  readonly at: Instant;
  readonly planDigest: string;
}

export type ReceiptOutcome = 'accepted' | 'verified' | 'conflict' | 'refused' | 'uncertain' | 'abandoned';

/** What became of an intent; the last one counts. */
export interface Receipt {
  readonly intent: string;
  readonly at: Instant;
  readonly outcome: ReceiptOutcome;
  readonly changeId?: string;
  readonly detail?: string;
}

export interface FormerTtl {
  readonly migration: string;
  readonly owner: Name;
  readonly type: RecordType;
  readonly ttl: Ttl;
  readonly recordedAt: Instant;
  readonly restoredAt?: Instant;
}

export type MigrationState = 'running' | 'held' | 'aborted' | 'done';

export interface StateChange {
  readonly migration: string;
  readonly state: MigrationState;
  readonly at: Instant;
  readonly by: string;
  readonly reason?: string;
}

export interface Lease {
  readonly owner: string;
  readonly until: Instant;
}

export interface StoredPlan {
  readonly migration: string;
  readonly digest: string;
  readonly at: Instant;
  readonly plan: JsonValue;
}

export interface IntentWithReceipt {
  readonly intent: Intent;
  readonly receipts: readonly Receipt[];
}

export interface Journal {
  recordSightings(sightings: readonly Sighting[]): Promise<void>;
  /**
   * TTLs longer than the one last seen, oldest first; undefined if it was never seen. One that a longer one
   * outlived is left out. What was before `firstSeen` is unknown even so. With `asOf`, as if that look were the last one
   * ever: what was seen later does not count, and nothing is written.
   */
  pastTtls(owner: Name, type: RecordType, asOf?: Look): Promise<readonly PastTtl[] | undefined>;
  /** The first look that is kept; undefined if it was never seen. */
  firstSeen(owner: Name, type: RecordType): Promise<Instant | undefined>;
  /** Newest first. */
  sightings(owner: Name, type: RecordType | undefined, limit: number): Promise<readonly SightingRun[]>;
  recordPlan(plan: StoredPlan): Promise<void>;
  latestPlan(migration: string): Promise<StoredPlan | undefined>;
  /**
   * Throws Failure (journal) if it cannot be made durable, or if `leaseOwner` is given and does not hold the lease
   * any more; then nothing may be sent. Saying the very same intent again changes nothing.
   */
  recordIntents(intents: readonly Intent[], leaseOwner?: string): Promise<void>;
  recordReceipts(receipts: readonly Receipt[]): Promise<void>;
  /** Intents whose last receipt is not final (`verified`, `conflict`, `refused`, `abandoned`), oldest first. */
  openIntents(): Promise<readonly IntentWithReceipt[]>;
  /** All of a migration, oldest first, each with its receipts in the order in which they came. */
  intents(migration: string): Promise<readonly IntentWithReceipt[]>;
  /** One for each RRset, the latest: it is written anew if an RRset is lowered again after it was restored. */
  formerTtls(migration: string): Promise<readonly FormerTtl[]>;
  recordRestored(migration: string, owner: Name, type: RecordType, at: Instant): Promise<void>;
  recordState(change: StateChange): Promise<void>;
  /** The latest of each migration. */
  states(): Promise<readonly StateChange[]>;
  /** The names of all migrations that it has a plan, an intent or a state of, sorted. */
  migrations(): Promise<readonly string[]>;
  recordTick(at: Instant, owner: string): Promise<void>;
  lastTick(): Promise<Instant | undefined>;
  /** True for the first caller with this key, false for all later ones. */
  claimNotification(key: string, at: Instant): Promise<boolean>;
  /** Keeps a small value by its key, in place of the one before: what became of a report, where a thread begins. */
  remember(key: string, value: JsonValue, at: Instant): Promise<void>;
  /** The value that was kept last; undefined if there is none. */
  recall(key: string): Promise<JsonValue | undefined>;
  /** The lease, or who holds it. A lease whose `until` lies before `now` is free. */
  acquireLease(
    owner: string,
    now: Instant,
    until: Instant,
  ): Promise<{ readonly held: Lease; readonly mine: boolean }>;
  releaseLease(owner: string): Promise<void>;
  /**
   * Removes what nobody needs any more of the time before an instant: sightings (runs are counted), notifications, and
   * plans that were replaced and never carried out. Intents and former TTLs stay, and so do sightings from a past TTL
   * on that caches may have held at that instant.
   */
  prune(
    before: Instant,
  ): Promise<{ readonly sightings: number; readonly notifications: number; readonly plans: number }>;
  close(): Promise<void>;
}
