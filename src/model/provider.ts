/**
 * What a DNS provider does for us. `plan` reads through it, `apply` changes through it; `providers/` has one
 * folder for each, and all pass `test/contracts/provider.ts`. A provider changes TTLs and nothing else.
 */
import type { JsonValue } from './finding.ts';
import type { Instant } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { Ttl } from './ttl.ts';

export interface ProviderZone {
  /** The provider's own identifier: `Z123…`, or the apex by RFC 2136. */
  readonly id: string;
  readonly apex: Name;
  readonly visibility: 'public' | 'private';
  /** The name servers that the provider answers from; empty where it does not say. */
  readonly nameServers: readonly Name[];
  /** The service that made the zone and alone may change it: everything in it is reported and never touched. */
  readonly managedBy?: string;
}

/** One RRset as it stands at the provider; with routing policies several share owner and type. */
export interface LiveRrset {
  readonly zoneId: string;
  readonly owner: Name;
  readonly type: RecordType;
  /** Tells sets of the same owner and type apart (weighted, latency, … routing). */
  readonly setIdentifier?: string;
  /** null for an alias, which has none of its own. */
  readonly ttl: Ttl | null;
  /** Presentation form, sorted. */
  readonly rdata: readonly string[];
  /** Why it cannot be changed; absent if it can. */
  readonly fixed?: {
    readonly kind: 'alias' | 'traffic-policy' | 'other-service' | 'synthesised';
    readonly detail: string;
  };
  /** Everything else that the provider holds of it, to be put back exactly. Only the provider reads it. */
  readonly native: JsonValue;
}

/** The TTL of all sets of one owner and type; they change together or not at all. */
export interface TtlChange {
  readonly owner: Name;
  readonly type: RecordType;
  /** As they were read; the change is made only if they are still the same. */
  readonly before: readonly LiveRrset[];
  readonly ttl: Ttl;
}

/** How much a batch takes, in the measures of the provider: records and characters, say. */
export interface BatchLimits {
  readonly most: readonly number[];
  /** What a change takes of each; those of one batch are added up. */
  costOf(change: TtlChange): readonly number[];
}

export type ChangeOutcome =
  /** The provider has taken it; `confirm` tells when it is everywhere. */
  | { readonly kind: 'accepted'; readonly changeId: string; readonly at: Instant; readonly note?: string }
  /** Somebody changed one of the sets in between; nothing was changed by us. */
  | { readonly kind: 'conflict'; readonly detail: string }
  /** It may have been taken or not (an answer that never came): read again before anything else. */
  | { readonly kind: 'uncertain'; readonly detail: string };

export type Confirmation =
  /** The provider says that every server of it answers the new data. */
  | { readonly kind: 'in-sync'; readonly at: Instant }
  /** The provider has no word for that, or not yet: the authorities themselves must be asked. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'no-word' };

export interface Provider {
  readonly kind: string;
  /** All zones that the credentials show, or only those that hold one of these names. Throws Failure (provider). */
  listZones(signal?: AbortSignal, holding?: readonly Name[]): AsyncIterable<ProviderZone>;
  /** The RRsets of a zone, all or those with these owners. Throws Failure (provider). */
  readRrsets(zone: ProviderZone, owners?: readonly Name[], signal?: AbortSignal): AsyncIterable<LiveRrset>;
  /**
   * How many of these changes, from the first, fit into one atomic batch (at least 1 where there is one).
   * Changes of the same owner are never parted.
   */
  batchSize(changes: readonly TtlChange[]): number;
  /** For packing many changes into few batches, where that is worth it; without them they are taken as they stand. */
  readonly batchLimits?: BatchLimits;
  /**
   * Changes the TTLs in one atomic step, by compare-and-swap, or nothing. `comment` goes to the provider's log
   * where it has one. Throws Failure (provider) when the provider refuses for a reason other than a conflict.
   */
  changeTtls(
    zone: ProviderZone,
    changes: readonly TtlChange[],
    comment: string,
    signal?: AbortSignal,
  ): Promise<ChangeOutcome>;
  /** Whether an accepted change is on every server. One look; the caller waits between looks. */
  confirm(changeId: string, signal?: AbortSignal): Promise<Confirmation>;
  close(): Promise<void>;
}
