/** A planned move, as the configuration tells it: plain data for `plan`, `preflight`, `watch` and `schedule`. */
import type { Instant } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { Cutover, Origin } from './target.ts';
import type { Ttl } from './ttl.ts';

/** Which RRsets a migration moves. */
export type RecordSelector =
  | {
      readonly kind: 'name';
      readonly name: Name;
      readonly types: readonly RecordType[];
      /** The migration gives no types, so these are all that move; it does not name NS by that. */
      readonly anyType?: true;
      /** The name does not exist yet and is created at the cutover. */
      readonly create?: true;
      readonly origin: Origin;
    }
  | {
      /** Everything in the zone that the provider lists, narrowed by types and names where they are given. */
      readonly kind: 'zone';
      readonly zone: Name;
      readonly types: readonly RecordType[];
      /** Globs over owner names, `*` any run of characters; one that matches is enough. */
      readonly names?: readonly string[];
      readonly origin: Origin;
    };

/** From `from` (inclusive) to `to` (exclusive) nothing is written. */
export interface Freeze {
  readonly from: Instant;
  readonly to: Instant;
  readonly reason?: string;
}

/** How the old name servers behave when a zone's NS set moves. */
export interface NsMove {
  /** `new-data`: they publish the new data, the new NS set included; `old-data`: they go on as they are. */
  readonly oldServers: 'new-data' | 'old-data';
  /** When they stop answering, if that is known; with `old-data` every RRset's bound follows from it. */
  readonly until?: Instant;
}

export interface Migration {
  /** Unique in the configuration; what `preflight <migration>` takes. */
  readonly name: string;
  readonly cutover: Cutover;
  readonly records: readonly RecordSelector[];
  /** Key of the configuration's `providers`; without one the migration can be planned and never applied. */
  readonly provider?: string;
  /** The former TTL, where no journal knows it. */
  readonly restoreTtl?: Ttl;
  readonly freezes: readonly Freeze[];
  /** Rule ids whose finding was read and accepted, such as `ds-present`. */
  readonly acknowledge: readonly string[];
  readonly nsMove?: NsMove;
  readonly notes?: string;
  readonly origin: Origin;
}
