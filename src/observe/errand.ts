import { createAlarms } from '../dns/transport/alarms.ts';
import type { Clock } from '../model/clock.ts';

/** How long one target may still take: ends by the budget or because the caller stops. */
export interface Errand {
  /** Why it is over; undefined while it goes on. */
  reason(): 'budget' | 'interrupted' | undefined;
  /** `asked`, or `otherwise` once the errand is over. */
  orElse<T>(asked: Promise<T>, otherwise: () => T): Promise<T>;
  /** Each of `asked` read by `read`, in their order; those that the errand did not wait for as undefined. */
  all<T, Read>(
    asked: readonly Promise<T>[],
    read: (value: T | undefined, index: number) => Read,
  ): Promise<Read[]>;
  end(): void;
}

/** Starts errands; those of one run share an alarm and one ear for the caller, so that a million cost little. */
export interface Errands {
  /** `spentMs` of the budget are gone already. */
  start(caller: AbortSignal | undefined, spentMs?: number): Errand;
}

/**
 * Errands of `budgetMs` each, all in all. What rates hold back meanwhile (`heldBackMs`, all in all) is not in it: a name
 * that waits for its turn is not slow.
 */
export function createErrands(clock: Clock, budgetMs: number, heldBackMs: () => number): Errands {
  const alarms = createAlarms(clock);
  const underWay = new WeakMap<AbortSignal, Set<() => void>>();

  /** What to end when this caller stops; heard by one listener, however many errands it has under way. */
  function endedWith(caller: AbortSignal): Set<() => void> {
    const known = underWay.get(caller);
    if (known !== undefined) return known;
    const interrupts = new Set<() => void>();
    underWay.set(caller, interrupts);
    caller.addEventListener('abort', () => {
      for (const interrupt of [...interrupts]) interrupt();
    });
    return interrupts;
  }

  function start(caller: AbortSignal | undefined, spentMs = 0): Errand {
    const wakers = new Set<() => void>();
    let why: 'budget' | 'interrupted' | undefined;
    function stop(reason: 'budget' | 'interrupted'): void {
      why ??= reason;
      for (const wake of wakers) wake();
    }
    const interrupt = () => stop('interrupted');
    const interrupts = caller === undefined ? undefined : endedWith(caller);
    if (caller?.aborted) interrupt();
    else interrupts?.add(interrupt);
    let heldBefore = heldBackMs();
    let alarm = alarms.set(Math.max(0, budgetMs - spentMs), outOfBudget);
    function outOfBudget(): void {
      const held = heldBackMs() - heldBefore;
      heldBefore += held;
      if (held > 0) alarm = alarms.set(held, outOfBudget);
      else stop('budget');
    }
    return {
      reason: () => why,
      orElse(asked, otherwise) {
        if (why !== undefined) return Promise.resolve(otherwise());
        return new Promise((resolve, reject) => {
          const wake = () => resolve(otherwise());
          wakers.add(wake);
          asked.then(
            (value) => {
              wakers.delete(wake);
              resolve(value);
            },
            (error: unknown) => {
              wakers.delete(wake);
              reject(error);
            },
          );
        });
      },
      all(asked, read) {
        return new Promise((resolve, reject) => {
          const values: Parameters<typeof read>[0][] = asked.map(() => undefined);
          let left = asked.length;
          const finish = () => {
            wakers.delete(finish);
            try {
              resolve(values.map(read));
            } catch (error) {
              reject(error);
            }
          };
          if (left === 0 || why !== undefined) finish();
          else wakers.add(finish);
          for (const [i, one] of asked.entries())
            one.then((value) => {
              values[i] = value;
              if (--left === 0) finish();
            }, reject);
        });
      },
      end() {
        alarms.cancel(alarm);
        interrupts?.delete(interrupt);
      },
    };
  }

  return { start };
}
