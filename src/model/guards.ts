/** What stops a pass before it does too much. `apply` obeys them. */
export interface Guards {
  /** How often a TTL that somebody raised between two steps is lowered again before it is held. */
  readonly maxRelowerings: number;
  /** The largest share of a zone's RRsets, 0…1, whose data one pass may change; TTL-only changes do not count. */
  readonly shareOfZone: number;
  /** The share is not looked at in zones of up to so many RRsets. */
  readonly smallZone: number;
}

/** A third of a zone at once is rarely meant (octoDNS guards at the same figure); small zones have no shares. */
export const DEFAULT_GUARDS: Guards = { maxRelowerings: 3, shareOfZone: 0.3, smallZone: 10 };
