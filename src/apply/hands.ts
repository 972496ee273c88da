import type { IntentWithReceipt } from '../model/journal.ts';

/**
 * The TTL that we set last, as far as the provider took it; undefined if we never changed it. An intent without an
 * answer was taken if what it meant stands there now.
 */
export function lastSet(intents: readonly IntentWithReceipt[], ttlNow: number): number | undefined {
  return intents.findLast(
    ({ intent, receipts }) => wasTaken(receipts) || (isOpen(receipts) && intent.to === ttlNow),
  )?.intent.to;
}

/**
 * How often a TTL was lowered by us to a value to which we had lowered it before: somebody raised it in between.
 * Giving the former TTL back ends the count.
 */
export function handCount(intents: readonly IntentWithReceipt[]): number {
  const restored = intents.findLastIndex(
    ({ intent, receipts }) => intent.kind === 'restore' && wasTaken(receipts),
  );
  const times = new Map<number, number>();
  for (const { intent, receipts } of intents.slice(restored + 1))
    if (wasTaken(receipts)) times.set(intent.to, (times.get(intent.to) ?? 0) + 1);
  return [...times.values()].reduce((sum, count) => sum + count - 1, 0);
}

/**
 * Whether we may have changed a TTL since it was given back last. An intent that came to nothing is no change, unless
 * what it meant stands there after all. One that nobody answered, and that somebody's hand then overtook, may have been
 * made before that: then the TTL before it is the former one still.
 */
export function mayHaveTouched(intents: readonly IntentWithReceipt[], ttlNow: number | undefined): boolean {
  const restored = intents.findLastIndex(
    ({ intent, receipts }) => intent.kind === 'restore' && wasTaken(receipts),
  );
  return intents
    .slice(restored + 1)
    .some(
      ({ intent, receipts }) =>
        wasTaken(receipts) || isOpen(receipts) || wasOvertaken(receipts) || intent.to === ttlNow,
    );
}

/** Whether the last thing that we did was to give a TTL back. */
export function hasGivenBack(intents: readonly IntentWithReceipt[]): boolean {
  return intents.findLast(({ receipts }) => wasTaken(receipts))?.intent.kind === 'restore';
}

/** Whether the provider took it, as far as we were told. */
export function wasTaken(receipts: IntentWithReceipt['receipts']): boolean {
  return receipts.some((r) => r.outcome === 'accepted' || r.outcome === 'verified');
}

/** Its answer never came, and neither the TTL before nor after it was found there then. */
function wasOvertaken(receipts: IntentWithReceipt['receipts']): boolean {
  return receipts.some((r) => r.outcome === 'uncertain') && receipts.at(-1)?.outcome === 'conflict';
}

function isOpen(receipts: IntentWithReceipt['receipts']): boolean {
  const last = receipts.at(-1)?.outcome;
  return last === undefined || last === 'uncertain';
}
