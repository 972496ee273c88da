import type { Instant, Seconds } from '../model/instant.ts';
import { plusSeconds } from '../model/instant.ts';
import type { Freeze } from '../model/migration.ts';

/** The freeze window that holds an instant (start inclusive, end exclusive). */
export function freezeAt(freezes: readonly Freeze[], at: Instant): Freeze | undefined {
  return freezes.find((f) => f.from <= at && at < f.to);
}

/** The first instant from `at` on that lies in no freeze. */
export function afterFreezes(freezes: readonly Freeze[], at: Instant): Instant {
  let free = at;
  for (let freeze = freezeAt(freezes, free); freeze !== undefined; freeze = freezeAt(freezes, free))
    free = freeze.to;
  return free;
}

/** The last whole second up to `at` that lies in no freeze and leaves `lead` seconds to the next one. */
export function beforeFreezes(freezes: readonly Freeze[], at: Instant, lead: Seconds): Instant {
  let free = at;
  for (let freeze = freezeAt(freezes, free); freeze !== undefined; freeze = freezeAt(freezes, free))
    // The first instant of a freeze belongs to it: without any lead it is the second before.
    free = plusSeconds(freeze.from, -Math.max(1, lead));
  return free;
}
