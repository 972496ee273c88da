import type { IntentWithReceipt } from '../model/journal.ts';

/** The TTL that we set last, as far as the provider took it; undefined if we never changed it. */
export function lastSet(intents: readonly IntentWithReceipt[]): number | undefined {
  return intents.findLast(({ receipts }) => wasTaken(receipts))?.intent.to;
}

/** How often a TTL was lowered by us to a value to which we had lowered it before: somebody raised it in between. */
export function handCount(intents: readonly IntentWithReceipt[]): number {
  const lowerings = intents.filter(({ intent, receipts }) => intent.kind === 'lower' && wasTaken(receipts));
  const times = new Map<number, number>();
  for (const { intent } of lowerings) times.set(intent.to, (times.get(intent.to) ?? 0) + 1);
  return [...times.values()].reduce((sum, count) => sum + count - 1, 0);
}

function wasTaken(receipts: IntentWithReceipt['receipts']): boolean {
  return receipts.some((r) => r.outcome === 'accepted' || r.outcome === 'verified');
}
