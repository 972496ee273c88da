import { type Instant, plusSeconds, type Seconds } from '../model/instant.ts';
import type { MigrationState } from '../model/journal.ts';
import type { PassReport } from '../model/pass.ts';
import { nextLookAt } from './nextLook.ts';

/** Whose turn it is: a tick looks at the migrations that something is due for, and lets the others rest. */
export interface Agenda {
  /** Those of `migrations` to look at now, in their order. `states` are the journal's. */
  due(
    migrations: readonly string[],
    at: Instant,
    states: ReadonlyMap<string, MigrationState>,
  ): readonly string[];
  /** A migration was looked at to the end. */
  looked(pass: PassReport): void;
  /** The first instant at which something is due for a resting migration; undefined if there is none. */
  nextAt(): Instant | undefined;
}

/** A migration that was looked at, until when nothing is due for it. */
interface Rest {
  readonly lookedAt: Instant;
  readonly nextAt: Instant | undefined;
  /** At the end of the pass: `hold`, `resume` and `abort` change it behind our back. */
  readonly state: MigrationState;
}

/** Results after which there is nothing to come back for before the next step. */
const SETTLED: ReadonlySet<string> = new Set(['verified', 'would-change', 'held']);

/** `lookEvery` seconds after its last look a migration is due in any case: somebody may have changed its records. */
export function createAgenda(lookEvery: Seconds): Agenda {
  const rests = new Map<string, Rest>();

  function isDue(migration: string, at: Instant, state: MigrationState): boolean {
    const rest = rests.get(migration);
    if (rest === undefined || rest.state !== state) return true;
    if (rest.nextAt !== undefined && rest.nextAt <= at) return true;
    // A clock that was set back must not put a look off.
    return at < rest.lookedAt || at >= plusSeconds(rest.lookedAt, lookEvery);
  }

  return {
    due: (migrations, at, states) =>
      migrations.filter((migration) => isDue(migration, at, states.get(migration) ?? 'running')),
    looked(pass) {
      const { migration, startedAt, state, results, unobserved } = pass;
      const isSettled = unobserved.length === 0 && results.every(({ outcome }) => SETTLED.has(outcome));
      if (isSettled)
        rests.set(migration, { lookedAt: startedAt, nextAt: nextLookAt([pass], startedAt), state });
      else rests.delete(migration);
    },
    nextAt() {
      let first: Instant | undefined;
      for (const { nextAt } of rests.values())
        if (nextAt !== undefined && (first === undefined || nextAt < first)) first = nextAt;
      return first;
    },
  };
}
