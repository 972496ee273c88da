import type { Instant } from '../model/instant.ts';
import type { IntentWithReceipt, Receipt } from '../model/journal.ts';
import { wasTaken } from './hands.ts';
import type { Surveyed } from './survey.ts';

/** What an intent without an end turned out to be, seen from what stands now. */
export type Settlement =
  /** Our TTL stands at the provider: it has to be verified at the authorities. */
  | { readonly kind: 'applied'; readonly intent: IntentWithReceipt; readonly rrset: Surveyed }
  /** The old TTL stands, or a later step of ours took its place: nothing more will come of it. */
  | { readonly kind: 'closed'; readonly receipt: Receipt }
  /** Neither: somebody else's hand, or the record is gone. */
  | { readonly kind: 'overtaken'; readonly receipts: readonly Receipt[]; readonly notice: string };

/**
 * Settles what an earlier pass left open: killed between two lines, an answer that never came, propagation that took
 * too long. Only what the provider shows now counts, not what was meant. `all` are the migration's, oldest first.
 */
export function settle(
  open: readonly IntentWithReceipt[],
  all: readonly IntentWithReceipt[],
  rrsets: readonly Surveyed[],
  at: Instant,
): Settlement[] {
  return open.map((entry): Settlement => {
    const { intent, receipts } = entry;
    const same = (other: { readonly owner: string; readonly type: string }) =>
      other.owner === intent.owner && other.type === intent.type;
    const rrset = rrsets.find(same);
    const now = rrset?.providerTtl;
    const close = (detail: string): Receipt => ({
      ...{ intent: intent.id, at, outcome: 'abandoned', detail },
    });
    const later = all.slice(all.findIndex((other) => other.intent.id === intent.id) + 1);
    if (later.some((one) => same(one.intent) && (wasTaken(one.receipts) || one.intent.to === now)))
      return { kind: 'closed', receipt: close('a later step took its place') };
    if (rrset !== undefined && now === intent.to) return { kind: 'applied', intent: entry, rrset };
    if (now === intent.from && !wasTaken(receipts)) return { kind: 'closed', receipt: close('was not made') };
    const ttls = [...new Set(rrset?.live.map((set) => set.ttl) ?? [])];
    const found = ttls.length === 0 ? 'it is gone' : `its TTL is ${ttls.join(' and ')} s`;
    return {
      kind: 'overtaken',
      receipts: [
        // Killed before the answer: whether it was made will never be known, and that must be.
        ...(receipts.length > 0
          ? []
          : [{ intent: intent.id, at, outcome: 'uncertain', detail: 'no answer is known' } as const]),
        { intent: intent.id, at, outcome: 'conflict', detail: found },
      ],
      notice: `${intent.owner} ${intent.type}: was to become ${intent.to} s, but ${found} now: somebody else's hand.`,
    };
  });
}
