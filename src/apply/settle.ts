import type { Instant } from '../model/instant.ts';
import type { IntentWithReceipt, Receipt } from '../model/journal.ts';
import type { Surveyed } from './survey.ts';

/** What an intent without an end turned out to be, seen from what stands now. */
export type Settlement =
  /** Our TTL stands at the provider, with the data as they were: it has to be verified at the authorities. */
  | { readonly kind: 'applied'; readonly intent: IntentWithReceipt; readonly rrset: Surveyed }
  /** The old TTL stands: it was never made, and is due anew. */
  | { readonly kind: 'not-applied'; readonly receipt: Receipt }
  /** Neither: somebody else's hand, or the record is gone. */
  | { readonly kind: 'overtaken'; readonly receipt: Receipt; readonly notice: string };

/**
 * Settles what an earlier pass left open: killed between two lines, an answer that never came, propagation that took
 * too long. Only what the provider shows now counts, not what was meant.
 */
export function settle(
  open: readonly IntentWithReceipt[],
  rrsets: readonly Surveyed[],
  at: Instant,
): Settlement[] {
  return open.map((entry): Settlement => {
    const { intent } = entry;
    const rrset = rrsets.find((r) => r.owner === intent.owner && r.type === intent.type);
    const ttls = new Set(rrset?.live.map((set) => set.ttl) ?? []);
    const only = ttls.size === 1 ? [...ttls][0] : undefined;
    if (rrset !== undefined && only === intent.to) return { kind: 'applied', intent: entry, rrset };
    if (only === intent.from)
      return {
        kind: 'not-applied',
        receipt: { intent: intent.id, at, outcome: 'abandoned', detail: 'was not made' },
      };
    const found = rrset === undefined ? 'it is gone' : `its TTL is ${[...ttls].join(' and ')} s`;
    return {
      kind: 'overtaken',
      receipt: { intent: intent.id, at, outcome: 'conflict', detail: found },
      notice: `${intent.owner} ${intent.type}: was to become ${intent.to} s, but ${found} now: somebody else's hand.`,
    };
  });
}
