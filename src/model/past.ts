/** What an RRset was before, as the journal has it. `plan` puts it together, pages draw it. */
import type { Instant } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';

/** A TTL and data that all servers had from an instant on. */
export interface PastValue {
  /** When the change was sent, or of what others changed, the first look that shows it. */
  readonly since: Instant;
  /** The first look at which every server had it: caches may have taken the one before until then. */
  readonly everywhereAt: Instant;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: readonly string[];
  /** Of our own change; absent for the first look and for somebody else's hand. */
  readonly step?: { readonly id: string; readonly kind: 'lower' | 'restore' };
}

export interface RrsetPast {
  readonly owner: Name;
  readonly type: RecordType;
  /** Oldest first; each differs from the one before. */
  readonly values: readonly PastValue[];
}
